"""Claims, in the tables of claimable work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, case, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.batch_statements import is_one_of
from novex_shopify.adapters.persistence.fulfillment.fulfillment_push_row import FulfillmentPushRow
from novex_shopify.adapters.persistence.imports.import_run_row import ImportRunRow
from novex_shopify.adapters.persistence.notifications.notifications import NotificationRow
from novex_shopify.adapters.persistence.shipping.manifests import ManifestRow
from novex_shopify.adapters.persistence.shipping.purchase_row import LabelPurchaseRow
from novex_shopify.adapters.persistence.stock.stock_syncs import StockSyncRow
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow
from novex_shopify.domain.model.work import Work, WorkerId

ClaimableRow = (
    type[WebhookEventRow]
    | type[FulfillmentPushRow]
    | type[ImportRunRow]
    | type[LabelPurchaseRow]
    | type[ManifestRow]
    | type[NotificationRow]
    | type[StockSyncRow]
)

_TABLE_BY_WORK: Mapping[Work, ClaimableRow] = {
    Work.EVENTS: WebhookEventRow,
    Work.FULFILLMENTS: FulfillmentPushRow,
    Work.IMPORTS: ImportRunRow,
    Work.LABELS: LabelPurchaseRow,
    Work.MANIFESTS: ManifestRow,
    Work.NOTIFICATIONS: NotificationRow,
    Work.STOCK: StockSyncRow,
}
_UNCLAIMED_STATUS = "pending"  # in each of the tables that have a status


@dataclass(frozen=True, slots=True)
class SqlClaims:
    """The port `Claims`."""

    session: Session

    def list_holders(self) -> Sequence[WorkerId]:
        names = {
            name
            for table in _TABLE_BY_WORK.values()
            for name in self.session.exec(select(table.claimed_by).where(col(table.claimed_by).is_not(None)).distinct())
        }
        return [WorkerId.parse(name) for name in sorted(filter(None, names))]

    def renew(self, worker: WorkerId, held: Mapping[Work, Collection[int]], before: datetime, now: datetime) -> None:
        for work, table in _TABLE_BY_WORK.items():
            if ids := held.get(work):
                renewal = self._build_unlocked_update(
                    table, _is_held_by(table, worker, before), is_one_of(self.session, table, "id", ids)
                )
                self.session.connection().execute(renewal.values(claimed_at=now))

    def reclaim(
        self, worker: WorkerId, claimed_before: datetime, now: datetime, outcome_unknown_until: datetime
    ) -> int:
        reclaimed = 0
        for table in _TABLE_BY_WORK.values():
            abandoned = self._build_unlocked_update(table, _is_held_by(table, worker, claimed_before))
            unclaimed = abandoned.values(next_attempt_at=now, claimed_by=None, claimed_at=None)
            changes = _build_changes(table, now, outcome_unknown_until)
            reclaimed += self.session.connection().execute(unclaimed.values(**changes)).rowcount
        return reclaimed

    def _build_unlocked_update(self, table: ClaimableRow, *claims: ColumnElement[bool]) -> Update:
        # Rows that another transaction is settling are skipped: waiting for them one by one ends in a deadlock.
        free = select(table.id).where(*claims).with_for_update(skip_locked=True)
        return update(table).where(col(table.id).in_(free))


def _is_held_by(table: ClaimableRow, worker: WorkerId, claimed_before: datetime) -> ColumnElement[bool]:
    return and_(col(table.claimed_by) == str(worker), col(table.claimed_at) < claimed_before)


def _build_changes(table: ClaimableRow, now: datetime, outcome_unknown_until: datetime) -> dict[str, Any]:
    if table is WebhookEventRow:
        # The crash is counted instead of the attempt.
        return {
            "status": _UNCLAIMED_STATUS,
            "attempts": WebhookEventRow.attempts - 1,
            "crash_count": WebhookEventRow.crash_count + 1,
        }
    if table in (LabelPurchaseRow, ManifestRow, NotificationRow, StockSyncRow):
        # Its state says what may have been sent, and the next worker asks the provider for it. A notification and a
        # call that sets stock are sent again with the same id.
        return {}
    if table is ImportRunRow:
        return {"status": _UNCLAIMED_STATUS, "crash_count": ImportRunRow.crash_count + 1}
    # With a plan, the worker may have sent a request: the push waits until its outcome can be known.
    planned = col(FulfillmentPushRow.plan).is_not(None)
    before = col(FulfillmentPushRow.outcome_unknown_until)
    return {
        "status": _UNCLAIMED_STATUS,
        "next_attempt_at": case((planned, outcome_unknown_until), (before > now, before), else_=now),
        "outcome_unknown_until": case((planned, outcome_unknown_until), else_=before),
    }
