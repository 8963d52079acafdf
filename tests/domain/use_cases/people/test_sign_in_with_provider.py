"""People whom an OpenID Connect provider knows sign in as the user they are linked to."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.people.identity_provider import MemoryIdentityProvider
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import (
    EmailNotVerified,
    LinkedToAnotherIdentity,
    NotInvited,
    ProviderDeclined,
    UnknownProviderSignIn,
    UserDeactivated,
)
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.identity import Identity, ProviderCallback
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Invitation, Role, User, Visitor
from novex_shopify.domain.use_cases.people import FindSignedInUser, OpenSession, SignInWithProvider, UnlinkIdentity
from tests.builders import HOUR
from tests.oidc_queries import read_query

ANNA = Identity("https://id.example.com", "anna-1", "Anna@example.com", email_verified=True, name="Anna Berg")
TEN_MINUTES = timedelta(minutes=10)


@dataclass
class Console:
    """One installation, and a browser in front of it."""

    role: Role | None = None
    clock: ManualClock = field(default_factory=ManualClock)
    unit_of_work: MemoryUnitOfWork = field(default_factory=MemoryUnitOfWork)
    provider: MemoryIdentityProvider = field(default_factory=MemoryIdentityProvider)
    nonces: SequentialNonces = field(default_factory=SequentialNonces)

    @property
    def use_case(self) -> SignInWithProvider:
        open_session = OpenSession(self.nonces, self.clock, None)
        return SignInWithProvider(self.unit_of_work, self.clock, self.nonces, self.provider, open_session, self.role)

    def begin(self) -> tuple[str, Secret]:
        """Returns the state, and what the browser keeps."""
        started = self.use_case.begin()
        return read_query(started.url)["state"], started.secret

    def complete(self, state: str, secret: Secret, code: str = ANNA.subject, error: str = "") -> User:
        """Come back with a code; returns the user whose session it is."""
        callback = ProviderCallback(state, code, error, ANNA.issuer)
        token = self.use_case.complete(callback, secret, Visitor("10.0.0.1", "Firefox"))
        user = FindSignedInUser(self.unit_of_work, self.clock, None)(token)
        assert user
        return user

    def sign_in(self, identity: Identity = ANNA) -> User:
        self.provider.people[identity.subject] = identity
        return self.complete(*self.begin(), code=identity.subject)

    def add_user(self, email: str = "anna@example.com", *, active: bool = True) -> User:
        with self.unit_of_work() as tx:
            user = replace(tx.users.add(email, "Anna", Role.OPERATOR, self.clock.now()), active=active)
            tx.users.save(user)
            tx.users.invite(Invitation("hash-of-the-invitation", user.id, self.clock.now() + HOUR))
            tx.commit()
        return user

    def list_actions(self) -> list[AuditAction]:
        """Newest first."""
        with self.unit_of_work.read() as tx:
            return [entry.action for entry in tx.audit_log.search(AuditFilter(), 9)]


@pytest.fixture
def console() -> Console:
    return Console()


def test_an_invited_person_is_linked_at_the_first_sign_in(console: Console) -> None:
    invited = console.add_user()
    signed_in = console.sign_in()
    assert (signed_in.id, signed_in.role) == (invited.id, Role.OPERATOR)
    assert signed_in.oidc_subject == "https://id.example.com|anna-1"
    with console.unit_of_work.read() as tx:
        assert tx.users.list_invitations(console.clock.now()) == []
    assert console.list_actions() == [AuditAction.SIGNED_IN, AuditAction.IDENTITY_LINKED]


def test_after_that_only_the_identity_counts_not_the_address(console: Console) -> None:
    anna, ben = console.add_user(), console.add_user("ben@example.com")
    console.sign_in()
    renamed = replace(ANNA, email="ben@example.com", email_verified=False)
    assert console.sign_in(renamed).id == anna.id
    with pytest.raises(LinkedToAnotherIdentity):  # who got Anna's address after her
        console.sign_in(replace(ANNA, subject="carl-1"))
    assert console.sign_in(replace(ANNA, subject="ben-1", email="ben@example.com")).id == ben.id


def test_an_unlinked_user_is_linked_to_the_next_account_with_the_address(console: Console) -> None:
    user = console.add_user()
    console.sign_in()
    unlink = UnlinkIdentity(console.unit_of_work)
    assert (unlink(user.id), unlink(user.id)) == (True, False)
    assert console.sign_in(replace(ANNA, subject="anna-2")).id == user.id
    with pytest.raises(LinkedToAnotherIdentity):
        console.sign_in()


def test_who_is_not_invited_is_refused_with_what_to_do(console: Console) -> None:
    with pytest.raises(NotInvited, match="Ask an administrator of this console to invite it"):
        console.sign_in()
    assert console.list_actions() == [AuditAction.SIGN_IN_REFUSED]


def test_with_a_role_for_new_users_whom_the_provider_knows_is_added() -> None:
    console = Console(Role.PACKER)
    user = console.sign_in()
    assert (user.email, user.name, user.role) == ("anna@example.com", "Anna Berg", Role.PACKER)
    assert console.sign_in().id == user.id


def test_a_name_that_cannot_be_shown_is_replaced_by_the_address() -> None:
    for name in ("", "Anna\0", "A" * 255):
        assert Console(Role.PACKER).sign_in(replace(ANNA, name=name)).name == "anna@example.com"


@pytest.mark.parametrize(
    "changes", [{"email_verified": False}, {"email": ""}, {"email": "admin"}, {"email": "anna\0@example.com"}]
)
def test_an_address_that_is_not_verified_links_no_user(console: Console, changes: dict[str, object]) -> None:
    console.role = Role.PACKER
    for email in ("anna@example.com", "admin"):
        console.add_user(email)
    with pytest.raises(EmailNotVerified):
        console.sign_in(replace(ANNA, **changes))  # type: ignore[arg-type]


def test_an_address_that_only_looks_the_same_in_lower_case_is_another_one(console: Console) -> None:
    console.add_user("mike@example.com")
    with pytest.raises(NotInvited):
        console.sign_in(replace(ANNA, email="mi\N{KELVIN SIGN}e@example.com"))


def test_a_deactivated_user_stays_outside_whether_linked_or_not(console: Console) -> None:
    user = console.add_user(active=False)
    with pytest.raises(UserDeactivated):
        console.sign_in()
    with console.unit_of_work() as tx:
        tx.users.save(replace(user, oidc_subject=ANNA.key))
        tx.commit()
    with pytest.raises(UserDeactivated, match="Ask an administrator"):
        console.sign_in()


def test_a_sign_in_is_completed_once_and_within_ten_minutes(console: Console) -> None:
    console.add_user()
    console.provider.people[ANNA.subject] = ANNA
    state, secret = console.begin()
    console.complete(state, secret)
    with pytest.raises(UnknownProviderSignIn):
        console.complete(state, secret)
    state, secret = console.begin()
    console.clock.advance(TEN_MINUTES)
    with pytest.raises(UnknownProviderSignIn, match="took longer than 10 minutes"):
        console.complete(state, secret)


def test_a_state_works_only_in_the_browser_that_has_its_secret(console: Console) -> None:
    console.add_user()
    console.provider.people[ANNA.subject] = ANNA
    (state, _), (_, secret_of_another_browser) = console.begin(), console.begin()
    for secret in (secret_of_another_browser, Secret("")):
        with pytest.raises(UnknownProviderSignIn):
            console.complete(state, secret)


@pytest.mark.parametrize(
    ("error", "shown"), [("access_denied", "access_denied"), ("<b>Call us</b>", "no reason given")]
)
def test_a_refusal_of_the_provider_is_shown_but_no_text_of_a_link(console: Console, error: str, shown: str) -> None:
    with pytest.raises(ProviderDeclined, match=shown):
        console.complete(*console.begin(), error=error)
