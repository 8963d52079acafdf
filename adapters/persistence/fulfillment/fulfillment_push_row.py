"""`shopify_fulfillment_pushes`: the row and the domain object."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.fulfillment.plan_document import decode_plan
from novex_shopify.adapters.persistence.fulfillment.push_history_document import decode_history
from novex_shopify.adapters.persistence.fulfillment.shipment_document import decode_shipment
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus
from novex_shopify.domain.model.shop import ShopDomain


class FulfillmentPushRow(Row, table=True):
    """`shipment`, `plan` and `history` are JSON, each with a document of its own beside this file."""

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
    history: str | None = None
    outcome_unknown_until: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def to_domain(self) -> FulfillmentPush:
        assert self.id is not None
        return FulfillmentPush(
            id=self.id,
            shipment=decode_shipment(self.shipment),
            status=PushStatus(self.status),
            shop_domain=ShopDomain(self.shop_domain) if self.shop_domain else None,
            order_id=self.shopify_order_id,
            attempts=self.attempts,
            next_attempt_at=self.next_attempt_at,
            claimed_by=self.claimed_by,
            last_error=self.last_error,
            plan=decode_plan(self.plan) if self.plan else None,
            history=decode_history(self.history) if self.history else (),
            created_at=self.created_at,
            outcome_unknown_until=self.outcome_unknown_until,
        )
