"""The people who use the console."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.user import Invitation, Role, User


class Users(Protocol):
    """The people who use the console, and their invitations."""

    def add(self, email: str, name: str, role: Role, now: datetime) -> User:
        """Store a new user. No other one may have this e-mail address: call `find_by_email` first."""
        ...

    def save(self, user: User) -> None:
        """Replace what is stored of a user, except the e-mail address and the time of creation."""
        ...

    def get(self, user_id: int) -> User | None:
        """Return a user."""
        ...

    def lock(self, user_id: int) -> User | None:
        """Return a user, locked until the end of the transaction, so that saving it undoes no other change."""
        ...

    def find_by_email(self, email: str) -> User | None:
        """Return the user with this e-mail address, whatever its case."""
        ...

    def find_by_oidc_subject(self, subject: str) -> User | None:
        """Return the user with this identity at the OpenID provider."""
        ...

    def list_all(self) -> Sequence[User]:
        """Return all users by e-mail address."""
        ...

    def invite(self, invitation: Invitation) -> None:
        """Store an invitation, in place of an earlier one of the same user."""
        ...

    def find_invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        """Return the invitation with this token, unless it has expired."""
        ...

    def use_invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        """Delete and return the invitation with this token, unless it has expired: of two at once, one gets it."""
        ...

    def list_invitations(self, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that have not expired."""
        ...

    def withdraw_invitation(self, user_id: int) -> None:
        """Delete the invitation of a user, if there is one."""
        ...
