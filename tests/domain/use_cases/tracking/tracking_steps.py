"""Steps of the tests of tracking: a shipped order whose label was bought here, and EasyPost's events."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from novex_shopify.domain.model.fulfillment import PushStatus, Tracking
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, NewEvent
from tests.builders import NOON, ORDER_ID, SHOP, a_shipment
from tests.domain.use_cases.fakes import Fakes

TRACKER, SHIPMENT, NUMBER = "trk_1", "shp_1", "9400100"


def ship_with_label(fakes: Fakes, shipment_id: str = "SHIP-1") -> LabelPurchase:
    """Ship an order, whose state in the warehouse is known, with a label that was bought for it."""
    with fakes.unit_of_work() as tx:
        tracking = Tracking(NUMBER, "USPS")
        tx.pushes.add(a_shipment(shipment_id, tracking=tracking), SHOP, ORDER_ID, PushStatus.PUSHED, NOON)
        assert tx.erp.stock
        tx.erp.stock.warehouse_states.mark_due(["1"], NOON)
        parcel = Parcel(shipment_id, "1", (PackedLine(1, 1),), Box("S", "Small", 100, 100, 100, 20), 500)
        purchase = tx.label_purchases.add(SHOP, parcel, NOON)
        bought = replace(purchase, shipment_id=SHIPMENT, state=PurchaseState.BOUGHT, next_attempt_at=None)
        tx.label_purchases.save(bought)
        tx.commit()
    return bought


def a_tracker_body(status: str, at: datetime, shipment_id: str | None = SHIPMENT, **changes: Any) -> bytes:
    tracker = {
        "id": TRACKER,
        "object": "Tracker",
        "mode": "test",
        "tracking_code": NUMBER,
        "status": status,
        "updated_at": at.isoformat(),
        "carrier": "USPS",
        "shipment_id": shipment_id,
        "tracking_details": [{"status": status, "message": status.title(), "datetime": at.isoformat()}],
    }
    return an_event_body("tracker.updated", {**tracker, **changes})


def an_event_body(description: str, result: Any, event_id: str = "evt_1") -> bytes:
    event = {"id": event_id, "object": "Event", "description": description, "mode": "test", "result": result}
    return json.dumps(event).encode()


def receive_event(
    fakes: Fakes, body: bytes, event_id: str, topic: str = "tracker.updated", shop: ShopDomain = SHOP
) -> None:
    """Store an event that was just received."""
    delivery = Delivery(shop, topic, event_id, "", body)
    with fakes.unit_of_work() as tx:
        tx.events.add_of_carriers([NewEvent(delivery, f"tracker:{TRACKER}", fakes.clock.now())])
        tx.commit()
