"""The right password opens the console; guessing is slowed down."""

from dataclasses import dataclass, replace

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import SignInDelayed, WrongPassword
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sign_in_delay import FAILURES_WITHOUT_DELAY, STRANGERS_WITHOUT_DELAY
from novex_shopify.domain.timing import (
    CONSOLE_IDLE_LIMIT,
    CONSOLE_SESSION_LIFETIME,
    FIRST_SIGN_IN_DELAY,
    MAX_SIGN_IN_DELAY,
    SIGN_IN_INTERVAL_OF_STRANGERS,
)
from novex_shopify.domain.use_cases.console.sign_in import SignIn
from tests.builders import HOUR, SECOND

RIGHT_PASSWORD, WRONG_PASSWORD = Secret("correct horse battery staple"), Secret("password1")
ADDRESS, OTHER_ADDRESS = "10.0.0.1", "10.0.0.2"


@dataclass(frozen=True)
class SinglePassword:
    """The port `Passwords`, with one right password."""

    right: Secret = RIGHT_PASSWORD
    fingerprint: str = "hash-1"

    def verify(self, password: Secret) -> bool:
        return password == self.right


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def sign_in(clock: ManualClock) -> SignIn:
    return SignIn(MemoryUnitOfWork(), SinglePassword(), SequentialNonces(), clock)


def try_wrong_password(sign_in: SignIn, times: int, source: str = ADDRESS) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            sign_in(WRONG_PASSWORD, source)


def test_the_right_password_opens_a_session_of_half_a_day(sign_in: SignIn, clock: ManualClock) -> None:
    token = sign_in(RIGHT_PASSWORD, ADDRESS)
    for _ in range(CONSOLE_SESSION_LIFETIME // HOUR):
        assert sign_in.is_signed_in(token)
        clock.advance(HOUR)
    assert not sign_in.is_signed_in(token)


def test_a_session_without_use_ends_sooner(sign_in: SignIn, clock: ManualClock) -> None:
    token = sign_in(RIGHT_PASSWORD, ADDRESS)
    clock.advance(CONSOLE_IDLE_LIMIT - SECOND)
    assert sign_in.is_signed_in(token, in_use=False)
    clock.advance(SECOND)
    assert not sign_in.is_signed_in(token)


def test_a_session_ends_with_the_password_that_opened_it(sign_in: SignIn) -> None:
    token = sign_in(RIGHT_PASSWORD, ADDRESS)
    changed = replace(sign_in, passwords=SinglePassword(Secret("another password"), "hash-2"))
    assert not changed.is_signed_in(token)


def test_all_sessions_can_be_ended(sign_in: SignIn) -> None:
    tokens = [sign_in(RIGHT_PASSWORD, ADDRESS), sign_in(RIGHT_PASSWORD, OTHER_ADDRESS)]
    sign_in.sign_out(tokens[0], everywhere=True)
    assert not any(sign_in.is_signed_in(token) for token in tokens)


def test_signing_out_ends_the_session_everywhere(sign_in: SignIn) -> None:
    token, other = sign_in(RIGHT_PASSWORD, ADDRESS), sign_in(RIGHT_PASSWORD, ADDRESS)
    sign_in.sign_out(token)
    assert [sign_in.is_signed_in(each) for each in (token, other, Secret("made up"))] == [False, True, False]


def test_after_some_wrong_passwords_even_the_right_one_is_delayed(sign_in: SignIn, clock: ManualClock) -> None:
    try_wrong_password(sign_in, FAILURES_WITHOUT_DELAY)
    with pytest.raises(SignInDelayed, match="Wait 5 seconds"):
        sign_in(RIGHT_PASSWORD, ADDRESS)
    clock.advance(FIRST_SIGN_IN_DELAY)
    assert sign_in.is_signed_in(sign_in(RIGHT_PASSWORD, ADDRESS))


def test_each_further_failure_doubles_the_delay_up_to_a_limit(sign_in: SignIn, clock: ManualClock) -> None:
    try_wrong_password(sign_in, FAILURES_WITHOUT_DELAY)
    delays = []
    for _ in range(9):
        with pytest.raises(SignInDelayed) as refusal:
            sign_in(WRONG_PASSWORD, ADDRESS)
        delays.append(refusal.value.delay)
        clock.advance(refusal.value.delay)
        try_wrong_password(sign_in, 1)
    assert delays[:3] == [FIRST_SIGN_IN_DELAY, 2 * FIRST_SIGN_IN_DELAY, 4 * FIRST_SIGN_IN_DELAY]
    assert delays[-1] == MAX_SIGN_IN_DELAY


def test_guessing_from_another_address_delays_only_that_address(sign_in: SignIn) -> None:
    try_wrong_password(sign_in, FAILURES_WITHOUT_DELAY, OTHER_ADDRESS)
    assert sign_in.is_signed_in(sign_in(RIGHT_PASSWORD, ADDRESS))


def test_guessing_from_many_addresses_is_delayed_but_not_for_a_known_address(
    sign_in: SignIn, clock: ManualClock
) -> None:
    sign_in(RIGHT_PASSWORD, ADDRESS)
    for number in range(STRANGERS_WITHOUT_DELAY):
        try_wrong_password(sign_in, 1, f"10.1.{number}.1")
    for address in (OTHER_ADDRESS, "2001:db8::1"):
        with pytest.raises(SignInDelayed):
            sign_in(RIGHT_PASSWORD, address)
    assert sign_in.is_signed_in(sign_in(RIGHT_PASSWORD, ADDRESS))
    clock.advance(SIGN_IN_INTERVAL_OF_STRANGERS)
    try_wrong_password(sign_in, 1, OTHER_ADDRESS)
    with pytest.raises(SignInDelayed):
        sign_in(WRONG_PASSWORD, OTHER_ADDRESS)


def test_people_who_sign_in_from_many_addresses_are_not_delayed(sign_in: SignIn) -> None:
    for number in range(STRANGERS_WITHOUT_DELAY + 1):
        sign_in(RIGHT_PASSWORD, f"10.1.{number}.1")


def test_the_right_password_resets_the_failure_count(sign_in: SignIn) -> None:
    try_wrong_password(sign_in, FAILURES_WITHOUT_DELAY - 1)
    sign_in(RIGHT_PASSWORD, ADDRESS)
    try_wrong_password(sign_in, FAILURES_WITHOUT_DELAY - 1)
    assert sign_in.is_signed_in(sign_in(RIGHT_PASSWORD, ADDRESS))
    try_wrong_password(sign_in, FAILURES_WITHOUT_DELAY)
