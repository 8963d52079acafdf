"""With an authenticator app, a password alone opens nothing."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pyotp
import pytest

from novex_shopify.adapters.crypto.one_time_codes import TotpCodes
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import (
    NotFound,
    SecondFactorInUse,
    SecondFactorRequired,
    SignInDelayed,
    SignInExpired,
    WrongCode,
)
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.second_factor import AwaitedCode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User, Visitor
from novex_shopify.domain.policies.recovery_codes import RECOVERY_CODE_COUNT
from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY
from novex_shopify.domain.timing import FIRST_SIGN_IN_DELAY, MAX_SIGN_IN_DELAY, SECOND_STEP_LIFETIME
from novex_shopify.domain.use_cases.people import (
    CheckCode,
    CompleteSignIn,
    FindSignedInUser,
    OpenSession,
    RequireSecondFactor,
    SetUpSecondFactor,
    SignIn,
)
from tests.domain.use_cases.people.test_sign_in import PlainPasswords

PASSWORD, EMAIL = Secret("correct horse battery staple"), "anna@example.com"
WRONG_CODE = Secret("000000")
HALF_MINUTE = timedelta(seconds=30)


@dataclass
class Console:
    """One installation with Anna, who has a phone."""

    clock: ManualClock = field(default_factory=ManualClock)
    unit_of_work: MemoryUnitOfWork = field(default_factory=MemoryUnitOfWork)
    nonces: SequentialNonces = field(default_factory=SequentialNonces)
    codes: TotpCodes = field(default_factory=TotpCodes)
    user_id: int = 0
    recovery_codes: tuple[Secret, ...] = ()

    def __post_init__(self) -> None:
        with self.unit_of_work() as tx:
            user = tx.users.add(EMAIL, "Anna", Role.VIEWER, self.clock.now())
            tx.users.save(replace(user, password_hash=PASSWORD))
            tx.commit()
        self.user_id = user.id

    @property
    def check_code(self) -> CheckCode:
        return CheckCode(self.unit_of_work, self.clock, self.codes)

    @property
    def set_up(self) -> SetUpSecondFactor:
        return SetUpSecondFactor(self.unit_of_work, self.clock, self.nonces, self.codes, self.check_code)

    def turn_on(self) -> None:
        self.set_up.begin(self.user_id)
        self.recovery_codes = self.set_up.confirm(self.user_id, self.show_code())
        self.clock.advance(HALF_MINUTE)  # until the app shows another code

    def show_code(self, offset: timedelta = timedelta()) -> Secret:
        """What the phone shows."""
        with self.unit_of_work.read() as tx:
            factor = tx.second_factors.get(self.user_id)
        assert factor
        return Secret(pyotp.TOTP(factor.secret.value).at(self.clock.now() + offset))

    def enter_password(self) -> Secret | AwaitedCode:
        open_session = OpenSession(self.nonces, self.clock, None)
        sign_in = SignIn(self.unit_of_work, self.clock, PlainPasswords(), open_session, None)
        return sign_in(EMAIL, PASSWORD, Visitor("10.0.0.1"))

    def get_ticket(self) -> Secret:
        awaited = self.enter_password()
        assert isinstance(awaited, AwaitedCode)
        return awaited.ticket

    def enter_code(self, ticket: Secret, code: Secret, address: str = "10.0.0.1") -> User:
        """Returns the user whose session it is."""
        open_session = OpenSession(self.nonces, self.clock, None)
        complete = CompleteSignIn(self.unit_of_work, self.clock, self.check_code, open_session, None)
        user = FindSignedInUser(self.unit_of_work, self.clock, None)(complete(ticket, code, Visitor(address)))
        assert user
        return user

    def list_actions(self) -> list[AuditAction]:
        """Newest first."""
        with self.unit_of_work.read() as tx:
            return [entry.action for entry in tx.audit_log.search(AuditFilter(), 20)]


@pytest.fixture
def console() -> Console:
    console = Console()
    console.turn_on()
    return console


def test_an_app_counts_only_after_a_code_of_it_was_entered() -> None:
    console = Console()
    with pytest.raises(NotFound):
        console.set_up.confirm(console.user_id, WRONG_CODE)
    console.set_up.begin(console.user_id)
    with pytest.raises(WrongCode):
        console.set_up.confirm(console.user_id, WRONG_CODE)
    assert isinstance(console.enter_password(), Secret)
    console.turn_on()
    assert isinstance(console.enter_password(), AwaitedCode)
    with pytest.raises(SecondFactorInUse):
        console.set_up.begin(console.user_id)


def test_password_and_code_sign_in(console: Console) -> None:
    code = console.show_code()
    spaced = Secret(f"{code.value[:3]} {code.value[3:]}")
    assert console.enter_code(console.get_ticket(), spaced).id == console.user_id
    assert console.list_actions()[:2] == [AuditAction.SIGNED_IN, AuditAction.SECOND_FACTOR_ADDED]


def test_a_code_signs_in_once_even_while_the_app_still_shows_it(console: Console) -> None:
    code = console.show_code()
    console.enter_code(console.get_ticket(), code)
    for used in (code, console.show_code(-HALF_MINUTE)):
        with pytest.raises(WrongCode):
            console.enter_code(console.get_ticket(), used)
    console.enter_code(console.get_ticket(), console.show_code(HALF_MINUTE))


def test_guessing_codes_is_delayed_wherever_the_guesses_come_from(console: Console) -> None:
    ticket = console.get_ticket()
    for number in range(FAILURES_WITHOUT_DELAY):
        with pytest.raises(WrongCode):
            console.enter_code(ticket, WRONG_CODE, f"10.0.{number}.1")
    with pytest.raises(SignInDelayed) as delayed:
        console.enter_code(ticket, console.show_code(), "10.0.99.1")
    assert delayed.value.delay == FIRST_SIGN_IN_DELAY
    with pytest.raises(SignInDelayed):  # the right password in between changes nothing
        console.enter_code(console.get_ticket(), console.show_code())
    with pytest.raises(SignInDelayed):
        console.set_up.remove(console.user_id, console.show_code())
    console.clock.advance(MAX_SIGN_IN_DELAY)
    console.enter_code(console.get_ticket(), console.show_code())


def test_a_recovery_code_is_used_once_however_it_is_written(console: Console) -> None:
    assert len(set(console.recovery_codes)) == RECOVERY_CODE_COUNT
    first = console.recovery_codes[0]
    console.enter_code(console.get_ticket(), Secret(f" {first.value.upper().replace('-', ' ')} "))
    with pytest.raises(WrongCode):
        console.enter_code(console.get_ticket(), first)
    renewed = console.set_up.renew_recovery_codes(console.user_id, console.show_code())
    assert {AuditAction.RECOVERY_CODE_USED, AuditAction.RECOVERY_CODES_RENEWED} <= set(console.list_actions())
    with pytest.raises(WrongCode):
        console.enter_code(console.get_ticket(), console.recovery_codes[1])
    console.enter_code(console.get_ticket(), renewed[0])


def test_the_second_step_ends_after_ten_minutes_and_with_what_it_stands_on(console: Console) -> None:
    def enter() -> User:
        return console.enter_code(ticket, console.show_code())

    ticket = console.get_ticket()
    console.clock.advance(SECOND_STEP_LIFETIME)
    with pytest.raises(SignInExpired):
        enter()
    ticket = console.get_ticket()
    with console.unit_of_work() as tx:
        user = tx.users.get(console.user_id)
        assert user
        tx.users.save(replace(user, password_hash=Secret("another")))
        tx.commit()
    with pytest.raises(SignInExpired):
        enter()
    with console.unit_of_work() as tx:
        tx.users.save(replace(user, active=False))
        tx.commit()
    with pytest.raises(SignInExpired):
        enter()


def test_a_forged_ticket_is_worthless_and_delays_no_person(console: Console) -> None:
    ticket = console.get_ticket()
    user_id, expiry, signature = ticket.value.split(".")
    later = str(int(expiry) + 1)
    forged = [(user_id, later, signature), ("2", expiry, signature), ("9" * 19, expiry, signature), ("", "", "")]
    for parts in (*forged, *forged[: FAILURES_WITHOUT_DELAY - 1]):
        with pytest.raises(SignInExpired):
            console.enter_code(Secret(".".join(parts)), console.show_code())
    console.enter_code(ticket, console.show_code())


def test_it_is_removed_with_a_code_or_by_an_admin(console: Console) -> None:
    with pytest.raises(WrongCode):
        console.set_up.remove(console.user_id, WRONG_CODE)
    console.set_up.remove(console.user_id, console.show_code())
    assert console.list_actions()[0] is AuditAction.SECOND_FACTOR_REMOVED
    assert isinstance(console.enter_password(), Secret)
    console.turn_on()
    assert console.set_up.remove_without_code(console.user_id)
    assert not console.set_up.remove_without_code(console.user_id)
    assert isinstance(console.enter_password(), Secret)
    with pytest.raises(NotFound):
        console.set_up.remove(console.user_id, WRONG_CODE)


def test_where_it_is_required_only_who_has_no_password_needs_none() -> None:
    console = Console()
    require = RequireSecondFactor(console.unit_of_work, required=True, first_admin_password_hash=None)
    with console.unit_of_work() as tx:
        anna = tx.users.get(console.user_id)
        at_provider = tx.users.add("ben@example.com", "Ben", Role.ADMIN, console.clock.now())
        tx.commit()
    assert anna
    require(at_provider)
    with pytest.raises(SecondFactorRequired, match="My account"):
        require(anna)
    RequireSecondFactor(console.unit_of_work, required=False, first_admin_password_hash=None)(anna)
    console.turn_on()
    require(anna)
