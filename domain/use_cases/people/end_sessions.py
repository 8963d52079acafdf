"""Signs people out."""

from dataclasses import dataclass

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.sessions import hash_token
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EndSessions:
    """Ends sessions, so that a copy of their token is worthless too."""

    unit_of_work: UnitOfWork
    clock: Clock

    def sign_out(self, token: Secret) -> None:
        """End the session with this token, if it is open."""
        with self.unit_of_work() as tx:
            if session := tx.console_sessions.find(hash_token(token), self.clock.now()):
                tx.console_sessions.close(session.token_hash)
                tx.audit_log.record(AuditAction.SIGNED_OUT, AuditSubject(AuditedKind.USER, str(session.user_id)))
                tx.commit()

    def end(self, user_id: int, token_hash: str) -> None:
        """End one session of a user, if it is open."""
        with self.unit_of_work() as tx:
            session = tx.console_sessions.find(token_hash, self.clock.now())
            if session and session.user_id == user_id:
                tx.console_sessions.close(token_hash)
                subject = AuditSubject(AuditedKind.USER, str(user_id))
                tx.audit_log.record(AuditAction.SESSION_ENDED, subject, before={"source": session.source})
                tx.commit()

    def end_all(self, user_id: int) -> None:
        """End every session of a user."""
        with self.unit_of_work() as tx:
            count = len(tx.console_sessions.list_for_user(user_id, self.clock.now()))
            tx.console_sessions.close_all(user_id)
            subject = AuditSubject(AuditedKind.USER, str(user_id))
            tx.audit_log.record(AuditAction.SESSION_ENDED, subject, before={"sessions": count}, after={"sessions": 0})
            tx.commit()
