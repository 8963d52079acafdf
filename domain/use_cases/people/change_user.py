"""Changes users: what an admin decides, and what a user decides."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidUser, LastAdmin, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User
from novex_shopify.domain.policies.audit_changes import diff_fields
from novex_shopify.domain.policies.user_rules import check_name, check_password
from novex_shopify.domain.ports.passwords import Passwords
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

_ADMINS_LOCK = "admins"
_RECORDED = ("name", "role", "active")


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """A changed role, a deactivation and a changed password end the user's sessions."""

    unit_of_work: UnitOfWork
    passwords: Passwords

    def set_role(self, user_id: int, role: Role) -> User:
        """Raises `NotFound`, and `LastAdmin` if no other user could change roles."""
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            changed = replace(user, role=role)
            _save(tx, user, changed)
            tx.commit()
        return changed

    def set_active(self, user_id: int, *, active: bool) -> User:
        """A user who is not active cannot sign in. Raises as `set_role` does."""
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            changed = replace(user, active=active)
            _save(tx, user, changed)
            if not active:
                tx.users.withdraw_invitation(user_id)
            tx.commit()
        return changed

    def rename(self, user_id: int, name: str) -> User:
        """Raises `NotFound` and `InvalidUser`."""
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            changed = replace(user, name=check_name(name))
            _save(tx, user, changed)
            tx.commit()
        return changed

    def change_password(self, user_id: int, current: Secret, new: Secret) -> User:
        """Change the own password, which ends all own sessions. Raises `InvalidUser`."""
        with self.unit_of_work.read() as tx:
            user = _require(tx.users.get(user_id), user_id)
        if user.is_first_admin:
            raise InvalidUser("The password of the first admin is CONSOLE_PASSWORD_HASH. Change it there.", "current")
        if not self.passwords.verify(current, user.password_hash):
            raise InvalidUser("This is not your current password.", "current")
        password_hash = self.passwords.hash(check_password(new))
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            changed = replace(user, password_hash=password_hash)
            tx.users.save(changed)
            tx.console_sessions.close_all(user_id)
            tx.audit_log.record(AuditAction.PASSWORD_CHANGED, AuditSubject(AuditedKind.USER, str(user_id)))
            tx.commit()
        return changed


def _require(user: User | None, user_id: int) -> User:
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return user


def _save(tx: Transaction, before: User, after: User) -> None:
    if before == after:
        return
    tx.key_locks.acquire([_ADMINS_LOCK])  # two admins could demote each other at once
    if before.active and before.role is Role.ADMIN and not (after.active and after.role is Role.ADMIN):
        others = [user for user in tx.users.list_all() if user.id != before.id]
        if not any(user.active and user.role is Role.ADMIN and _can_sign_in(user) for user in others):
            raise LastAdmin
    tx.users.save(after)
    if (before.role, before.active) != (after.role, after.active):
        tx.console_sessions.close_all(after.id)
    values = diff_fields(before, after, _RECORDED)
    tx.audit_log.record(AuditAction.USER_CHANGED, AuditSubject(AuditedKind.USER, str(after.id)), *values)


def _can_sign_in(user: User) -> bool:
    return bool(user.is_first_admin or user.password_hash or user.oidc_subject)
