"""`shipping_label_purchases`: the row and the domain object."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.shipping.purchase_document import decode_purchase, encode_purchase
from novex_shopify.domain.model.label import RefundState
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.shop import ShopDomain

_OPEN, _UNDECIDED = text("is_open"), text("needs_decision")


class LabelPurchaseRow(Row, table=True):
    """`details` is JSON (`purchase_document.py`). Of a parcel's purchases at most one is open."""

    __tablename__ = "shipping_label_purchases"
    __table_args__ = (
        Index(
            "uq_shipping_label_purchases_open_parcel_id",
            "parcel_id",
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index(
            "ix_shipping_label_purchases_undecided",
            "shop_domain",
            postgresql_where=_UNDECIDED,
            sqlite_where=_UNDECIDED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    order_id: str = Field(index=True)
    parcel_id: str
    reference: str = Field(unique=True)
    state: str
    is_open: bool
    needs_decision: bool
    shipment_id: str | None = Field(default=None, index=True)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    label_date: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refund: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    details: str

    def to_domain(self) -> LabelPurchase:
        assert self.id is not None
        details = decode_purchase(self.details)
        return LabelPurchase(
            id=self.id,
            shop_domain=ShopDomain(self.shop_domain),
            parcel=details.to_parcel(),
            reference=self.reference,
            state=PurchaseState(self.state),
            created_at=self.created_at,
            options=details.get_options(),
            reverse=details.reverse,
            shipment_id=self.shipment_id,
            rates=details.list_rates(),
            messages=details.list_messages(),
            chosen=details.get_chosen(),
            why_chosen=details.why_chosen,
            postage=details.get_postage(),
            sent_at=self.sent_at,
            attempts=self.attempts,
            failures=details.failures,
            carrier_was_silent=details.carrier_was_silent,
            next_attempt_at=self.next_attempt_at,
            claimed_by=self.claimed_by,
            last_error=details.last_error,
            voided_at=self.voided_at,
            refund=RefundState(self.refund) if self.refund else None,
            ship_error=details.ship_error,
            ship_from=details.ship_from,
            bought_at=details.bought_at,
            crosses_customs=details.crosses_customs,
            request_digest=details.request_digest,
        )


def build_purchase_row(purchase: LabelPurchase) -> dict[str, Any]:
    """What may change of a purchase; the claim is not among it."""
    return {
        "state": purchase.state,
        "is_open": purchase.is_open,
        "needs_decision": purchase.needs_decision,
        "shipment_id": purchase.shipment_id,
        "sent_at": purchase.sent_at,
        "next_attempt_at": purchase.next_attempt_at,
        "label_date": purchase.label_date,
        "voided_at": purchase.voided_at,
        "refund": purchase.refund,
        "details": encode_purchase(purchase),
    }
