"""The people who use the console, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.user import Invitation, Role, User
from novex_shopify.domain.policies.user_rules import fold_email


@dataclass(frozen=True, slots=True)
class MemoryUsers:
    """The port `Users`."""

    state: State

    def add(self, email: str, name: str, role: Role, now: datetime) -> User:
        user = User(allocate_id(self.state.users), fold_email(email), name, role, now)
        self.state.users[user.id] = user
        return user

    def save(self, user: User) -> None:
        self.state.users[user.id] = user

    def get(self, user_id: int) -> User | None:
        return self.state.users.get(user_id)

    def lock(self, user_id: int) -> User | None:
        return self.get(user_id)

    def find_by_email(self, email: str) -> User | None:
        return next((user for user in self.state.users.values() if user.email == fold_email(email)), None)

    def find_by_oidc_subject(self, subject: str) -> User | None:
        return next((user for user in self.state.users.values() if user.oidc_subject == subject), None)

    def list_all(self) -> Sequence[User]:
        return sorted(self.state.users.values(), key=lambda user: user.email)

    def invite(self, invitation: Invitation) -> None:
        self.state.invitations[invitation.user_id] = invitation

    def find_invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        return next((each for each in self.list_invitations(now) if each.token_hash == token_hash), None)

    def use_invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        invitation = self.find_invitation(token_hash, now)
        if invitation:
            self.withdraw_invitation(invitation.user_id)
        return invitation

    def list_invitations(self, now: datetime) -> Sequence[Invitation]:
        return [each for each in self.state.invitations.values() if each.expires_at > now]

    def withdraw_invitation(self, user_id: int) -> None:
        self.state.invitations.pop(user_id, None)
