"""A shipment that is ready to be sent."""

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from tests.builders import ORDER_ID, a_fulfillment_order, a_link, a_sales_order, a_shipment


@pytest.fixture
def shipped(connected: Container, fake_shop: FakeShop) -> Container:
    """A connected store with an order that the ERP has just shipped."""
    with connected.unit_of_work()() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.order_links.save([a_link(erp_id=order_id)])
        tx.commit()
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment()(a_shipment(order_id=order_id))
    return connected
