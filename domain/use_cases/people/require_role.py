"""Refuses what a user's role does not include."""

from dataclasses import dataclass

from novex_shopify.domain.errors import RoleRequired
from novex_shopify.domain.model.user import Role, User
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RequireRole:
    """The refusal names the people who can change the role."""

    unit_of_work: UnitOfWork

    def __call__(self, user: User, needed: Role) -> None:
        """Raise `RoleRequired`, unless the user has at least this role."""
        if user.role.includes(needed):
            return
        with self.unit_of_work.read() as tx:
            admins = [each.name for each in tx.users.list_all() if each.active and each.role is Role.ADMIN]
        raise RoleRequired(needed, user.role, admins)
