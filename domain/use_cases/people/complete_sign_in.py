"""The second step of a sign-in with a password."""

from dataclasses import dataclass

from novex_shopify.domain.errors import SignInExpired
from novex_shopify.domain.model.actor import acting_as
from novex_shopify.domain.model.second_factor import SecondFactor
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import User, Visitor
from novex_shopify.domain.policies.second_step import is_genuine, read_user_id
from novex_shopify.domain.policies.sessions import compute_credential
from novex_shopify.domain.policies.sign_in_delay import find_source
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.people.check_code import CheckCode
from novex_shopify.domain.use_cases.people.open_session import OpenSession
from novex_shopify.domain.use_cases.people.sign_in_attempts import forget_failures, list_password_keys


@dataclass(frozen=True, slots=True)
class CompleteSignIn:
    """Opens a session for who knew the password, and has the phone or a recovery code."""

    unit_of_work: UnitOfWork
    clock: Clock
    check_code: CheckCode
    open_session: OpenSession
    first_admin_password_hash: Secret | None

    def __call__(self, ticket: Secret, code: Secret, visitor: Visitor) -> Secret:
        """Return the token of a new session. `ticket` is what the first step returned.

        Raises `SignInExpired`, `WrongCode`, or `SignInDelayed` before the code is checked.
        """
        with self.unit_of_work.read() as tx:
            user, factor = self._find_user(tx, ticket)
        with acting_as(user.to_actor()):
            self.check_code(factor, code)
        source, now = find_source(visitor.address), self.clock.now()
        with self.unit_of_work() as tx:
            tx.users.lock(user.id)
            user, _ = self._find_user(tx, ticket)  # again, because it may have been deactivated in this moment
            forget_failures(tx, source, list_password_keys(source, user), now)
            token = self.open_session.in_transaction(tx, user, visitor)
            tx.commit()
        return token

    def _find_user(self, tx: Transaction, ticket: Secret) -> tuple[User, SecondFactor]:
        user_id = read_user_id(ticket, self.clock.now())
        user = tx.users.get(user_id) if user_id is not None else None
        factor = tx.second_factors.get(user.id) if user else None
        if user is None or factor is None or not user.active or not factor.confirmed:
            raise SignInExpired
        credential = compute_credential(user, self.first_admin_password_hash)
        if not is_genuine(ticket, factor.secret, user.id, credential):
            raise SignInExpired
        return user, factor
