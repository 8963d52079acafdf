"""The right password opens the console; guessing is slowed down."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import NoReturn

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import DatabaseUnavailable, SignInDelayed, WrongPassword
from novex_shopify.domain.model.actor import acting_as
from novex_shopify.domain.model.api_token import TOKEN_PREFIX, ApiScope
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User, Visitor
from novex_shopify.domain.policies.sessions import hash_token
from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY, STRANGERS_WITHOUT_DELAY
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.timing import (
    CONSOLE_IDLE_LIMIT,
    CONSOLE_SESSION_LIFETIME,
    FIRST_SIGN_IN_DELAY,
    MAX_SIGN_IN_DELAY,
    SIGN_IN_INTERVAL_OF_STRANGERS,
)
from novex_shopify.domain.use_cases.people import EndSessions, FindApiToken, FindSignedInUser, OpenSession, SignIn
from tests.builders import HOUR, SECOND

RIGHT_PASSWORD, WRONG_PASSWORD = Secret("correct horse battery staple"), Secret("password1")
ADDRESS, OTHER_ADDRESS = "10.0.0.1", "10.0.0.2"


@dataclass(frozen=True)
class PlainPasswords:
    """The port `Passwords`; a password is its own hash."""

    def hash(self, password: Secret) -> Secret:
        return password

    def verify(self, password: Secret, password_hash: Secret | None) -> bool:
        return password == password_hash


@dataclass(frozen=True)
class Console:
    """The use cases of sign-in at one installation."""

    clock: ManualClock = field(default_factory=ManualClock)
    unit_of_work: MemoryUnitOfWork = field(default_factory=MemoryUnitOfWork)
    first_admin_password_hash: Secret | None = RIGHT_PASSWORD
    nonces: SequentialNonces = field(default_factory=SequentialNonces)

    def sign_in(self, password: Secret = RIGHT_PASSWORD, address: str = ADDRESS, email: str = "") -> Secret:
        open_session = OpenSession(self.nonces, self.clock, self.first_admin_password_hash)
        sign_in = SignIn(self.unit_of_work, self.clock, PlainPasswords(), open_session, self.first_admin_password_hash)
        token = sign_in(email, password, Visitor(address, "Firefox"))
        assert isinstance(token, Secret)
        return token

    def find_user(self, token: Secret, *, in_use: bool = True) -> User | None:
        find = FindSignedInUser(self.unit_of_work, self.clock, self.first_admin_password_hash)
        return find(token, in_use=in_use)

    def is_signed_in(self, token: Secret, *, in_use: bool = True) -> bool:
        return self.find_user(token, in_use=in_use) is not None

    @property
    def end_sessions(self) -> EndSessions:
        return EndSessions(self.unit_of_work, self.clock)

    def add_user(self, email: str, password: Secret | None = RIGHT_PASSWORD, *, active: bool = True) -> User:
        with self.unit_of_work() as tx:
            user = tx.users.add(email, email, Role.VIEWER, self.clock.now())
            tx.users.save(replace(user, password_hash=password, active=active))
            tx.commit()
        return user

    def list_actions(self) -> list[tuple[AuditAction, str, str]]:
        """What the audit log says: the action, who did it, and to whom; newest first."""
        with self.unit_of_work.read() as tx:
            entries = tx.audit_log.search(AuditFilter(), 100)
        return [(each.action, each.actor.name, each.subject.id) for each in entries]


@pytest.fixture
def console() -> Console:
    return Console()


def try_wrong_password(console: Console, times: int, source: str = ADDRESS) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            console.sign_in(WRONG_PASSWORD, source)


def test_the_right_password_opens_a_session_of_half_a_day(console: Console) -> None:
    token = console.sign_in(RIGHT_PASSWORD, ADDRESS)
    for _ in range(CONSOLE_SESSION_LIFETIME // HOUR):
        assert console.is_signed_in(token)
        console.clock.advance(HOUR)
    assert not console.is_signed_in(token)


def test_a_session_without_use_ends_sooner(console: Console) -> None:
    token = console.sign_in(RIGHT_PASSWORD, ADDRESS)
    console.clock.advance(CONSOLE_IDLE_LIMIT - SECOND)
    assert console.is_signed_in(token, in_use=False)
    console.clock.advance(SECOND)
    assert not console.is_signed_in(token)


def test_a_session_ends_with_the_password_that_opened_it(console: Console) -> None:
    token = console.sign_in(RIGHT_PASSWORD, ADDRESS)
    changed = replace(console, first_admin_password_hash=Secret("another password"))
    assert not changed.is_signed_in(token)


def test_all_sessions_can_be_ended(console: Console) -> None:
    tokens = [console.sign_in(RIGHT_PASSWORD, ADDRESS), console.sign_in(RIGHT_PASSWORD, OTHER_ADDRESS)]
    console.end_sessions.end_all(1)
    assert not any(console.is_signed_in(token) for token in tokens)


def test_signing_out_ends_the_session_everywhere(console: Console) -> None:
    token, other = console.sign_in(RIGHT_PASSWORD, ADDRESS), console.sign_in(RIGHT_PASSWORD, ADDRESS)
    console.end_sessions.sign_out(token)
    assert [console.is_signed_in(each) for each in (token, other, Secret("made up"))] == [False, True, False]


def test_after_some_wrong_passwords_even_the_right_one_is_delayed(console: Console) -> None:
    try_wrong_password(console, FAILURES_WITHOUT_DELAY)
    with pytest.raises(SignInDelayed, match="Wait 5 seconds"):
        console.sign_in(RIGHT_PASSWORD, ADDRESS)
    console.clock.advance(FIRST_SIGN_IN_DELAY)
    assert console.is_signed_in(console.sign_in(RIGHT_PASSWORD, ADDRESS))


def test_each_further_failure_doubles_the_delay_up_to_a_limit(console: Console) -> None:
    try_wrong_password(console, FAILURES_WITHOUT_DELAY)
    delays = []
    for _ in range(9):
        with pytest.raises(SignInDelayed) as refusal:
            console.sign_in(WRONG_PASSWORD, ADDRESS)
        delays.append(refusal.value.delay)
        console.clock.advance(refusal.value.delay)
        try_wrong_password(console, 1)
    assert delays[:3] == [FIRST_SIGN_IN_DELAY, 2 * FIRST_SIGN_IN_DELAY, 4 * FIRST_SIGN_IN_DELAY]
    assert delays[-1] == MAX_SIGN_IN_DELAY


def test_guessing_from_another_address_delays_only_that_address(console: Console) -> None:
    try_wrong_password(console, FAILURES_WITHOUT_DELAY, OTHER_ADDRESS)
    assert console.is_signed_in(console.sign_in(RIGHT_PASSWORD, ADDRESS))


def test_guessing_from_many_addresses_is_delayed_but_not_for_a_known_address(console: Console) -> None:
    console.sign_in(RIGHT_PASSWORD, ADDRESS)
    for number in range(STRANGERS_WITHOUT_DELAY):
        try_wrong_password(console, 1, f"10.1.{number}.1")
    for address in (OTHER_ADDRESS, "2001:db8::1"):
        with pytest.raises(SignInDelayed):
            console.sign_in(RIGHT_PASSWORD, address)
    assert console.is_signed_in(console.sign_in(RIGHT_PASSWORD, ADDRESS))
    console.clock.advance(SIGN_IN_INTERVAL_OF_STRANGERS)
    try_wrong_password(console, 1, OTHER_ADDRESS)
    with pytest.raises(SignInDelayed):
        console.sign_in(WRONG_PASSWORD, OTHER_ADDRESS)


def test_people_who_sign_in_from_many_addresses_are_not_delayed(console: Console) -> None:
    for number in range(STRANGERS_WITHOUT_DELAY + 1):
        console.sign_in(RIGHT_PASSWORD, f"10.1.{number}.1")


def test_the_right_password_resets_the_failure_count(console: Console) -> None:
    try_wrong_password(console, FAILURES_WITHOUT_DELAY - 1)
    console.sign_in(RIGHT_PASSWORD, ADDRESS)
    try_wrong_password(console, FAILURES_WITHOUT_DELAY - 1)
    assert console.is_signed_in(console.sign_in(RIGHT_PASSWORD, ADDRESS))
    try_wrong_password(console, FAILURES_WITHOUT_DELAY)


def test_a_user_signs_in_with_address_and_password(console: Console) -> None:
    anna = console.add_user("anna@example.com", Secret("another password"))
    token = console.sign_in(Secret("another password"), email="Anna@Example.com")
    found = console.find_user(token)
    assert (found and found.id, found and found.signed_in_at) == (anna.id, console.clock.now())
    with pytest.raises(WrongPassword):
        console.sign_in(RIGHT_PASSWORD, email="anna@example.com")


def test_who_is_unknown_inactive_or_invited_cannot_sign_in(console: Console) -> None:
    console.add_user("inactive@example.com", active=False)
    console.add_user("invited@example.com", password=None)
    for email in ("inactive@example.com", "invited@example.com", "unknown@example.com"):
        with pytest.raises(WrongPassword):
            console.sign_in(email=email)


def test_without_the_password_of_the_environment_there_is_no_first_admin() -> None:
    console = Console(first_admin_password_hash=None)
    with pytest.raises(WrongPassword):
        console.sign_in()
    with console.unit_of_work.read() as tx:
        assert tx.users.list_all() == []


def test_a_deactivated_user_is_signed_out_at_once(console: Console) -> None:
    anna = console.add_user("anna@example.com")
    token = console.sign_in(email="anna@example.com")
    with console.unit_of_work() as tx:
        tx.users.save(replace(anna, password_hash=RIGHT_PASSWORD, active=False))
        tx.commit()
    assert not console.is_signed_in(token)


def test_an_own_sign_in_does_not_excuse_guesses_at_another_user(console: Console) -> None:
    console.add_user("anna@example.com")
    for _ in range(FAILURES_WITHOUT_DELAY):
        try_wrong_password(console, 1)
        console.sign_in(email="anna@example.com")
    with pytest.raises(SignInDelayed):
        console.sign_in(WRONG_PASSWORD)
    assert console.is_signed_in(console.sign_in(email="anna@example.com"))


def test_sign_ins_and_refused_ones_are_in_the_audit_log(console: Console) -> None:
    anna = console.add_user("anna@example.com")
    token = console.sign_in(email="anna@example.com")
    with acting_as(anna.to_actor()):
        console.end_sessions.sign_out(token)
    for email in ("anna@example.com", "a typed password"):
        with pytest.raises(WrongPassword):
            console.sign_in(WRONG_PASSWORD, email=email)
    assert console.list_actions() == [
        (AuditAction.SIGN_IN_REFUSED, "not signed in", ""),
        (AuditAction.SIGN_IN_REFUSED, "not signed in", str(anna.id)),
        (AuditAction.SIGNED_OUT, "anna@example.com", str(anna.id)),
        (AuditAction.SIGNED_IN, "anna@example.com", str(anna.id)),
    ]


def test_one_session_of_a_user_can_be_ended(console: Console) -> None:
    anna, bert = console.add_user("anna@example.com"), console.add_user("bert@example.com")
    first, second = (console.sign_in(email="anna@example.com") for _ in range(2))
    with console.unit_of_work.read() as tx:
        hashes = [each.token_hash for each in tx.console_sessions.list_for_user(anna.id, console.clock.now())]
    console.end_sessions.end(bert.id, hashes[0])
    assert console.is_signed_in(first)
    console.end_sessions.end(anna.id, hashes[0])
    assert [console.is_signed_in(first), console.is_signed_in(second)].count(True) == 1


@dataclass(frozen=True)
class LockedDatabase:
    """The port `UnitOfWork`, while another program writes for a long time."""

    whole: MemoryUnitOfWork

    def __call__(self) -> NoReturn:
        raise DatabaseUnavailable("The database is locked.")

    def read(self) -> AbstractContextManager[Transaction]:
        return self.whole.read()


def test_pages_are_read_while_the_database_cannot_be_written_to(console: Console) -> None:
    token = console.sign_in()
    console.clock.advance(HOUR)
    find = FindSignedInUser(LockedDatabase(console.unit_of_work), console.clock, RIGHT_PASSWORD)
    user = find(token)
    assert user
    with console.unit_of_work() as tx:
        secret = Secret(f"{TOKEN_PREFIX}secret")
        values = {"token_hash": hash_token(secret), "created_by": "", "created_at": console.clock.now()}
        tx.api_tokens.add(name="erp", scope=ApiScope.READ, expires_at=None, **values)  # type: ignore[arg-type]
        tx.commit()
    assert FindApiToken(LockedDatabase(console.unit_of_work), console.clock)(secret)
