"""Signs people in to the console."""

from dataclasses import dataclass, replace
from hashlib import sha256

from novex_shopify.domain.errors import SignInDelayed, WrongPassword
from novex_shopify.domain.model.console_session import ConsoleSession
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sign_in_delay import compute_remaining_delay
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.passwords import Passwords
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import CONSOLE_SESSION_LIFETIME, KEEP_SIGN_IN_FAILURES_FOR


@dataclass(frozen=True, slots=True)
class SignIn:
    """Checks the password, delays guessing, and keeps a session open for half a day."""

    unit_of_work: UnitOfWork
    passwords: Passwords
    nonces: Nonces
    clock: Clock

    def __call__(self, password: Secret, source: str) -> Secret:
        """Return the token of a new session.

        Raises `WrongPassword`, or `SignInDelayed` before the password is checked.
        """
        # Counted first, so that parallel attempts are not all checked before the first failure counts.
        self._record_attempt(source)
        if not self.passwords.verify(password):
            raise WrongPassword
        token, now = Secret(self.nonces.generate()), self.clock.now()
        with self.unit_of_work() as tx:
            tx.console.delete_failures(source)
            tx.console.delete_expired(now, now - KEEP_SIGN_IN_FAILURES_FOR)
            tx.console.open_session(ConsoleSession(_hash_token(token), now + CONSOLE_SESSION_LIFETIME))
            tx.commit()
        return token

    def is_signed_in(self, token: Secret) -> bool:
        with self.unit_of_work() as tx:
            return tx.console.is_session_open(_hash_token(token), self.clock.now())

    def sign_out(self, token: Secret) -> None:
        """Close the session, so that a copy of its token is worthless too."""
        with self.unit_of_work() as tx:
            tx.console.close_session(_hash_token(token))
            tx.commit()

    def _record_attempt(self, source: str) -> None:
        """Count a failure, which the right password deletes."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            failures = tx.console.get_failures(source, now)
            if delay := compute_remaining_delay(failures, now):
                raise SignInDelayed(delay)
            tx.console.save_failures(source, replace(failures, count=failures.count + 1, last_failed_at=now))
            tx.commit()


def _hash_token(token: Secret) -> str:
    return sha256(token.value.encode()).hexdigest()
