"""`shipping_packings`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor
from novex_shopify.adapters.persistence.batch_statements import insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.key_locks import SqlKeyLocks
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.shipping.packing_document import decode_packing, encode_packing
from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.model.shop import ShopDomain


class PackingRow(Row, table=True):
    """`details` is JSON (`packing_document.py`)."""

    __tablename__ = "shipping_packings"

    order_id: str = Field(primary_key=True)
    shop_domain: str
    packer_kind: str
    packer_name: str | None = None
    packer_id: str | None = None
    parcel_id: str | None = None
    is_set_aside: bool
    started_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    version: int
    details: str

    def to_domain(self) -> Packing:
        details = decode_packing(self.details)
        return Packing(
            order_id=self.order_id,
            shop_domain=ShopDomain(self.shop_domain),
            packer=to_actor(self.packer_kind, self.packer_name, self.packer_id),
            started_at=self.started_at,
            changed_at=self.changed_at,
            steps=details.list_steps(),
            alarm=details.get_alarm(),
            question=details.get_question(),
            parcel_id=self.parcel_id,
            rate_id=details.rate_id,
            is_printed=details.is_printed,
            is_set_aside=self.is_set_aside,
            previous_label=details.previous_label,
            version=self.version,
        )


_CHANGEABLE = (
    "packer_kind",
    "packer_name",
    "packer_id",
    "parcel_id",
    "is_set_aside",
    "started_at",
    "changed_at",
    "version",
    "details",
)


@dataclass(frozen=True, slots=True)
class SqlPackings:
    """The port `Packings`."""

    session: Session

    def lock(self, order_id: str) -> Packing | None:
        SqlKeyLocks(self.session).acquire([f"packing of {order_id}"])
        return self.get(order_id)

    def get(self, order_id: str) -> Packing | None:
        row = self.session.get(PackingRow, order_id, populate_existing=True)
        return row.to_domain() if row else None

    def save(self, packing: Packing) -> None:
        row = {
            "order_id": packing.order_id,
            "shop_domain": packing.shop_domain,
            **build_actor_columns(packing.packer, "packer"),
            "parcel_id": packing.parcel_id,
            "is_set_aside": packing.is_set_aside,
            "started_at": packing.started_at,
            "changed_at": packing.changed_at,
            "version": packing.version,
            "details": encode_packing(packing),
        }
        insert_many(self.session, PackingRow, [row], overwrite_on_conflict(("order_id",), _CHANGEABLE))

    def delete(self, order_id: str) -> None:
        self.session.connection().execute(delete(PackingRow).where(col(PackingRow.order_id) == order_id))

    def list_all(self) -> Sequence[Packing]:
        rows = self.session.exec(select(PackingRow).order_by(col(PackingRow.started_at), col(PackingRow.order_id)))
        return [row.to_domain() for row in rows]
