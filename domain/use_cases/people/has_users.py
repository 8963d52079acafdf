"""Whether the console knows who uses it."""

from dataclasses import dataclass

from novex_shopify.domain.model.user import FIRST_ADMIN_EMAIL
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HasUsers:
    """On one machine alone, a console needs no sign-in until it has users."""

    unit_of_work: UnitOfWork

    def __call__(self) -> bool:
        """Whether anybody was invited, whose account is active."""
        with self.unit_of_work.read() as tx:
            return any(user.active and user.email != FIRST_ADMIN_EMAIL for user in tx.users.list_all())
