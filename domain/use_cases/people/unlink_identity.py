"""Unlinks a user from an account of the OpenID Connect provider."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class UnlinkIdentity:
    """For a person whose account at the provider was created again. The next sign-in with the same address links it."""

    unit_of_work: UnitOfWork

    def __call__(self, user_id: int) -> bool:
        """Unlink a user, and end the sessions; returns whether there was a link. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            user = tx.users.lock(user_id)
            if user is None:
                raise NotFound(f"There is no user {user_id}.")
            if user.oidc_subject is None:
                return False
            tx.users.save(replace(user, oidc_subject=None))
            tx.console_sessions.close_all(user_id)
            tx.audit_log.record(AuditAction.IDENTITY_UNLINKED, AuditSubject(AuditedKind.USER, str(user_id)))
            tx.commit()
        return True
