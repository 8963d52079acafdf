"""ERP code ships orders with their lots, also in a transaction of its own."""

import pytest
from sqlalchemy.orm import Session

from novex_shopify import Connector, PackedLine, PackedShipment
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from tests.builders import LINE_ID
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.domain.use_cases.fulfillment.shipping_steps import assign_proposed, list_units
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, open_warehouse


@pytest.fixture
def connector(container: Container) -> Connector:
    """Order 1 has five units of lot L1."""
    unit_of_work = container.unit_of_work()
    open_warehouse(unit_of_work)
    keep_stock(unit_of_work, auto_assign=AutoAssign.ON_ORDER)
    container.receive_lot()(Receipt(KIMCHI.item_id, KIMCHI.code, RACK, 5))
    assign_proposed(unit_of_work, container.clock(), book(unit_of_work, an_order_line(5)))
    return Connector(container)


def test_what_is_assigned_is_shipped(connector: Connector) -> None:
    push = connector.ship(PackedShipment("S-1", "1"))
    assert connector.get_fulfillment_push("S-1") == push
    assert list_units(connector.container.unit_of_work(), "1") == [("L1", 5, "S-1")]


def test_a_shipment_is_rolled_back_with_the_erps_session(connector: Connector) -> None:
    packed = PackedShipment("S-1", "1", [PackedLine(LINE_ID, 2, "L1")])
    with Session(connector.container.engine()) as session:
        connector.ship_in_transaction(session, packed)
        session.rollback()
    with pytest.raises(NotFound):
        connector.get_fulfillment_push("S-1")
    assert list_units(connector.container.unit_of_work(), "1") == []
    with Session(connector.container.engine()) as session:
        connector.ship_in_transaction(session, packed)
        session.commit()
    assert list_units(connector.container.unit_of_work(), "1") == [("L1", 2, "S-1")]


def test_a_shipment_commits_with_what_else_is_in_the_transaction(connector: Connector) -> None:
    with connector.transaction() as tx:
        connector.ship_in_transaction(tx, PackedShipment("S-1", "1"))
    assert list_units(connector.container.unit_of_work(), "1") == [("L1", 5, "S-1")]
