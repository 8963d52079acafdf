"""`shopify_fulfillment_pushes`: shipments on their way to Shopify."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import BigInteger, and_, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import ignoring, insert_many
from novex_shopify.adapters.persistence.row import BigId, Row, UtcDateTime
from novex_shopify.domain.model.fulfillment import FulfillmentPlan, FulfillmentPush, PushStatus, Shipment
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class FulfillmentPushRow(Row, table=True):
    """One shipment. `shipment` and `plan` are JSON."""

    __tablename__ = "shopify_fulfillment_pushes"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    erp_shipment_id: str = Field(unique=True)
    shop_domain: str | None = None
    shopify_order_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    shipment: str
    plan: str | None = None
    status: str = Field(index=True)
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> FulfillmentPush:
        """The push."""
        assert self.id is not None
        return FulfillmentPush(
            id=self.id,
            shipment=msgspec.json.decode(self.shipment, type=Shipment),
            status=PushStatus(self.status),
            shop_domain=ShopDomain(self.shop_domain) if self.shop_domain else None,
            order_id=self.shopify_order_id,
            attempts=self.attempts,
            next_attempt_at=self.next_attempt_at,
            claimed_by=self.claimed_by,
            last_error=self.last_error,
            plan=msgspec.json.decode(self.plan, type=FulfillmentPlan) if self.plan else None,
        )


@dataclass(frozen=True, slots=True)
class SqlFulfillmentPushes:
    """The port `FulfillmentPushes`."""

    session: Session

    def add(
        self, shipment: Shipment, shop: ShopDomain | None, order_id: int | None, status: PushStatus, now: datetime
    ) -> FulfillmentPush:
        """Write the intent, or give the one that exists."""
        row = {
            "erp_shipment_id": shipment.id,
            "shop_domain": shop,
            "shopify_order_id": order_id,
            "shipment": msgspec.json.encode(shipment).decode(),
            "status": status,
            "attempts": 0,
            "next_attempt_at": now,
            "created_at": now,
        }
        insert_many(self.session, FulfillmentPushRow, [row], ignoring(("erp_shipment_id",)))
        push = self.get(shipment.id)
        assert push is not None
        return push

    def claim(self, worker: WorkerId, now: datetime) -> FulfillmentPush | None:
        """Take the oldest due push that is the first unfinished one of its order.

        An earlier one blocks while it waits, too: whether another worker has just taken it cannot be seen from here.
        """
        other = aliased(FulfillmentPushRow)
        unfinished_before = (
            select(other.id)
            .where(
                col(other.shop_domain) == col(FulfillmentPushRow.shop_domain),
                col(other.shopify_order_id) == col(FulfillmentPushRow.shopify_order_id),
                or_(
                    col(other.status) == PushStatus.SENDING,
                    and_(col(other.status) == PushStatus.PENDING, col(other.id) < col(FulfillmentPushRow.id)),
                ),
            )
            .correlate(FulfillmentPushRow)
            .exists()
        )
        statement = (
            select(FulfillmentPushRow)
            .where(
                FulfillmentPushRow.status == PushStatus.PENDING,
                col(FulfillmentPushRow.next_attempt_at) <= now,
                ~unfinished_before,
            )
            .order_by(col(FulfillmentPushRow.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self.session.exec(statement).one_or_none()
        if row is None:
            return None
        row.status, row.claimed_by, row.claimed_at = PushStatus.SENDING, str(worker), now
        row.attempts += 1
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def plan(self, push: FulfillmentPush, plan: FulfillmentPlan) -> bool:
        """Keep what will be sent, or is known to be sent, if the claim still stands."""
        return self._update(push, plan=msgspec.json.encode(plan).decode())

    def settle(
        self,
        push: FulfillmentPush,
        status: PushStatus,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
    ) -> bool:
        """Write how the attempt ended, if the claim still stands."""
        return self._update(
            push, status=status, last_error=error, next_attempt_at=next_attempt_at, claimed_by=None, claimed_at=None
        )

    def release(self, shop: ShopDomain, now: datetime) -> int:
        """Make due what is parked."""
        parked = update(FulfillmentPushRow).where(
            col(FulfillmentPushRow.shop_domain) == shop, col(FulfillmentPushRow.status) == PushStatus.PARKED
        )
        due = parked.values(status=PushStatus.PENDING, attempts=0, next_attempt_at=now)
        return self.session.connection().execute(due).rowcount

    def get(self, shipment_id: str) -> FulfillmentPush | None:
        """The push of an ERP shipment."""
        statement = select(FulfillmentPushRow).where(FulfillmentPushRow.erp_shipment_id == shipment_id)
        row = self.session.exec(statement.execution_options(populate_existing=True)).one_or_none()
        return row.to_domain() if row else None

    def latest(self, limit: int) -> Sequence[FulfillmentPush]:
        """The newest pushes, newest first."""
        statement = select(FulfillmentPushRow).order_by(col(FulfillmentPushRow.id).desc()).limit(limit)
        return [row.to_domain() for row in self.session.exec(statement)]

    def _update(self, push: FulfillmentPush, **columns: object) -> bool:
        statement = update(FulfillmentPushRow).where(
            col(FulfillmentPushRow.id) == push.id,
            col(FulfillmentPushRow.claimed_by) == push.claimed_by,
            col(FulfillmentPushRow.attempts) == push.attempts,
        )
        return self.session.connection().execute(statement.values(**columns)).rowcount == 1
