"""`shopify_console_sessions` and `shopify_console_failures`: who uses the console."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import ignoring, insert_many
from novex_shopify.adapters.persistence.row import Row, UtcDateTime
from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


class ConsoleSessionRow(Row, table=True):
    """One sign-in."""

    __tablename__ = "shopify_console_sessions"

    key: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class ConsoleFailuresRow(Row, table=True):
    """One source of wrong passwords."""

    __tablename__ = "shopify_console_failures"

    source: str = Field(primary_key=True)
    count: int
    last_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class SqlConsoleAccess:
    """The port `ConsoleAccess`."""

    session: Session

    def failures(self, source: str, now: datetime) -> SignInFailures:
        """The failures of a source. Its row is made first, so that there is something to lock."""
        row = {"source": source, "count": 0, "last_at": now}
        insert_many(self.session, ConsoleFailuresRow, [row], ignoring(("source",)))
        statement = select(ConsoleFailuresRow.count, ConsoleFailuresRow.last_at).where(
            ConsoleFailuresRow.source == source
        )
        return SignInFailures(*self.session.exec(statement.with_for_update()).one())

    def keep_failures(self, source: str, failures: SignInFailures) -> None:
        """Replace what is known of a source."""
        this = update(ConsoleFailuresRow).where(col(ConsoleFailuresRow.source) == source)
        self.session.connection().execute(this.values(count=failures.count, last_at=failures.last_at))

    def forget_failures(self, source: str) -> None:
        """A source has given the right password."""
        self.session.connection().execute(delete(ConsoleFailuresRow).where(col(ConsoleFailuresRow.source) == source))

    def open(self, session: ConsoleSession) -> None:
        """Keep a sign-in."""
        row = {"key": session.key, "expires_at": session.expires_at}
        insert_many(self.session, ConsoleSessionRow, [row])

    def is_open(self, key: str, now: datetime) -> bool:
        """Whether a sign-in of this key is known and not over."""
        statement = select(ConsoleSessionRow.key).where(
            ConsoleSessionRow.key == key, col(ConsoleSessionRow.expires_at) > now
        )
        return self.session.exec(statement).first() is not None

    def close(self, key: str) -> None:
        """End a sign-in."""
        self.session.connection().execute(delete(ConsoleSessionRow).where(col(ConsoleSessionRow.key) == key))

    def forget_expired(self, now: datetime, failed_before: datetime) -> None:
        """Drop what is over."""
        over = delete(ConsoleSessionRow).where(col(ConsoleSessionRow.expires_at) <= now)
        quiet = delete(ConsoleFailuresRow).where(col(ConsoleFailuresRow.last_at) < failed_before)
        for statement in (over, quiet):
            self.session.connection().execute(statement)
