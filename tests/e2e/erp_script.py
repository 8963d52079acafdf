"""An ERP that uses the product in-process: connect a store, wait for an order, ship it."""

import sys
import time

from novex_shopify import Connector, Item, PushStatus, Shipment, ShipmentLine, Tracking

shop, token, *skus = sys.argv[1:]
connector = Connector.from_env()
connector.put_items(Item(id=f"ART-{sku}", name=sku, sku=sku) for sku in skus)
print("connected", connector.connect_shop(shop, access_token=token).domain, flush=True)

while not (orders := connector.list_orders()):
    time.sleep(0.05)
order = orders[0]
print("received", order.name, order.total, [line.item_id for line in order.lines], flush=True)

lines = tuple(ShipmentLine(line.line_item_id, line.quantity) for line in order.lines if line.requires_shipping)
shipment = Shipment("SHIP-1", order.id or "", lines, Tracking("00340434161094042557", "DHL Express"))
connector.push_fulfillment(shipment)
while (
    push := connector.get_fulfillment_push(shipment.id)
).status is PushStatus.PENDING or push.status is PushStatus.SENDING:
    time.sleep(0.05)
print("shipped", push.status, flush=True)
connector.close()
