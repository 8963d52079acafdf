"""Opens a session for a user who has been recognized, by whatever means."""

from dataclasses import dataclass, replace

from novex_shopify.domain.model.actor import acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import ConsoleSession, User, Visitor
from novex_shopify.domain.policies.sessions import compute_credential, hash_token
from novex_shopify.domain.policies.sign_in_delay import find_source
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.timing import CONSOLE_SESSION_LIFETIME

_MAX_BROWSER_LENGTH = 300


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session lasts half a day at most, and ends with the password that opened it."""

    nonces: Nonces
    clock: Clock
    first_admin_password_hash: Secret | None

    def in_transaction(self, tx: Transaction, user: User, visitor: Visitor) -> Secret:
        """Return the token of a new session. The caller has locked the user, who is active, and knows who it is."""
        token, now = Secret(self.nonces.generate()), self.clock.now()
        tx.console_sessions.delete_expired(now)
        tx.console_sessions.open(
            ConsoleSession(
                hash_token(token),
                user.id,
                compute_credential(user, self.first_admin_password_hash),
                opened_at=now,
                expires_at=now + CONSOLE_SESSION_LIFETIME,
                used_at=now,
                source=find_source(visitor.address),
                browser=visitor.browser[:_MAX_BROWSER_LENGTH],
            )
        )
        tx.users.save(replace(user, signed_in_at=now))
        with acting_as(user.to_actor()):
            tx.audit_log.record(
                AuditAction.SIGNED_IN,
                AuditSubject(AuditedKind.USER, str(user.id)),
                after={"source": find_source(visitor.address)},
            )
        return token
