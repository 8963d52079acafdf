"""Signs people in to the console with their password."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import WrongPassword
from novex_shopify.domain.model.actor import STRANGER, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.second_factor import AwaitedCode, SecondFactor
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import FIRST_ADMIN_EMAIL, Role, User, Visitor
from novex_shopify.domain.policies.second_step import write_ticket
from novex_shopify.domain.policies.sessions import compute_credential, find_password_hash
from novex_shopify.domain.policies.sign_in_delay import find_source
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.passwords import Passwords
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import SECOND_STEP_LIFETIME
from novex_shopify.domain.use_cases.people.open_session import OpenSession
from novex_shopify.domain.use_cases.people.sign_in_attempts import (
    count_failure_of_stranger,
    count_failures,
    forget_failures,
    list_password_keys,
    require_no_delay,
    require_no_delay_of_strangers,
)

_FIRST_ADMIN_NAME = "Admin"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Checks a password, and delays guessing.

    It is delayed for each source and, because an attacker may have many, for all unknown sources together. The failures
    with one user's address count apart as well: an own sign-in in between does not reset them.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    passwords: Passwords
    open_session: OpenSession
    first_admin_password_hash: Secret | None

    def __call__(self, email: str, password: Secret, visitor: Visitor) -> Secret | AwaitedCode:
        """Return the token of a new session, unless a code is needed as well (`CompleteSignIn`).

        An empty e-mail address is that of the first admin.

        Raises `WrongPassword`, or `SignInDelayed` before the password is checked.
        """
        source = find_source(visitor.address)
        # Counted first, so that parallel attempts are not all checked before the first failure counts.
        user = self._record_attempt(source, email or FIRST_ADMIN_EMAIL)
        password_hash = find_password_hash(user, self.first_admin_password_hash) if user and user.active else None
        if not self.passwords.verify(password, password_hash) or user is None:
            self._record_refusal(user, source)
            raise WrongPassword
        with self.unit_of_work() as tx:
            current = tx.users.lock(user.id)
            if current is None or not current.active or current.password_hash != user.password_hash:
                raise WrongPassword  # changed in this moment
            factor = tx.second_factors.get(current.id)
            if factor and factor.confirmed:  # the attempt counts until the second step
                return self._await_code(current, factor)
            forget_failures(tx, source, list_password_keys(source, current), self.clock.now())
            token = self.open_session.in_transaction(tx, current, visitor)
            tx.commit()
        return token

    def _await_code(self, user: User, factor: SecondFactor) -> AwaitedCode:
        credential = compute_credential(user, self.first_admin_password_hash)
        expires_at = self.clock.now() + SECOND_STEP_LIFETIME
        return AwaitedCode(write_ticket(factor.secret, user.id, credential, expires_at))

    def _record_attempt(self, source: str, email: str) -> User | None:
        """Count a failure, which the right password deletes. Returns the user, if there is one."""
        now = self.clock.now()
        with self.unit_of_work.read() as tx:  # first, so that refused attempts, of which there may be many, only read
            user = tx.users.find_by_email(email)
            require_no_delay(tx.sign_in_failures.get, list_password_keys(source, user), now)
            require_no_delay_of_strangers(tx.sign_in_failures.get, source, now)
        with self.unit_of_work() as tx:
            user = self._find_or_add_user(tx, email, now)
            keys = list_password_keys(source, user)
            require_no_delay(tx.sign_in_failures.lock, keys, now)
            require_no_delay_of_strangers(tx.sign_in_failures.lock, source, now)
            count_failure_of_stranger(tx, source, now)
            count_failures(tx, keys, now)
            tx.commit()
        return user

    def _find_or_add_user(self, tx: Transaction, email: str, now: datetime) -> User | None:
        user = tx.users.find_by_email(email)
        if user is None and email == FIRST_ADMIN_EMAIL and self.first_admin_password_hash:
            tx.key_locks.acquire([f"user:{email}"])
            user = tx.users.find_by_email(email) or tx.users.add(email, _FIRST_ADMIN_NAME, Role.ADMIN, now)
        return user

    def _record_refusal(self, user: User | None, source: str) -> None:
        # What was typed in place of an address may be a password, so it is written nowhere.
        with self.unit_of_work() as tx, acting_as(STRANGER):
            subject = AuditSubject(AuditedKind.USER, str(user.id) if user else "")
            tx.audit_log.record(AuditAction.SIGN_IN_REFUSED, subject, after={"source": source})
            tx.commit()
