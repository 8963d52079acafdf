"""`shopify_order_overviews`: the row and the domain object."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, text
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import Amount, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order_overview import DeliveryState, OrderOverview
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus

_NAME = "shopify_order_overviews"
_POSITION = ("placed_at", "shopify_order_id")
_SEPARATOR = "\n"
"""No SKU and no tag has a line break."""


def _build_view_index(view: str) -> Index:
    on_postgresql, on_sqlite = text(f"{view} IS true"), text(f"{view} IS 1")
    return Index(f"ix_{_NAME}_{view}", *_POSITION, postgresql_where=on_postgresql, sqlite_where=on_sqlite)


class OrderOverviewRow(Row, table=True):
    """`tags` and `skus` have a separator before and after each; `terms` has both in one letter case, to filter by.

    The table is narrow, so reading all of it is fast too: filters without an index of their own are answered along the
    one of `placed_at`.
    """

    __tablename__ = _NAME
    __table_args__ = (
        Index(f"ix_{_NAME}_erp_id", "erp_id"),
        Index(f"ix_{_NAME}_placed_at", *_POSITION),
        Index(f"ix_{_NAME}_shop_domain", "shop_domain", *_POSITION),
        _build_view_index("unpaid"),
        _build_view_index("refunded"),
        _build_view_index("ready"),
    )

    shop_domain: str = Field(primary_key=True)
    shopify_order_id: int = Field(primary_key=True, sa_type=BigInteger)
    erp_id: str | None = None
    name: str
    placed_at: datetime = Field(sa_type=UtcDateTime)
    total: Decimal = Field(sa_type=Amount)
    currency: str
    units: int = Field(sa_type=Integer)
    payment: str | None = None
    cancelled: bool
    unpaid: bool
    refunded: bool
    status: str
    fulfillment: str
    ready: bool
    ship_by: date | None = None
    delivery: str | None = None
    country: str | None = None
    tags: str
    skus: str
    terms: str
    risk: str | None = None


STATE_COLUMNS = ("status", "fulfillment", "ready", "ship_by")
"""What the warehouse knows."""


def build_overview_row(overview: OrderOverview) -> dict[str, Any]:
    return {
        "shop_domain": overview.shop,
        "shopify_order_id": overview.order_id,
        "erp_id": overview.erp_id,
        "name": overview.name,
        "placed_at": overview.placed_at,
        "total": overview.total.amount,
        "currency": overview.total.currency,
        "units": overview.units,
        "payment": overview.payment,
        "cancelled": overview.cancelled,
        "unpaid": overview.unpaid,
        "refunded": overview.refunded,
        "status": overview.status.value,
        "fulfillment": overview.fulfillment.value,
        "ready": overview.ready,
        "ship_by": overview.ship_by,
        "delivery": overview.delivery.value if overview.delivery else None,
        "country": overview.country,
        "tags": _join(overview.tags),
        "skus": _join(overview.skus),
        "terms": _join((*map(mark_tag, overview.tags), *map(mark_sku, overview.skus))),
        "risk": overview.risk,
    }


def to_overview(row: Any) -> OrderOverview:
    """Takes the columns by name."""
    return OrderOverview(
        ShopDomain(row.shop_domain),
        row.shopify_order_id,
        row.erp_id,
        row.name,
        row.placed_at,
        Money(row.total, row.currency),
        row.units,
        row.payment,
        row.cancelled,
        OrderStatus(row.status),
        FulfillmentStatus(row.fulfillment),
        row.ready,
        row.ship_by,
        DeliveryState(row.delivery) if row.delivery else None,
        row.country,
        _split(row.tags),
        _split(row.skus),
        row.risk,
    )


def mark_tag(tag: str) -> str:
    return f"t:{tag.casefold()}"


def mark_sku(sku: str) -> str:
    return f"s:{sku.casefold()}"


def surround(value: str) -> str:
    """How one of several values stands in the column."""
    return f"{_SEPARATOR}{value}{_SEPARATOR}"


def _join(values: tuple[str, ...]) -> str:
    return surround(_SEPARATOR.join(values)) if values else ""


def _split(text_: str) -> tuple[str, ...]:
    return tuple(filter(None, text_.split(_SEPARATOR)))
