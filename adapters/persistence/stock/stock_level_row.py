"""`shopify_stock_levels` and `shopify_variant_news`: rows and domain objects."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.stock.terms_document import decode_terms, encode_terms
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_level import LevelState, StockLevel

IS_DUE = text("due_at IS NOT NULL")
IS_UNDECIDED = text("state IN ('drift', 'refused')")
"""Literally the conditions of indexes: with parameters in them, SQLite does not see that an index fits."""


class StockLevelRow(Row, table=True):
    """A level. `terms` is JSON."""

    __tablename__ = "shopify_stock_levels"
    __table_args__ = (
        UniqueConstraint("shop_domain", "inventory_item_id", "location_id", name="uq_shopify_stock_levels_key"),
        Index(
            "ix_shopify_stock_levels_due",
            "shop_domain",
            "due_at",
            postgresql_where=IS_DUE,
            sqlite_where=IS_DUE,
        ),
        Index(
            "ix_shopify_stock_levels_undecided",
            "shop_domain",
            "state",
            postgresql_where=IS_UNDECIDED,
            sqlite_where=IS_UNDECIDED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    inventory_item_id: int = Field(sa_type=BigInteger)
    location_id: int = Field(sa_type=BigInteger)
    variant_id: int = Field(sa_type=BigInteger)
    item_id: str = Field(index=True)
    state: str
    on_hand: int | None = Field(default=None, sa_type=BigInteger)
    available: int | None = Field(default=None, sa_type=BigInteger)
    committed: int | None = Field(default=None, sa_type=BigInteger)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    target: int | None = Field(default=None, sa_type=BigInteger)
    terms: str
    accounted: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    marks: int
    is_forced: bool
    drift_since: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def to_domain(self) -> StockLevel:
        return StockLevel(
            self.id or 0,
            ShopDomain(self.shop_domain),
            LevelKey(self.inventory_item_id, self.location_id),
            self.variant_id,
            self.item_id,
            LevelState(self.state),
            self.on_hand,
            self.available,
            self.committed,
            self.read_at,
            self.target,
            decode_terms(self.terms),
            self.accounted,
            self.error,
            self.due_at,
            self.marks,
            self.is_forced,
            self.drift_since,
        )


class VariantNewsRow(Row, table=True):
    """A variant whose levels may have to change. Rows are only added and deleted."""

    __tablename__ = "shopify_variant_news"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    variant_id: int = Field(sa_type=BigInteger)


COMPUTED_COLUMNS = (
    "state",
    "on_hand",
    "available",
    "committed",
    "read_at",
    "target",
    "accounted",
    "error",
    "drift_since",
)


def build_computed_values(level: StockLevel) -> dict[str, Any]:
    """What a comparison changes, but for when it is due."""
    return {**{name: getattr(level, name) for name in COMPUTED_COLUMNS}, "terms": encode_terms(level.terms)}
