"""Signs people in to the console."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from novex_shopify.domain.errors import SignInDelayed, WrongPassword
from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sign_in_delay import (
    add_failure_of_stranger,
    compute_delay_of_strangers,
    compute_remaining_delay,
    find_source,
    is_known,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.passwords import Passwords
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import (
    CONSOLE_IDLE_LIMIT,
    CONSOLE_SESSION_LIFETIME,
    KEEP_SIGN_IN_FAILURES_FOR,
    KNOWN_SOURCE_FOR,
    RECORD_SESSION_USE_INTERVAL,
)

_ReadFailures = Callable[[str, datetime], SignInFailures]

_STRANGERS = "*"
"""In place of a source: the failures of all that are not known."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Checks the password, delays guessing, and keeps a session open for half a day at most.

    Guessing is delayed for each source and, because an attacker may have many, for all unknown sources together.
    A session ends with the password that opened it.
    """

    unit_of_work: UnitOfWork
    passwords: Passwords
    nonces: Nonces
    clock: Clock

    def __call__(self, password: Secret, address: str) -> Secret:
        """Return the token of a new session.

        Raises `WrongPassword`, or `SignInDelayed` before the password is checked.
        """
        source = find_source(address)
        # Counted first, so that parallel attempts are not all checked before the first failure counts.
        self._record_attempt(source)
        if not self.passwords.verify(password):
            raise WrongPassword
        token, now = Secret(self.nonces.generate()), self.clock.now()
        with self.unit_of_work() as tx:
            before = tx.console.lock_failures(source, now)
            tx.console.save_failures(source, SignInFailures(0, now, signed_in_at=now))
            if not is_known(before, now):
                strangers = tx.console.lock_failures(_STRANGERS, now)
                tx.console.save_failures(_STRANGERS, replace(strangers, count=max(strangers.count - 1, 0)))
            tx.console.delete_expired(now, now - KEEP_SIGN_IN_FAILURES_FOR, now - KNOWN_SOURCE_FOR)
            tx.console.open_session(ConsoleSession(self._hash_token(token), now + CONSOLE_SESSION_LIFETIME, now))
            tx.commit()
        return token

    def is_signed_in(self, token: Secret, *, in_use: bool = True) -> bool:
        """Whether a session with this token is open. If `in_use`, it stays open: a person does something in it."""
        token_hash, now = self._hash_token(token), self.clock.now()
        with self.unit_of_work.read() as tx:
            session = tx.console.find_session(token_hash, now)
        if session is None or now - session.used_at >= CONSOLE_IDLE_LIMIT:
            return False
        if in_use and now - session.used_at >= RECORD_SESSION_USE_INTERVAL:
            with self.unit_of_work() as tx:
                tx.console.record_use(token_hash, now)
                tx.commit()
        return True

    def sign_out(self, token: Secret, *, everywhere: bool = False) -> None:
        """Close the session, so that a copy of its token is worthless too; `everywhere` closes all sessions."""
        with self.unit_of_work() as tx:
            if everywhere:
                tx.console.close_all_sessions()
            else:
                tx.console.close_session(self._hash_token(token))
            tx.commit()

    def _record_attempt(self, source: str) -> None:
        """Count a failure, which the right password deletes."""
        now = self.clock.now()
        with self.unit_of_work.read() as tx:  # first, so that refused attempts, of which there may be many, only read
            _require_no_delay(tx.console.get_failures, source, now)
        with self.unit_of_work() as tx:
            failures = _require_no_delay(tx.console.lock_failures, source, now)
            if not is_known(failures, now):
                strangers = tx.console.lock_failures(_STRANGERS, now)
                tx.console.save_failures(_STRANGERS, add_failure_of_stranger(strangers, now))
            tx.console.save_failures(source, replace(failures, count=failures.count + 1, last_failed_at=now))
            tx.commit()

    def _hash_token(self, token: Secret) -> str:
        return hmac.new(self.passwords.fingerprint.encode(), token.value.encode(), sha256).hexdigest()


def _require_no_delay(read: _ReadFailures, source: str, now: datetime) -> SignInFailures:
    """The failures of the source. Raises `SignInDelayed`."""
    failures = read(source, now)
    if delay := compute_remaining_delay(failures, now):
        raise SignInDelayed(delay)
    if not is_known(failures, now):
        strangers = read(_STRANGERS, now)
        if delay := compute_delay_of_strangers(strangers, now):
            raise SignInDelayed(delay)
    return failures
