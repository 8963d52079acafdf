"""People are invited by a link, which works once and for a week."""

from dataclasses import dataclass, field, replace

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import InvalidUser, InvitationInvalid, LastAdmin, NotFound, SignInDelayed
from novex_shopify.domain.model.actor import LOCAL_USER, acting_as
from novex_shopify.domain.model.api_token import ApiScope
from novex_shopify.domain.model.audit import AuditAction, AuditEntry, AuditFilter
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import FIRST_ADMIN_EMAIL, ConsoleSession, Role, User
from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY
from novex_shopify.domain.timing import FIRST_SIGN_IN_DELAY, INVITATION_LIFETIME, RECORD_TOKEN_USE_INTERVAL
from novex_shopify.domain.use_cases.people import ChangeUser, FindApiToken, InviteUser, IssueApiTokens
from tests.builders import HOUR, SECOND
from tests.domain.use_cases.people.test_sign_in import PlainPasswords

PASSWORD, OTHER_PASSWORD = Secret("correct horse battery staple"), Secret("another long password")


@dataclass(frozen=True)
class Office:
    """The use cases with which people and programs are let in."""

    clock: ManualClock = field(default_factory=ManualClock)
    unit_of_work: MemoryUnitOfWork = field(default_factory=MemoryUnitOfWork)
    nonces: SequentialNonces = field(default_factory=SequentialNonces)
    first_admin_password_hash: Secret | None = PASSWORD

    @property
    def invite(self) -> InviteUser:
        return InviteUser(self.unit_of_work, self.clock, self.nonces, PlainPasswords(), self.first_admin_password_hash)

    @property
    def change(self) -> ChangeUser:
        return ChangeUser(self.unit_of_work, self.clock, PlainPasswords(), self.first_admin_password_hash)

    @property
    def issue_tokens(self) -> IssueApiTokens:
        return IssueApiTokens(self.unit_of_work, self.clock, self.nonces)

    def add_user(self, email: str, role: Role, password: Secret | None = PASSWORD) -> User:
        with self.unit_of_work() as tx:
            user = replace(tx.users.add(email, email, role, self.clock.now()), password_hash=password)
            tx.users.save(user)
            tx.commit()
        return user

    def open_session(self, user: User) -> None:
        now = self.clock.now()
        with self.unit_of_work() as tx:
            tx.console_sessions.open(ConsoleSession("hash", user.id, "", now, now + HOUR, now))
            tx.commit()

    def has_session(self, user: User) -> bool:
        with self.unit_of_work.read() as tx:
            return bool(tx.console_sessions.list_for_user(user.id, self.clock.now()))

    def get_user(self, user: User) -> User:
        with self.unit_of_work.read() as tx:
            found = tx.users.get(user.id)
        assert found
        return found

    def get_last_entry(self) -> AuditEntry:
        with self.unit_of_work.read() as tx:
            return tx.audit_log.search(AuditFilter(), 1)[0]


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_link_lets_the_person_choose_name_and_password_once(office: Office) -> None:
    user, token = office.invite("Anna@Example.com ", " Anna ", Role.PACKER)
    assert (user.email, user.name, user.role, user.password_hash) == ("anna@example.com", "Anna", Role.PACKER, None)
    assert office.invite.find_invited(token) == user
    accepted = office.invite.accept(token, "Anna Berg", PASSWORD)
    assert office.get_user(user) == accepted == replace(user, name="Anna Berg", password_hash=PASSWORD)
    entry = office.get_last_entry()
    assert (entry.action, entry.actor.name) == (AuditAction.PASSWORD_CHANGED, "Anna Berg")
    with pytest.raises(InvitationInvalid):
        office.invite.accept(token, "Mallory", OTHER_PASSWORD)


def test_the_link_expires(office: Office) -> None:
    anna, token = office.invite("anna@example.com", "Anna", Role.VIEWER)
    office.clock.advance(INVITATION_LIFETIME - SECOND)
    assert office.invite.find_invited(token) == anna
    office.clock.advance(SECOND)
    with pytest.raises(InvitationInvalid):
        office.invite.accept(token, "Anna", PASSWORD)


def test_a_deactivated_user_has_no_invitation(office: Office) -> None:
    user, token = office.invite("anna@example.com", "Anna", Role.VIEWER)
    office.change.set_active(user.id, active=False)
    with pytest.raises(InvitationInvalid):
        office.invite.find_invited(token)
    with pytest.raises(InvalidUser, match="Activate the user first"):
        office.invite.reset_password(user.id)


@pytest.mark.parametrize(
    ("email", "name", "field_name"),
    [("anna", "Anna", "email"), ("a b@example.com", "Anna", "email"), ("anna@example.com", " ", "name")],
)
def test_what_is_no_address_or_no_name_is_refused(office: Office, email: str, name: str, field_name: str) -> None:
    with pytest.raises(InvalidUser) as refusal:
        office.invite(email, name, Role.VIEWER)
    assert refusal.value.field == field_name


def test_a_reset_deletes_the_password_and_ends_the_sessions(office: Office) -> None:
    anna = office.add_user("anna@example.com", Role.VIEWER)
    office.open_session(anna)
    _, token = office.invite.reset_password(anna.id)
    assert office.get_last_entry().action is AuditAction.PASSWORD_RESET
    assert (office.get_user(anna).password_hash, office.has_session(anna)) == (None, False)
    office.invite.accept(token, "Anna", OTHER_PASSWORD)
    assert office.get_user(anna).password_hash == OTHER_PASSWORD


def test_the_password_of_the_environment_is_not_reset(office: Office) -> None:
    admin = office.add_user(FIRST_ADMIN_EMAIL, Role.ADMIN, None)
    with pytest.raises(InvalidUser, match="CONSOLE_PASSWORD_HASH"):
        office.invite.reset_password(admin.id)
    with pytest.raises(InvalidUser, match="CONSOLE_PASSWORD_HASH"):
        office.change.change_password(admin.id, PASSWORD, OTHER_PASSWORD)


def test_a_changed_role_ends_the_sessions_and_says_what_it_was(office: Office) -> None:
    office.add_user("olga@example.com", Role.ADMIN)
    anna = office.add_user("anna@example.com", Role.VIEWER)
    office.open_session(anna)
    assert office.change.set_role(anna.id, Role.PACKER).role is Role.PACKER
    assert not office.has_session(anna)
    entry = office.get_last_entry()
    assert (entry.action, entry.before, entry.after) == (
        AuditAction.USER_CHANGED,
        {"role": "viewer"},
        {"role": "packer"},
    )
    with pytest.raises(NotFound):
        office.change.set_role(99, Role.PACKER)


def test_somebody_who_can_sign_in_stays_an_admin(office: Office) -> None:
    olga = office.add_user("olga@example.com", Role.ADMIN)
    invited = office.add_user("invited@example.com", Role.ADMIN, None)
    with pytest.raises(LastAdmin):
        office.change.set_role(olga.id, Role.OPERATOR)
    with pytest.raises(LastAdmin):
        office.change.set_active(olga.id, active=False)
    assert not office.change.set_active(invited.id, active=False).active
    office.add_user("bert@example.com", Role.ADMIN)
    assert office.change.set_role(olga.id, Role.OPERATOR).role is Role.OPERATOR


def test_a_first_admin_without_a_password_in_the_environment_does_not_count(office: Office) -> None:
    office = replace(office, first_admin_password_hash=None)
    office.add_user(FIRST_ADMIN_EMAIL, Role.ADMIN, None)
    olga = office.add_user("olga@example.com", Role.ADMIN)
    with pytest.raises(LastAdmin):
        office.change.set_active(olga.id, active=False)
    with_password = replace(office, first_admin_password_hash=PASSWORD)
    assert not with_password.change.set_active(olga.id, active=False).active


def test_the_first_user_is_an_admin_or_no_person_could_change_roles(office: Office) -> None:
    office = replace(office, first_admin_password_hash=None)
    with pytest.raises(InvalidUser, match="must be an admin") as refusal:
        office.invite("anna@example.com", "Anna", Role.VIEWER)
    assert refusal.value.field == "role"
    office.invite("olga@example.com", "Olga", Role.ADMIN)
    assert office.invite("anna@example.com", "Anna", Role.VIEWER)[0].role is Role.VIEWER


def test_a_stolen_session_does_not_guess_the_password(office: Office) -> None:
    anna = office.add_user("anna@example.com", Role.VIEWER)
    for _ in range(FAILURES_WITHOUT_DELAY):
        with pytest.raises(InvalidUser, match="not your current password"):
            office.change.change_password(anna.id, Secret("guessed"), OTHER_PASSWORD)
    with pytest.raises(SignInDelayed):
        office.change.change_password(anna.id, PASSWORD, OTHER_PASSWORD)
    office.clock.advance(FIRST_SIGN_IN_DELAY)
    office.change.change_password(anna.id, PASSWORD, OTHER_PASSWORD)
    with pytest.raises(InvalidUser):  # counted from the beginning
        office.change.change_password(anna.id, Secret("guessed"), PASSWORD)


def test_users_change_their_password_with_the_current_one(office: Office) -> None:
    anna = office.add_user("anna@example.com", Role.VIEWER)
    office.open_session(anna)
    for current, new, field_name in ((OTHER_PASSWORD, PASSWORD, "current"), (PASSWORD, Secret("short"), "password")):
        with pytest.raises(InvalidUser) as refusal:
            office.change.change_password(anna.id, current, new)
        assert refusal.value.field == field_name
    assert office.has_session(anna)
    office.change.change_password(anna.id, PASSWORD, OTHER_PASSWORD)
    assert (office.get_user(anna).password_hash, office.has_session(anna)) == (OTHER_PASSWORD, False)


def test_a_token_is_stored_as_a_hash_and_its_use_recorded_once_a_minute(office: Office) -> None:
    find = FindApiToken(office.unit_of_work, office.clock)
    with acting_as(LOCAL_USER):
        token, secret = office.issue_tokens("warehouse", ApiScope.WRITE, HOUR)
    assert (token.created_by, secret.value in token.token_hash) == ("local user", False)
    first = office.clock.now()
    assert find(secret)
    office.clock.advance(RECORD_TOKEN_USE_INTERVAL - SECOND)
    found = find(secret)
    assert found
    assert found.last_used_at == first
    office.clock.advance(HOUR)
    assert (find(secret), find(Secret("novex_made-up")), find(Secret("of the environment"))) == (None, None, None)


def test_a_revoked_token_is_refused_and_its_name_is_free(office: Office) -> None:
    token, secret = office.issue_tokens("warehouse", ApiScope.READ)
    with pytest.raises(InvalidUser, match="warehouse already"):
        office.issue_tokens("warehouse", ApiScope.READ)
    office.issue_tokens.revoke(token.id)
    assert FindApiToken(office.unit_of_work, office.clock)(secret) is None
    assert office.get_last_entry().action is AuditAction.API_TOKEN_REVOKED
    office.issue_tokens("warehouse", ApiScope.READ)
    with pytest.raises(NotFound):
        office.issue_tokens.revoke(99)
