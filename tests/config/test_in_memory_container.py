"""ERP developers replace parts with fakes through the container."""

from dependency_injector import providers

from novex_shopify import Connector, Item, PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from tests.builders import LINE_ID, ORDER_ID, SHOP, a_delivery, a_fulfillment_order, a_variant, an_order_body


def test_the_product_in_memory_imports_an_order_and_ships_it() -> None:
    fake_shop = FakeShop(variants=[a_variant()])
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    connector = Connector.in_memory(fake_shop)
    connector.put_items([Item("ART-1", "Tea", sku="TEA")])
    connector.connect_shop(SHOP, access_token=fake_shop.access_token.value)
    connector.container.run_import().run_next()
    connector.container.ingest_webhook()([a_delivery(body=an_order_body())])
    connector.container.process_event().run_next()

    (order,) = connector.list_orders()
    connector.push_fulfillment(Shipment("SHIP-1", order.id or "", (ShipmentLine(LINE_ID, 2),), Tracking("JD01")))
    connector.container.send_fulfillments().run_next()

    assert connector.get_fulfillment_push("SHIP-1").status is PushStatus.PUSHED
    assert [each.tracking_numbers for each in fake_shop.order_fulfillments[ORDER_ID].fulfillments] == [("JD01",)]
    connector.close()


def test_a_single_part_can_be_replaced() -> None:
    connector = Connector.in_memory()
    other_shop = FakeShop()
    connector.container.shopify_admin.override(providers.Object(MemoryShopifyAdmin(other_shop)))
    connector.connect_shop(SHOP, access_token=other_shop.access_token.value)
    assert other_shop.call_counts["fetch_granted_scopes"] == 1
    connector.close()
