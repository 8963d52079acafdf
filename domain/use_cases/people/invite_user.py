"""Invites people, and lets them choose a password."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidUser, InvitationInvalid, NotFound
from novex_shopify.domain.model.actor import acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Invitation, Role, User
from novex_shopify.domain.policies.sessions import hash_token
from novex_shopify.domain.policies.user_rules import check_email, check_name, check_password, is_admin
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.passwords import Passwords
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import INVITATION_LIFETIME


@dataclass(frozen=True, slots=True)
class InviteUser:
    """An invitation is a link, which is shown once and sent by the person who invites. It works once, for a week."""

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces
    passwords: Passwords
    first_admin_password_hash: Secret | None

    def __call__(self, email: str, name: str, role: Role) -> tuple[User, Secret]:
        """Add a user; returns it with the token of the invitation. The first one is an admin. Raises `InvalidUser`."""
        email, name, now = check_email(email), check_name(name), self.clock.now()
        with self.unit_of_work() as tx:
            tx.key_locks.acquire([f"user:{email}"])
            if tx.users.find_by_email(email):
                raise InvalidUser(f"{email} is a user already.", "email")
            self._require_admin(tx, role)
            user = tx.users.add(email, name, role, now)
            token = self._add_invitation(tx, user)
            tx.audit_log.record(AuditAction.USER_INVITED, _subject_of(user), after={"role": role.value})
            tx.commit()
        return user, token

    def reset_password(self, user_id: int) -> tuple[User, Secret]:
        """Delete a user's password, end the sessions, and return the token with which to choose a new password.

        Also for an expired invitation. Raises `NotFound`, and `InvalidUser` for the first admin and the deactivated.
        """
        with self.unit_of_work() as tx:
            user = tx.users.lock(user_id)
            if user is None:
                raise NotFound(f"There is no user {user_id}.")
            if user.is_first_admin:
                raise InvalidUser("The password of the first admin is CONSOLE_PASSWORD_HASH. Change it there.")
            if not user.active:  # the link would open nothing
                raise InvalidUser(f"{user.name} is deactivated. Activate the user first.")
            tx.users.save(replace(user, password_hash=None))
            tx.console_sessions.close_all(user_id)
            token = self._add_invitation(tx, user)
            tx.audit_log.record(AuditAction.PASSWORD_RESET, _subject_of(user))
            tx.commit()
        return user, token

    def find_invited(self, token: Secret) -> User:
        """Return whose invitation it is. Raises `InvitationInvalid`."""
        with self.unit_of_work.read() as tx:
            invitation = tx.users.find_invitation(hash_token(token), self.clock.now())
            user = tx.users.get(invitation.user_id) if invitation else None
        if user is None or not user.active:
            raise InvitationInvalid
        return user

    def accept(self, token: Secret, name: str, password: Secret) -> User:
        """Set the name and the password of the invited user. Raises `InvitationInvalid` and `InvalidUser`."""
        user_id = self.find_invited(token).id  # hashing a password takes long, and anybody can send this
        name, password_hash = check_name(name), self.passwords.hash(check_password(password))
        with self.unit_of_work() as tx:
            user = tx.users.lock(user_id)
            invitation = tx.users.use_invitation(hash_token(token), self.clock.now())
            if user is None or not user.active or invitation is None:
                raise InvitationInvalid
            changed = replace(user, name=name, password_hash=password_hash)
            tx.users.save(changed)
            with acting_as(changed.to_actor()):
                tx.audit_log.record(AuditAction.PASSWORD_CHANGED, _subject_of(user))
            tx.commit()
        return changed

    def _require_admin(self, tx: Transaction, role: Role) -> None:
        # With the first user, a console that needed no sign-in needs one.
        if role is not Role.ADMIN and not (self.first_admin_password_hash or any(map(is_admin, tx.users.list_all()))):
            raise InvalidUser("The first user must be an admin, who can then change roles.", "role")

    def _add_invitation(self, tx: Transaction, user: User) -> Secret:
        token = Secret(self.nonces.generate())
        tx.users.invite(Invitation(hash_token(token), user.id, self.clock.now() + INVITATION_LIFETIME))
        return token


def _subject_of(user: User) -> AuditSubject:
    return AuditSubject(AuditedKind.USER, str(user.id))
