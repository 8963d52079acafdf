"""`shopify_fulfillment_pushes`: shipments to be synced to Shopify."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, case, column, exists, func, table, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.persistence.batch_statements import (
    fetch_rows,
    ignore_on_conflict,
    insert_many,
    is_one_of,
)
from novex_shopify.adapters.persistence.fulfillment.claim_statements import is_order_being_sent, select_next_push
from novex_shopify.adapters.persistence.fulfillment.fulfillment_push_row import FulfillmentPushRow
from novex_shopify.adapters.persistence.fulfillment.plan_document import encode_plan
from novex_shopify.adapters.persistence.fulfillment.push_history_document import encode_history
from novex_shopify.adapters.persistence.fulfillment.shipment_document import encode_shipment
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.domain.model.fulfillment import (
    FulfillmentPlan,
    FulfillmentPush,
    PushAttempt,
    PushStatus,
    Shipment,
)
from novex_shopify.domain.model.push_filter import ALL_PUSHES, PushFilter
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId

_RESTARTABLE_STATUSES = (PushStatus.PENDING, PushStatus.PARKED, PushStatus.REFUSED, PushStatus.PUSHED)
_WAITING_STATUSES = (PushStatus.PENDING, PushStatus.PARKED, PushStatus.REFUSED)
_TRACKERS = table("shipping_trackers", column("shipment_id"), column("status"))
"""Named by its columns: its package knows this one, for the stores of parcels."""


@dataclass(frozen=True, slots=True)
class SqlFulfillmentPushes:
    """The port `FulfillmentPushes`."""

    session: Session

    def add(
        self, shipment: Shipment, shop: ShopDomain | None, order_id: int | None, status: PushStatus, now: datetime
    ) -> FulfillmentPush:
        row = {
            "erp_shipment_id": shipment.id,
            "shop_domain": shop,
            "shopify_order_id": order_id,
            "shipment": encode_shipment(shipment),
            "status": status,
            "attempts": 0,
            "next_attempt_at": now,
            "created_at": now,
        }
        insert_many(self.session, FulfillmentPushRow, [row], ignore_on_conflict(("erp_shipment_id",)))
        push = self.get(shipment.id)
        assert push is not None
        return push

    def claim(self, worker: WorkerId, now: datetime) -> FulfillmentPush | None:
        row = self.session.exec(select_next_push(worker, now)).one_or_none()
        if row is None or is_order_being_sent(self.session, row):
            return None
        row.status, row.claimed_by, row.claimed_at = PushStatus.SENDING, str(worker), now
        row.attempts += 1
        push = row.to_domain()
        # Settling compares the stored text, so it has to be the text that this version writes.
        row.shipment = encode_shipment(push.shipment)
        self.session.add(row)
        self.session.flush()
        return push

    def save_plan(self, push: FulfillmentPush, plan: FulfillmentPlan) -> bool:
        return self._update_if_claimed(push, plan=encode_plan(plan))

    def settle(
        self,
        push: FulfillmentPush,
        status: PushStatus,
        attempt: PushAttempt,
        next_attempt_at: datetime | None = None,
        outcome_unknown_until: datetime | None = None,
    ) -> bool:
        unchanged = col(FulfillmentPushRow.shipment) == encode_shipment(push.shipment)
        ended = replace(push, outcome_unknown_until=outcome_unknown_until or push.outcome_unknown_until)
        return self._update_if_claimed(
            push,
            status=case((unchanged, status), else_=PushStatus.PENDING),
            next_attempt_at=case((unchanged, next_attempt_at), else_=ended.next_due_at(attempt.at)),
            outcome_unknown_until=ended.outcome_unknown_until,
            last_error=attempt.error,
            history=encode_history((*push.history, attempt)),
            claimed_by=None,
            claimed_at=None,
        )

    def request_again(
        self, push: FulfillmentPush, shipment: Shipment, now: datetime, note: PushAttempt | None = None
    ) -> FulfillmentPush:
        this = update(FulfillmentPushRow).where(col(FulfillmentPushRow.id) == push.id)
        status = col(FulfillmentPushRow.status)
        requeued = {"status": PushStatus.PENDING, "attempts": 0, "next_attempt_at": _earliest_attempt_at(now)}
        if note:
            requeued["history"] = encode_history((*push.history, note))
        connection = self.session.connection()
        connection.execute(
            this.where(status.in_((*_RESTARTABLE_STATUSES, PushStatus.SENDING))).values(
                shipment=encode_shipment(shipment)
            )
        )
        connection.execute(this.where(status.in_(_RESTARTABLE_STATUSES)).values(**requeued))
        found = self.get(push.shipment.id)
        assert found is not None
        return found

    def end(self, push: FulfillmentPush, status: PushStatus, note: PushAttempt) -> bool:
        waiting = update(FulfillmentPushRow).where(
            col(FulfillmentPushRow.id) == push.id, col(FulfillmentPushRow.status).in_(_WAITING_STATUSES)
        )
        history = encode_history((*push.history, note))
        ended = waiting.values(status=status, last_error=note.error, history=history, next_attempt_at=None)
        return self.session.connection().execute(ended).rowcount == 1

    def list_for_order(self, shop: ShopDomain, order_id: int) -> Sequence[FulfillmentPush]:
        rows = fetch_rows(self.session, FulfillmentPushRow, "shopify_order_id", [order_id], order_by=("id",))
        return [FulfillmentPushRow.to_domain(row) for row in rows if row.shop_domain == shop]

    def list_for_orders(self, shop: ShopDomain, order_ids: Collection[int]) -> Sequence[FulfillmentPush]:
        these = is_one_of(self.session, FulfillmentPushRow, "shopify_order_id", order_ids)
        statement = select(FulfillmentPushRow).where(FulfillmentPushRow.shop_domain == shop, these)
        return self._fetch_pushes(statement.order_by(col(FulfillmentPushRow.id)))

    def count_by_status(self) -> Mapping[PushStatus, int]:
        status = col(FulfillmentPushRow.status)
        counted = self.session.exec(select(status, func.count()).group_by(status))
        return {PushStatus(name): count for name, count in counted}

    def find_oldest_waiting(self) -> datetime | None:
        unfinished = col(FulfillmentPushRow.status).in_((PushStatus.PENDING, PushStatus.SENDING, PushStatus.PARKED))
        return self.session.exec(select(func.min(FulfillmentPushRow.created_at)).where(unfinished)).one()

    def release(self, shop: ShopDomain, now: datetime) -> int:
        parked = update(FulfillmentPushRow).where(
            col(FulfillmentPushRow.shop_domain) == shop, col(FulfillmentPushRow.status) == PushStatus.PARKED
        )
        due = parked.values(status=PushStatus.PENDING, attempts=0, next_attempt_at=_earliest_attempt_at(now))
        return self.session.connection().execute(due).rowcount

    def get_locked(self, shipment_id: str) -> FulfillmentPush | None:
        statement = select(FulfillmentPushRow).where(FulfillmentPushRow.erp_shipment_id == shipment_id)
        found = self._fetch_pushes(statement.with_for_update())
        return found[0] if found else None

    def get(self, shipment_id: str) -> FulfillmentPush | None:
        statement = select(FulfillmentPushRow).where(FulfillmentPushRow.erp_shipment_id == shipment_id)
        found = self._fetch_pushes(statement)
        return found[0] if found else None

    def get_many(self, shipment_ids: Collection[str]) -> Sequence[FulfillmentPush]:
        these = is_one_of(self.session, FulfillmentPushRow, "erp_shipment_id", shipment_ids)
        return self._fetch_pushes(select(FulfillmentPushRow).where(these).order_by(col(FulfillmentPushRow.id)))

    def search(self, text: str, limit: int) -> Sequence[FulfillmentPush]:
        contains_text = col(FulfillmentPushRow.shipment).contains(to_json(text), autoescape=True)
        found = self._fetch_pushes(
            select(FulfillmentPushRow).where(contains_text).order_by(col(FulfillmentPushRow.id).desc())
        )
        shipments = ((push, push.shipment) for push in found)
        matching = (
            push
            for push, shipment in shipments
            if text == shipment.id or (shipment.tracking and text in shipment.tracking.all_numbers)
        )
        return list(islice(matching, limit))

    def list_latest(
        self, limit: int, which: PushFilter = ALL_PUSHES, before: int | None = None
    ) -> Sequence[FulfillmentPush]:
        older = [col(FulfillmentPushRow.id) < before] if before is not None else []
        found = select(FulfillmentPushRow).where(*older, *_build_conditions(which))
        return self._fetch_pushes(found.order_by(col(FulfillmentPushRow.id).desc()).limit(limit))

    def list_oldest(
        self, limit: int, which: PushFilter = ALL_PUSHES, after: int | None = None
    ) -> Sequence[FulfillmentPush]:
        newer = [col(FulfillmentPushRow.id) > after] if after is not None else []
        found = select(FulfillmentPushRow).where(*newer, *_build_conditions(which))
        return self._fetch_pushes(found.order_by(col(FulfillmentPushRow.id)).limit(limit))

    def count(self, limit: int, which: PushFilter = ALL_PUSHES) -> int:
        found = select(FulfillmentPushRow.id).where(*_build_conditions(which)).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()

    def _fetch_pushes(self, statement: SelectOfScalar[FulfillmentPushRow]) -> Sequence[FulfillmentPush]:
        rows = self.session.exec(statement)
        return [row.to_domain() for row in rows]

    def _update_if_claimed(self, push: FulfillmentPush, **columns: object) -> bool:
        statement = update(FulfillmentPushRow).where(
            col(FulfillmentPushRow.id) == push.id,
            col(FulfillmentPushRow.claimed_by) == push.claimed_by,
            col(FulfillmentPushRow.attempts) == push.attempts,
        )
        return self.session.connection().execute(statement.values(**columns)).rowcount == 1


def _earliest_attempt_at(now: datetime) -> ColumnElement[datetime | None]:
    # While Shopify may still be processing an earlier request, its outcome cannot be known.
    unknown_until = col(FulfillmentPushRow.outcome_unknown_until)
    return case((unknown_until > now, unknown_until), else_=now)


def _build_conditions(which: PushFilter) -> list[ColumnElement[bool]]:
    row, conditions = FulfillmentPushRow, list[ColumnElement[bool]]()
    if which.statuses:
        conditions.append(col(row.status).in_(which.statuses))
    if which.shop is not None:
        conditions.append(col(row.shop_domain) == which.shop)
    if which.carrier:
        conditions.append(col(row.shipment).contains(f'"carrier":{to_json(which.carrier)}', autoescape=True))
    if which.delivery:
        of_shipment = _TRACKERS.c.shipment_id == col(row.erp_shipment_id)
        conditions.append(exists().where(of_shipment, _TRACKERS.c.status == which.delivery))
    return conditions
