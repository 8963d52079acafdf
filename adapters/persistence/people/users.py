"""`shopify_console_users` and `shopify_console_invitations`: the people who use the console."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Invitation, Role, User
from novex_shopify.domain.policies.user_rules import fold_email


class UserRow(Row, table=True):
    __tablename__ = "shopify_console_users"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    email: str = Field(unique=True)
    name: str
    role: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    active: bool = True
    password_hash: str | None = None
    oidc_subject: str | None = Field(default=None, unique=True)
    signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InvitationRow(Row, table=True):
    __tablename__ = "shopify_console_invitations"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="shopify_console_users.id", index=True, sa_type=BigId)
    expires_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> Invitation:
        return Invitation(self.token_hash, self.user_id, self.expires_at)


@dataclass(frozen=True, slots=True)
class SqlUsers:
    """The port `Users`."""

    session: Session

    def add(self, email: str, name: str, role: Role, now: datetime) -> User:
        row = UserRow(email=fold_email(email), name=name, role=role, created_at=now)
        self.session.add(row)
        self.session.flush()
        return self._to_user(row)

    def save(self, user: User) -> None:
        this = update(UserRow).where(col(UserRow.id) == user.id)
        self.session.connection().execute(
            this.values(
                name=user.name,
                role=user.role,
                active=user.active,
                password_hash=user.password_hash.value if user.password_hash else None,
                oidc_subject=user.oidc_subject,
                signed_in_at=user.signed_in_at,
            )
        )

    def get(self, user_id: int) -> User | None:
        row = self.session.get(UserRow, user_id, populate_existing=True)
        return self._to_user(row) if row else None

    def lock(self, user_id: int) -> User | None:
        row = self.session.get(UserRow, user_id, populate_existing=True, with_for_update=True)
        return self._to_user(row) if row else None

    def find_by_email(self, email: str) -> User | None:
        row = self.session.exec(select(UserRow).where(UserRow.email == fold_email(email))).first()
        return self._to_user(row) if row else None

    def find_by_oidc_subject(self, subject: str) -> User | None:
        row = self.session.exec(select(UserRow).where(UserRow.oidc_subject == subject)).first()
        return self._to_user(row) if row else None

    def list_all(self) -> Sequence[User]:
        return [self._to_user(row) for row in self.session.exec(select(UserRow).order_by(col(UserRow.email)))]

    def invite(self, invitation: Invitation) -> None:
        self.withdraw_invitation(invitation.user_id)
        insert_many(self.session, InvitationRow, [asdict(invitation)])

    def find_invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        is_open = (InvitationRow.token_hash == token_hash, col(InvitationRow.expires_at) > now)
        row = self.session.exec(select(InvitationRow).where(*is_open)).first()
        return row.to_domain() if row else None

    def use_invitation(self, token_hash: str, now: datetime) -> Invitation | None:
        this = delete(InvitationRow).where(
            col(InvitationRow.token_hash) == token_hash, col(InvitationRow.expires_at) > now
        )
        columns = (col(InvitationRow.token_hash), col(InvitationRow.user_id), col(InvitationRow.expires_at))
        row = self.session.connection().execute(this.returning(*columns)).one_or_none()
        return Invitation(*row) if row else None

    def list_invitations(self, now: datetime) -> Sequence[Invitation]:
        rows = self.session.exec(select(InvitationRow).where(col(InvitationRow.expires_at) > now))
        return [row.to_domain() for row in rows]

    def withdraw_invitation(self, user_id: int) -> None:
        self.session.connection().execute(delete(InvitationRow).where(col(InvitationRow.user_id) == user_id))

    def _to_user(self, row: UserRow) -> User:
        return User(
            row.id or 0,
            row.email,
            row.name,
            Role(row.role),
            row.created_at,
            row.active,
            Secret(row.password_hash) if row.password_hash else None,
            row.oidc_subject,
            row.signed_in_at,
        )
