"""A person signs in to the console."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from novex_shopify.domain.errors import SignInDelayed, WrongPassword
from novex_shopify.domain.model.console_session import ConsoleSession
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sign_in_delay import delay_left
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.console_access import Passwords
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

SESSION_LIFETIME = timedelta(hours=12)
_FAILURES_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Lets people in by password, slowing down who guesses, and remembers them for half a day."""

    unit_of_work: UnitOfWork
    passwords: Passwords
    nonces: Nonces
    clock: Clock

    def __call__(self, password: Secret, source: str) -> Secret:
        """Sign in; returns the secret by which the browser is known from now on.

        Raises `WrongPassword`, or `SignInDelayed` before the password is even looked at.
        """
        self._count_as_failed(source)
        if not self.passwords.fits(password):
            raise WrongPassword
        token, now = Secret(self.nonces.new()), self.clock.now()
        with self.unit_of_work() as tx:
            tx.console.forget_failures(source)
            tx.console.forget_expired(now, now - _FAILURES_KEPT)
            tx.console.open(ConsoleSession(_key(token), now + SESSION_LIFETIME))
            tx.commit()
        return token

    def holds(self, token: Secret) -> bool:
        """Whether this browser is signed in."""
        with self.unit_of_work() as tx:
            return tx.console.is_open(_key(token), self.clock.now())

    def sign_out(self, token: Secret) -> None:
        """End a sign-in, wherever else its secret may be by now."""
        with self.unit_of_work() as tx:
            tx.console.close(_key(token))
            tx.commit()

    def _count_as_failed(self, source: str) -> None:
        """First, so that many attempts at once are not all looked at before the first is counted."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            failures = tx.console.failures(source, now)
            if delay := delay_left(failures, now):
                raise SignInDelayed(delay)
            tx.console.keep_failures(source, replace(failures, count=failures.count + 1, last_at=now))
            tx.commit()


def _key(token: Secret) -> str:
    return sha256(token.value.encode()).hexdigest()
