"""`shopify_console_sessions`: sessions of the console."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.user import ConsoleSession


class ConsoleSessionRow(Row, table=True):
    __tablename__ = "shopify_console_sessions"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="shopify_console_users.id", index=True, sa_type=BigId)
    credential: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime = Field(sa_type=UtcDateTime)
    source: str
    browser: str

    def to_domain(self) -> ConsoleSession:
        return ConsoleSession(
            self.token_hash,
            self.user_id,
            self.credential,
            self.opened_at,
            self.expires_at,
            self.used_at,
            self.source,
            self.browser,
        )


@dataclass(frozen=True, slots=True)
class SqlConsoleSessions:
    """The port `ConsoleSessions`."""

    session: Session

    def open(self, session: ConsoleSession) -> None:
        insert_many(self.session, ConsoleSessionRow, [asdict(session)])

    def find(self, token_hash: str, now: datetime) -> ConsoleSession | None:
        statement = select(ConsoleSessionRow).where(
            ConsoleSessionRow.token_hash == token_hash, col(ConsoleSessionRow.expires_at) > now
        )
        row = self.session.exec(statement).first()
        return row.to_domain() if row else None

    def list_for_user(self, user_id: int, now: datetime) -> Sequence[ConsoleSession]:
        statement = (
            select(ConsoleSessionRow)
            .where(ConsoleSessionRow.user_id == user_id, col(ConsoleSessionRow.expires_at) > now)
            .order_by(col(ConsoleSessionRow.used_at).desc())
        )
        return [row.to_domain() for row in self.session.exec(statement)]

    def record_use(self, token_hash: str, now: datetime) -> None:
        this = update(ConsoleSessionRow).where(col(ConsoleSessionRow.token_hash) == token_hash)
        self.session.connection().execute(this.values(used_at=now))

    def close(self, token_hash: str) -> None:
        this = delete(ConsoleSessionRow).where(col(ConsoleSessionRow.token_hash) == token_hash)
        self.session.connection().execute(this)

    def close_all(self, user_id: int) -> None:
        these = delete(ConsoleSessionRow).where(col(ConsoleSessionRow.user_id) == user_id)
        self.session.connection().execute(these)

    def delete_expired(self, now: datetime) -> None:
        self.session.connection().execute(delete(ConsoleSessionRow).where(col(ConsoleSessionRow.expires_at) <= now))
