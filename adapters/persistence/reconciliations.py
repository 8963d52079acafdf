"""`shopify_reconciliations` and `shopify_order_proofs`: how far stores are known to be whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import insert_many, replacing
from novex_shopify.adapters.persistence.row import Row, UtcDateTime
from novex_shopify.domain.model.reconciliation import DayProof, Difference, Tally
from novex_shopify.domain.model.shop import ShopDomain


class ReconciliationRow(Row, table=True):
    """One store."""

    __tablename__ = "shopify_reconciliations"

    shop_domain: str = Field(primary_key=True)
    watermark: datetime = Field(sa_type=UtcDateTime)


class OrderProofRow(Row, table=True):
    """One day (ISO) of one store. The sides and the differences are JSON."""

    __tablename__ = "shopify_order_proofs"

    shop_domain: str = Field(primary_key=True)
    day: str = Field(primary_key=True, index=True)
    proved_at: datetime = Field(sa_type=UtcDateTime)
    currency: str
    shopify: str
    erp: str
    differences: str


@dataclass(frozen=True, slots=True)
class SqlReconciliations:
    """The port `Reconciliations`."""

    session: Session

    def watermark(self, shop: ShopDomain) -> datetime | None:
        """Up to when every change was looked at."""
        row = self.session.get(ReconciliationRow, shop, populate_existing=True)
        return row.watermark if row else None

    def move_watermark(self, shop: ShopDomain, at: datetime) -> None:
        """Move it forward."""
        insert_many(self.session, ReconciliationRow, [{"shop_domain": shop, "watermark": at}], _forward)

    def keep(self, proof: DayProof) -> None:
        """Keep a proof."""
        row = {
            "shop_domain": proof.shop,
            "day": proof.day.isoformat(),
            "proved_at": proof.proved_at,
            "currency": proof.currency,
            "shopify": msgspec.json.encode(proof.shopify).decode(),
            "erp": msgspec.json.encode(proof.erp).decode(),
            "differences": msgspec.json.encode(proof.differences).decode(),
        }
        insert_many(self.session, OrderProofRow, [row], replacing(("shop_domain", "day"), _PROVED))

    def proofs(self, shop: ShopDomain | None = None, limit: int = 30) -> Sequence[DayProof]:
        """The proofs of the newest days."""
        statement = select(OrderProofRow).order_by(col(OrderProofRow.day).desc(), col(OrderProofRow.shop_domain))
        if shop:
            statement = statement.where(OrderProofRow.shop_domain == shop)
        newest = statement.limit(limit).execution_options(populate_existing=True)
        return [_proof(row) for row in self.session.exec(newest)]


_PROVED = ("proved_at", "currency", "shopify", "erp", "differences")


def _forward(insert: Any) -> Any:
    new, known = insert.excluded.watermark, insert.table.c.watermark
    return insert.on_conflict_do_update(index_elements=["shop_domain"], set_={"watermark": new}, where=new > known)


def _proof(row: OrderProofRow) -> DayProof:
    return DayProof(
        ShopDomain(row.shop_domain),
        date.fromisoformat(row.day),
        row.proved_at,
        row.currency,
        msgspec.json.decode(row.shopify, type=Tally),
        msgspec.json.decode(row.erp, type=Tally),
        msgspec.json.decode(row.differences, type=tuple[Difference, ...]),
    )
