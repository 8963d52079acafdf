"""Finds out whose session a browser has."""

from contextlib import suppress
from dataclasses import dataclass

from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import User
from novex_shopify.domain.policies.sessions import compute_credential, hash_token, is_in_use
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import RECORD_SESSION_USE_INTERVAL


@dataclass(frozen=True, slots=True)
class FindSignedInUser:
    """Looks at the session and its user at each request, so that what an admin ends has ended at once."""

    unit_of_work: UnitOfWork
    clock: Clock
    first_admin_password_hash: Secret | None

    def __call__(self, token: Secret, *, in_use: bool = True) -> User | None:
        """The active user with an open session. If `in_use`, it stays open: a person does something in it."""
        token_hash, now = hash_token(token), self.clock.now()
        with self.unit_of_work.read() as tx:
            session = tx.console_sessions.find(token_hash, now)
            user = tx.users.get(session.user_id) if session and is_in_use(session, now) else None
        if session is None or user is None or not user.active:
            return None
        if session.credential != compute_credential(user, self.first_admin_password_hash):
            return None
        if in_use and now - session.used_at >= RECORD_SESSION_USE_INTERVAL:
            # Who only reads is not stopped by a database that cannot be written to now.
            with suppress(DatabaseUnavailable), self.unit_of_work() as tx:
                tx.console_sessions.record_use(token_hash, now)
                tx.commit()
        return user
