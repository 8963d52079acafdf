"""`shipping_label_costs`: what each label costs, written with its purchase."""

from datetime import datetime

from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.policies.label_costs import find_cost_moment, list_costs, to_minor_units


class LabelCostRow(Row, table=True):
    """`amount` is in minor units. A refund counts at the time when the label was voided."""

    __tablename__ = "shipping_label_costs"

    purchase_id: int = Field(primary_key=True, foreign_key="shipping_label_purchases.id", sa_type=BigId)
    kind: str = Field(primary_key=True)
    currency: str = Field(primary_key=True)
    amount: int = Field(sa_type=BigId)
    shop_domain: str
    carrier: str
    service: str
    at: datetime = Field(sa_type=UtcDateTime, index=True)


def store_costs(session: Session, purchase: LabelPurchase) -> None:
    """Store what a purchase costs so far; the same again changes nothing."""
    if purchase.postage is None:
        return
    rate = purchase.postage.rate
    rows = [
        {
            "purchase_id": purchase.id,
            "kind": cost.kind,
            "currency": cost.amount.currency,
            "amount": to_minor_units(cost.amount),
            "shop_domain": purchase.shop_domain,
            "carrier": rate.carrier,
            "service": rate.service,
            "at": find_cost_moment(purchase, cost),
        }
        for cost in list_costs(purchase)
    ]
    insert_many(
        session, LabelCostRow, rows, overwrite_on_conflict(("purchase_id", "kind", "currency"), ("amount", "at"))
    )
