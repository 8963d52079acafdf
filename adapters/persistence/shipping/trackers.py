"""`shipping_trackers`."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.fulfillment.fulfillment_push_row import FulfillmentPushRow
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.shipping.tracker_document import decode_tracker, encode_tracker, to_scans
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import ENDED_TRACKER_STATUSES, Tracker, TrackerStatus


class TrackerRow(Row, table=True):
    """`shipment_id` is the ERP's. A tracking number is not unique: carriers use it again after some months."""

    __tablename__ = "shipping_trackers"

    id: str = Field(primary_key=True)
    shipment_id: str = Field(index=True)
    tracking_number: str = Field(index=True)
    carrier: str
    status: str
    updated_at: datetime = Field(sa_type=UtcDateTime, index=True)
    details: str

    def to_domain(self) -> Tracker:
        details = decode_tracker(self.details)
        return Tracker(
            id=self.id,
            tracking_number=self.tracking_number,
            carrier=self.carrier,
            status=TrackerStatus(self.status),
            updated_at=self.updated_at,
            detail=details.detail,
            shipment_id=details.provider_shipment_id,
            signed_by=details.signed_by,
            estimated_delivery=details.estimated_delivery,
            public_url=details.public_url,
            scans=to_scans(details),
            is_erased=details.is_erased,
        )


@dataclass(frozen=True, slots=True)
class SqlTrackers:
    """The port `Trackers`."""

    session: Session

    def save(self, shipment_id: str, tracker: Tracker) -> bool:
        row = {
            "id": tracker.id,
            "shipment_id": shipment_id,
            "tracking_number": tracker.tracking_number,
            "carrier": tracker.carrier,
            "status": tracker.status,
            "updated_at": tracker.updated_at,
            "details": encode_tracker(tracker),
        }
        return bool(insert_many(self.session, TrackerRow, [row], _replace_earlier_state))

    def get(self, tracker_id: str) -> Tracker | None:
        return next(iter(self._fetch(select(TrackerRow).where(TrackerRow.id == tracker_id))), None)

    def find_shipment(self, tracker_id: str) -> str | None:
        return self.session.exec(select(TrackerRow.shipment_id).where(TrackerRow.id == tracker_id)).one_or_none()

    def find_shops(self, tracker_ids: Collection[str]) -> Mapping[str, ShopDomain]:
        pairs = select(TrackerRow.id, FulfillmentPushRow.shop_domain).join(
            FulfillmentPushRow, col(FulfillmentPushRow.erp_shipment_id) == TrackerRow.shipment_id
        )
        these = is_one_of(self.session, TrackerRow, "id", tracker_ids)
        return {tracker_id: ShopDomain(shop) for tracker_id, shop in self.session.exec(pairs.where(these)) if shop}

    def get_for_shipments(self, shipment_ids: Collection[str]) -> Mapping[str, Sequence[Tracker]]:
        these = is_one_of(self.session, TrackerRow, "shipment_id", shipment_ids)
        found: dict[str, list[Tracker]] = defaultdict(list)
        for row in self.session.exec(select(TrackerRow).where(these).order_by(col(TrackerRow.id))):
            found[row.shipment_id].append(row.to_domain())
        return found

    def erase(self, shipment_ids: Collection[str]) -> None:
        connection = self.session.connection()
        for trackers in self.get_for_shipments(shipment_ids).values():
            for tracker in trackers:
                this = update(TrackerRow).where(col(TrackerRow.id) == tracker.id)
                connection.execute(this.values(details=encode_tracker(tracker.without_personal_data())))

    def list_open(self, updated_before: datetime, limit: int) -> Sequence[Tracker]:
        is_open = col(TrackerRow.status).not_in(ENDED_TRACKER_STATUSES)
        statement = select(TrackerRow).where(is_open, col(TrackerRow.updated_at) < updated_before)
        return self._fetch(statement.order_by(col(TrackerRow.updated_at), col(TrackerRow.id)).limit(limit))

    def _fetch(self, statement: SelectOfScalar[TrackerRow]) -> Sequence[Tracker]:
        return [row.to_domain() for row in self.session.exec(statement)]


def _replace_earlier_state(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    columns = {name: new[name] for name in ("status", "updated_at", "details", "carrier", "tracking_number")}
    overwrite = insert.on_conflict_do_update(
        index_elements=["id"], set_=columns, where=new.updated_at >= known.updated_at
    )
    return overwrite.returning(known.id)
