"""The claims in the three tables of claimable work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Update, and_, case, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.bulk import one_of
from novex_shopify.adapters.persistence.fulfillment_pushes import FulfillmentPushRow
from novex_shopify.adapters.persistence.import_runs import ImportRunRow
from novex_shopify.adapters.persistence.webhook_event_row import WebhookEventRow
from novex_shopify.domain.model.work import Work, WorkerId

Claimable = type[WebhookEventRow] | type[FulfillmentPushRow] | type[ImportRunRow]

_TABLES: Mapping[Work, Claimable] = {
    Work.EVENTS: WebhookEventRow,
    Work.FULFILLMENTS: FulfillmentPushRow,
    Work.IMPORTS: ImportRunRow,
}
_WAITING = "pending"
"""What unclaimed work is called, in each of the tables."""


@dataclass(frozen=True, slots=True)
class SqlClaims:
    """The port `Claims`."""

    session: Session

    def holders(self) -> Sequence[WorkerId]:
        """Every worker that holds a claim."""
        names = {
            name
            for table in _TABLES.values()
            for name in self.session.exec(select(table.claimed_by).where(col(table.claimed_by).is_not(None)).distinct())
        }
        return [WorkerId.parse(name) for name in sorted(filter(None, names))]

    def renew(self, worker: WorkerId, held: Mapping[Work, Collection[int]], before: datetime, now: datetime) -> None:
        """Mark these claims as still being worked on."""
        for work, table in _TABLES.items():
            if ids := held.get(work):
                aging = self._unlocked(table, _held_by(table, worker, before), one_of(self.session, table, "id", ids))
                self.session.connection().execute(aging.values(claimed_at=now))

    def take_back(self, worker: WorkerId, claimed_before: datetime, now: datetime, unclear_until: datetime) -> int:
        """Return to the queue what the worker claimed before that."""
        taken_back = 0
        for table in _TABLES.values():
            abandoned = self._unlocked(table, _held_by(table, worker, claimed_before))
            unclaimed = abandoned.values(status=_WAITING, next_attempt_at=now, claimed_by=None, claimed_at=None)
            if table is WebhookEventRow:
                counts = {"attempts": col(table.attempts) - 1, "taken_back": WebhookEventRow.taken_back + 1}
                unclaimed = unclaimed.values(**counts)
            if table is ImportRunRow:
                unclaimed = unclaimed.values(taken_back=ImportRunRow.taken_back + 1)
            if table is FulfillmentPushRow:
                planned, before = col(FulfillmentPushRow.plan).is_not(None), col(FulfillmentPushRow.unclear_until)
                due = case((planned, unclear_until), (before > now, before), else_=now)
                unclear = case((planned, unclear_until), else_=before)
                unclaimed = unclaimed.values(next_attempt_at=due, unclear_until=unclear)
            taken_back += self.session.connection().execute(unclaimed).rowcount
        return taken_back

    def _unlocked(self, table: Claimable, *claims: ColumnElement[bool]) -> Update:
        """Leaves alone what is just being settled: waiting for it, row by row, ends in a deadlock with the settling."""
        free = select(table.id).where(*claims).with_for_update(skip_locked=True)
        return update(table).where(col(table.id).in_(free))


def _held_by(table: Claimable, worker: WorkerId, claimed_before: datetime) -> ColumnElement[bool]:
    return and_(col(table.claimed_by) == str(worker), col(table.claimed_at) < claimed_before)
