"""Counts failed sign-ins, and refuses those that come too fast."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.errors import SignInDelayed
from novex_shopify.domain.model.user import SignInFailures, User
from novex_shopify.domain.policies.sign_in_delay import (
    add_failure_of_stranger,
    compute_delay_of_strangers,
    compute_remaining_delay,
    is_known,
)
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.timing import KEEP_SIGN_IN_FAILURES_FOR, KNOWN_SOURCE_FOR

_ReadFailures = Callable[[str, datetime], SignInFailures]

_STRANGERS = "*"
"""In place of a source: the failures of all that are not known."""


def list_password_keys(source: str, user: User | None) -> tuple[str, ...]:
    """What wrong passwords count for."""
    return (source, f"{source} user:{user.id}") if user else (source,)


def build_code_key(user_id: int) -> str:
    """What wrong codes count for, wherever they come from: only who knows the password can send them."""
    return f"code user:{user_id}"


def build_password_key(user_id: int) -> str:
    """What wrong current passwords of a signed-in user count for."""
    return f"password user:{user_id}"


def require_no_delay(read: _ReadFailures, keys: Collection[str], now: datetime) -> None:
    """Raise `SignInDelayed` if there were too many failures of one of these."""
    for key in keys:
        if delay := compute_remaining_delay(read(key, now), now):
            raise SignInDelayed(delay)


def require_no_delay_of_strangers(read: _ReadFailures, source: str, now: datetime) -> None:
    """Raise `SignInDelayed` if there were too many failures of all sources together, unless this one is known."""
    if not is_known(read(source, now), now) and (delay := compute_delay_of_strangers(read(_STRANGERS, now), now)):
        raise SignInDelayed(delay)


def count_failures(tx: Transaction, keys: Collection[str], now: datetime) -> None:
    for key in keys:
        failures = tx.sign_in_failures.lock(key, now)
        tx.sign_in_failures.save(key, replace(failures, count=failures.count + 1, last_failed_at=now))


def count_failure_of_stranger(tx: Transaction, source: str, now: datetime) -> None:
    """Count one of all sources together, unless this one is known."""
    if not is_known(tx.sign_in_failures.lock(source, now), now):
        strangers = tx.sign_in_failures.lock(_STRANGERS, now)
        tx.sign_in_failures.save(_STRANGERS, add_failure_of_stranger(strangers, now))


def forget_failures(tx: Transaction, source: str, keys: Collection[str], now: datetime) -> None:
    """After a sign-in: the source is known, and what was counted for it and the user is deleted."""
    if not is_known(tx.sign_in_failures.lock(source, now), now):
        strangers = tx.sign_in_failures.lock(_STRANGERS, now)
        tx.sign_in_failures.save(_STRANGERS, replace(strangers, count=max(strangers.count - 1, 0)))
    for key in keys:
        tx.sign_in_failures.lock(key, now)
        tx.sign_in_failures.save(key, SignInFailures(0, now, signed_in_at=now))
    tx.sign_in_failures.delete_old(now - KEEP_SIGN_IN_FAILURES_FOR, now - KNOWN_SOURCE_FOR)
