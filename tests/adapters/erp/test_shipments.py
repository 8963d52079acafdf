"""Shipments in the built-in ERP."""

from sqlalchemy import Engine
from sqlmodel import Session

from novex_shopify.adapters.erp.shipments import ShipmentRow, SqlShipments
from tests.builders import NOON, a_shipment


def test_a_confirmed_shipment_keeps_the_fulfillment_ids(engine: Engine) -> None:
    with Session(engine) as session:
        shipments = SqlShipments(session)
        shipments.record(a_shipment())
        shipments.record(a_shipment("SHIP-2"))
        shipments.confirm("SHIP-1", ["gid://shopify/Fulfillment/1"], NOON)
        confirmed, unconfirmed = session.get_one(ShipmentRow, "SHIP-1"), session.get_one(ShipmentRow, "SHIP-2")
        assert (confirmed.fulfillment_ids, confirmed.confirmed_at) == ('["gid://shopify/Fulfillment/1"]', NOON)
        assert (unconfirmed.fulfillment_ids, unconfirmed.confirmed_at) == ("[]", None)
