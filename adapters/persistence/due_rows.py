"""Statements of the rows that a worker claims when they are due: purchases of labels, manifests, and notifications."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import update
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.work import ClaimedRecord, WorkerId

RowT = TypeVar("RowT", bound=Row)


def claim_due(session: Session, table: type[RowT], worker: WorkerId, now: datetime) -> RowT | None:
    """Claim the row that has been due for longest, and count the attempt."""
    columns: Any = table
    due = (
        select(table)
        .where(col(columns.next_attempt_at) <= now, col(columns.claimed_by).is_(None))
        .order_by(col(columns.next_attempt_at), col(columns.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row: Any = session.exec(due).one_or_none()
    if row is None:
        return None
    row.claimed_by, row.claimed_at = str(worker), now
    row.attempts += 1
    session.add(row)
    session.flush()
    claimed: RowT = row
    return claimed


def update_claimed(session: Session, table: type[Row], record: ClaimedRecord, **values: Any) -> bool:
    """Update the row of a record, unless it is no longer claimed as it was when it was read."""
    columns: Any = table
    this = update(table).where(
        col(columns.id) == record.id,
        col(columns.claimed_by).is_not_distinct_from(record.claimed_by),
        col(columns.attempts) == record.attempts,
    )
    return session.connection().execute(this.values(**values)).rowcount == 1
