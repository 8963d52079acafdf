"""`erp_shipments`: shipments of the built-in ERP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Field, Session, col

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine


class ShipmentRow(Row, table=True):
    """`lines` and `fulfillment_ids` are JSON."""

    __tablename__ = "erp_shipments"

    id: str = Field(primary_key=True)
    order_id: str = Field(index=True)
    lines: str
    tracking_number: str | None = None
    fulfillment_ids: str = "[]"
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ShipmentLineDocument(Document, frozen=True):
    line_item_id: int
    quantity: int
    lot_id: int | None = None


@dataclass(frozen=True, slots=True)
class SqlShipments:
    """The port `ErpShipments`."""

    session: Session

    def record(self, shipment: Shipment) -> bool:
        row = {
            "id": shipment.id,
            "order_id": shipment.order_id,
            "lines": to_json([_to_line_document(line) for line in shipment.lines]),
            "tracking_number": shipment.tracking.number if shipment.tracking else None,
            "fulfillment_ids": "[]",
        }
        return bool(insert_many(self.session, ShipmentRow, [row], ignore_on_conflict(("id",), returning=("id",))))

    def confirm(self, shipment_id: str, fulfillment_ids: Sequence[str], at: datetime) -> None:
        ids = to_json(fulfillment_ids)
        statement = update(ShipmentRow).where(col(ShipmentRow.id) == shipment_id)
        self.session.connection().execute(statement.values(fulfillment_ids=ids, confirmed_at=at))


def _to_line_document(line: ShipmentLine) -> ShipmentLineDocument:
    return ShipmentLineDocument(line.line_item_id, line.quantity, line.lot_id)
