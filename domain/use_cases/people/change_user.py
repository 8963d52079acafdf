"""Changes users: what an admin decides, and what a user decides."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidUser, LastAdmin, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, SignInFailures, User
from novex_shopify.domain.policies.audit_changes import diff_fields
from novex_shopify.domain.policies.sessions import find_password_hash
from novex_shopify.domain.policies.user_rules import check_name, check_password, is_admin
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.passwords import Passwords
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.people.sign_in_attempts import build_password_key, count_failures, require_no_delay

_ADMINS_LOCK = "admins"
_RECORDED = ("name", "role", "active")


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """A changed role, a deactivation and a changed password end the user's sessions."""

    unit_of_work: UnitOfWork
    clock: Clock
    passwords: Passwords
    first_admin_password_hash: Secret | None

    def set_role(self, user_id: int, role: Role) -> User:
        """Raises `NotFound`, and `LastAdmin` if no other user could change roles."""
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            changed = replace(user, role=role)
            self._save(tx, user, changed)
            tx.commit()
        return changed

    def set_active(self, user_id: int, *, active: bool) -> User:
        """A user who is not active cannot sign in. Raises as `set_role` does."""
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            changed = replace(user, active=active)
            self._save(tx, user, changed)
            if not active:
                tx.users.withdraw_invitation(user_id)
            tx.commit()
        return changed

    def rename(self, user_id: int, name: str) -> User:
        """Raises `NotFound` and `InvalidUser`."""
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            changed = replace(user, name=check_name(name))
            self._save(tx, user, changed)
            tx.commit()
        return changed

    def change_password(self, user_id: int, current: Secret, new: Secret) -> User:
        """Change the own password, which ends all own sessions.

        Raises `InvalidUser`, or `SignInDelayed` before the current password is checked: a session may be stolen.
        """
        check_password(new)
        keys, now = (build_password_key(user_id),), self.clock.now()
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            if user.is_first_admin:
                message = "The password of the first admin is CONSOLE_PASSWORD_HASH. Change it there."
                raise InvalidUser(message, "current")
            require_no_delay(tx.sign_in_failures.lock, keys, now)
            count_failures(tx, keys, now)
            tx.commit()
        verified_hash = user.password_hash
        if not self.passwords.verify(current, verified_hash):
            raise InvalidUser("This is not your current password.", "current")
        password_hash = self.passwords.hash(new)
        with self.unit_of_work() as tx:
            user = _require(tx.users.lock(user_id), user_id)
            if user.password_hash != verified_hash:  # an admin has reset it in this moment
                raise InvalidUser("This is not your current password.", "current")
            changed = replace(user, password_hash=password_hash)
            tx.users.save(changed)
            tx.sign_in_failures.save(keys[0], SignInFailures(0, now))
            tx.console_sessions.close_all(user_id)
            tx.audit_log.record(AuditAction.PASSWORD_CHANGED, AuditSubject(AuditedKind.USER, str(user_id)))
            tx.commit()
        return changed

    def _save(self, tx: Transaction, before: User, after: User) -> None:
        if before == after:
            return
        tx.key_locks.acquire([_ADMINS_LOCK])  # two admins could demote each other at once
        if is_admin(before) and not is_admin(after):
            others = [user for user in tx.users.list_all() if user.id != before.id]
            if not any(is_admin(user) and self._can_sign_in(user) for user in others):
                raise LastAdmin
        tx.users.save(after)
        if (before.role, before.active) != (after.role, after.active):
            tx.console_sessions.close_all(after.id)
        values = diff_fields(before, after, _RECORDED)
        tx.audit_log.record(AuditAction.USER_CHANGED, AuditSubject(AuditedKind.USER, str(after.id)), *values)

    def _can_sign_in(self, user: User) -> bool:
        return bool(find_password_hash(user, self.first_admin_password_hash) or user.oidc_subject)


def _require(user: User | None, user_id: int) -> User:
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return user
