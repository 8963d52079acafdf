"""`shopify_console_sign_in_failures`: wrong passwords per source address."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import Select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.user import SignInFailures


class SignInFailuresRow(Row, table=True):
    __tablename__ = "shopify_console_sign_in_failures"

    source: str = Field(primary_key=True)
    count: int
    last_failed_at: datetime = Field(sa_type=UtcDateTime, index=True)
    signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlSignInFailureCounts:
    """The port `SignInFailureCounts`."""

    session: Session

    def get(self, source: str, now: datetime) -> SignInFailures:
        found = self.session.exec(_select(source)).first()
        return SignInFailures(*found) if found else SignInFailures(0, now)

    def lock(self, source: str, now: datetime) -> SignInFailures:
        # Creates the row first: there has to be one to lock.
        row = {"source": source, "count": 0, "last_failed_at": now}
        insert_many(self.session, SignInFailuresRow, [row], ignore_on_conflict(("source",)))
        return SignInFailures(*self.session.exec(_select(source).with_for_update()).one())

    def save(self, source: str, failures: SignInFailures) -> None:
        this = update(SignInFailuresRow).where(col(SignInFailuresRow.source) == source)
        self.session.connection().execute(this.values(**asdict(failures)))

    def delete_old(self, failed_before: datetime, signed_in_before: datetime) -> None:
        signed_in_at = col(SignInFailuresRow.signed_in_at)
        old = delete(SignInFailuresRow).where(
            col(SignInFailuresRow.last_failed_at) < failed_before,
            or_(signed_in_at.is_(None), signed_in_at < signed_in_before),
        )
        self.session.connection().execute(old)


def _select(source: str) -> Select[int, datetime, Any]:
    return select(SignInFailuresRow.count, SignInFailuresRow.last_failed_at, SignInFailuresRow.signed_in_at).where(
        SignInFailuresRow.source == source
    )
