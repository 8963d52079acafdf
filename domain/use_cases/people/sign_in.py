"""Signs people in to the console with their password."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import SignInDelayed, WrongPassword
from novex_shopify.domain.model.actor import STRANGER, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import FIRST_ADMIN_EMAIL, Role, SignInFailures, User, Visitor
from novex_shopify.domain.policies.sessions import find_password_hash
from novex_shopify.domain.policies.sign_in_delay import (
    add_failure_of_stranger,
    compute_delay_of_strangers,
    compute_remaining_delay,
    find_source,
    is_known,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.passwords import Passwords
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import KEEP_SIGN_IN_FAILURES_FOR, KNOWN_SOURCE_FOR
from novex_shopify.domain.use_cases.people.open_session import OpenSession

_ReadFailures = Callable[[str, datetime], SignInFailures]

_STRANGERS = "*"
"""In place of a source: the failures of all that are not known."""

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

    def __call__(self, email: str, password: Secret, visitor: Visitor) -> Secret:
        """Return the token of a new session. An empty e-mail address is that of the first admin.

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
            current = tx.users.get(user.id)
            if current is None or not current.active or current.password_hash != user.password_hash:
                raise WrongPassword  # changed in this moment
            self._forget_failures(tx, source, current)
            token = self.open_session.in_transaction(tx, current, visitor)
            tx.commit()
        return token

    def _record_attempt(self, source: str, email: str) -> User | None:
        """Count a failure, which the right password deletes. Returns the user, if there is one."""
        now = self.clock.now()
        with self.unit_of_work.read() as tx:  # first, so that refused attempts, of which there may be many, only read
            _require_no_delay(tx.sign_in_failures.get, source, tx.users.find_by_email(email), now)
        with self.unit_of_work() as tx:
            user = self._find_or_add_user(tx, email, now)
            _require_no_delay(tx.sign_in_failures.lock, source, user, now)
            if not is_known(tx.sign_in_failures.lock(source, now), now):
                strangers = tx.sign_in_failures.lock(_STRANGERS, now)
                tx.sign_in_failures.save(_STRANGERS, add_failure_of_stranger(strangers, now))
            for key in _list_keys(source, user):
                failures = tx.sign_in_failures.lock(key, now)
                tx.sign_in_failures.save(key, replace(failures, count=failures.count + 1, last_failed_at=now))
            tx.commit()
        return user

    def _find_or_add_user(self, tx: Transaction, email: str, now: datetime) -> User | None:
        user = tx.users.find_by_email(email)
        if user is None and email == FIRST_ADMIN_EMAIL and self.first_admin_password_hash:
            tx.key_locks.acquire([f"user:{email}"])
            user = tx.users.find_by_email(email) or tx.users.add(email, _FIRST_ADMIN_NAME, Role.ADMIN, now)
        return user

    def _forget_failures(self, tx: Transaction, source: str, user: User) -> None:
        now = self.clock.now()
        if not is_known(tx.sign_in_failures.lock(source, now), now):
            strangers = tx.sign_in_failures.lock(_STRANGERS, now)
            tx.sign_in_failures.save(_STRANGERS, replace(strangers, count=max(strangers.count - 1, 0)))
        for key in _list_keys(source, user):
            tx.sign_in_failures.lock(key, now)
            tx.sign_in_failures.save(key, SignInFailures(0, now, signed_in_at=now))
        tx.sign_in_failures.delete_old(now - KEEP_SIGN_IN_FAILURES_FOR, now - KNOWN_SOURCE_FOR)

    def _record_refusal(self, user: User | None, source: str) -> None:
        # What was typed in place of an address may be a password, so it is written nowhere.
        with self.unit_of_work() as tx, acting_as(STRANGER):
            subject = AuditSubject(AuditedKind.USER, str(user.id) if user else "")
            tx.audit_log.record(AuditAction.SIGN_IN_REFUSED, subject, after={"source": source})
            tx.commit()


def _list_keys(source: str, user: User | None) -> tuple[str, ...]:
    return (source, f"{source} user:{user.id}") if user else (source,)


def _require_no_delay(read: _ReadFailures, source: str, user: User | None, now: datetime) -> None:
    """Raise `SignInDelayed`."""
    for key in _list_keys(source, user):
        if delay := compute_remaining_delay(read(key, now), now):
            raise SignInDelayed(delay)
    if not is_known(read(source, now), now):
        strangers = read(_STRANGERS, now)
        if delay := compute_delay_of_strangers(strangers, now):
            raise SignInDelayed(delay)
