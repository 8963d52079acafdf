"""`shopify_console_sessions` and `shopify_console_sign_in_failures`: sign-ins to the console."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import Select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


class ConsoleSessionRow(Row, table=True):
    __tablename__ = "shopify_console_sessions"

    token_hash: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime = Field(sa_type=UtcDateTime)


class SignInFailuresRow(Row, table=True):
    __tablename__ = "shopify_console_sign_in_failures"

    source: str = Field(primary_key=True)
    count: int
    last_failed_at: datetime = Field(sa_type=UtcDateTime, index=True)
    signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlConsoleAccess:
    """The port `ConsoleAccess`."""

    session: Session

    def get_failures(self, source: str, now: datetime) -> SignInFailures:
        found = self.session.exec(_select_failures(source)).first()
        return SignInFailures(*found) if found else SignInFailures(0, now)

    def lock_failures(self, source: str, now: datetime) -> SignInFailures:
        # Creates the row first: there has to be one to lock.
        row = {"source": source, "count": 0, "last_failed_at": now}
        insert_many(self.session, SignInFailuresRow, [row], ignore_on_conflict(("source",)))
        return SignInFailures(*self.session.exec(_select_failures(source).with_for_update()).one())

    def save_failures(self, source: str, failures: SignInFailures) -> None:
        this = update(SignInFailuresRow).where(col(SignInFailuresRow.source) == source)
        self.session.connection().execute(this.values(**asdict(failures)))

    def open_session(self, session: ConsoleSession) -> None:
        insert_many(self.session, ConsoleSessionRow, [asdict(session)])

    def find_session(self, token_hash: str, now: datetime) -> ConsoleSession | None:
        statement = select(ConsoleSessionRow).where(
            ConsoleSessionRow.token_hash == token_hash, col(ConsoleSessionRow.expires_at) > now
        )
        row = self.session.exec(statement).first()
        return ConsoleSession(row.token_hash, row.expires_at, row.used_at) if row else None

    def record_use(self, token_hash: str, now: datetime) -> None:
        this = update(ConsoleSessionRow).where(col(ConsoleSessionRow.token_hash) == token_hash)
        self.session.connection().execute(this.values(used_at=now))

    def close_session(self, token_hash: str) -> None:
        self.session.connection().execute(
            delete(ConsoleSessionRow).where(col(ConsoleSessionRow.token_hash) == token_hash)
        )

    def close_all_sessions(self) -> None:
        self.session.connection().execute(delete(ConsoleSessionRow))

    def delete_expired(self, now: datetime, failed_before: datetime, signed_in_before: datetime) -> None:
        expired_sessions = delete(ConsoleSessionRow).where(col(ConsoleSessionRow.expires_at) <= now)
        signed_in_at = col(SignInFailuresRow.signed_in_at)
        old_failures = delete(SignInFailuresRow).where(
            col(SignInFailuresRow.last_failed_at) < failed_before,
            or_(signed_in_at.is_(None), signed_in_at < signed_in_before),
        )
        for statement in (expired_sessions, old_failures):
            self.session.connection().execute(statement)


def _select_failures(source: str) -> Select[int, datetime, Any]:
    return select(SignInFailuresRow.count, SignInFailuresRow.last_failed_at, SignInFailuresRow.signed_in_at).where(
        SignInFailuresRow.source == source
    )
