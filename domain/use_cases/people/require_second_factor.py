"""Demands two-step sign-in of everyone who can sign in with a password."""

from dataclasses import dataclass

from novex_shopify.domain.errors import SecondFactorRequired
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import User
from novex_shopify.domain.policies.sessions import find_password_hash
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RequireSecondFactor:
    """Users without a password are not asked: at an identity provider, its own second factor counts."""

    unit_of_work: UnitOfWork
    required: bool
    first_admin_password_hash: Secret | None

    def __call__(self, user: User) -> None:
        """Raises `SecondFactorRequired` if the user has to turn two-step sign-in on first."""
        if not self.required or find_password_hash(user, self.first_admin_password_hash) is None:
            return
        with self.unit_of_work.read() as tx:
            factor = tx.second_factors.get(user.id)
        if factor is None or not factor.confirmed:
            raise SecondFactorRequired
