"""An order as large as orders get: 100 lines with lots, 30 shipments, 300 webhooks, and people who wrote about it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.fulfillment import PushAttempt, PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.order import Tax
from novex_shopify.domain.model.order_details import Attribute
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from tests.builders import NOON, SHOP, a_delivery, a_link, a_new_event, a_sales_order, a_shop, an_order_body, euros

ORDER_ID, COMMENTS = 9_000_001, 5
_VAT = Tax("VAT", Decimal("0.19"), euros("1.71"))
_WORKER = WorkerId("bench", 1)


def plant_large_order(container: Container, *, lines: int = 100, shipments: int = 30, events: int = 300) -> SalesOrder:
    """Store it in an installation that has nothing else of the shop. A shipment has three lines."""
    order = _book(container, lines)
    for place in range(lines):
        container.receive_lot()(Receipt(f"ITEM-{place}", f"L{place}", "Rack", 10, expires_on=date(2027, 3, 1)))
    container.assign_lots()(order.id or "")
    for place in range(shipments):
        _ship(container, order, place)
    _receive_webhooks(container, events)
    for number in range(COMMENTS):
        container.comment_on_order()(SHOP, ORDER_ID, f"Called about line {number}, calls again on Monday.")
    return order


def _book(container: Container, count: int) -> SalesOrder:
    [line] = a_sales_order().lines
    lines = tuple(
        replace(
            line,
            line_item_id=place + 1,
            item_id=f"ITEM-{place}",
            sku=f"SKU-{place}",
            title=f"Tea no. {place}, first flush, 100 g",
            requires_shipping=True,
            wanted_quantity=2,
            taxes=(_VAT,),
            properties=(Attribute("Engraving", "For Ada"),) if place % 10 == 0 else (),
        )
        for place in range(count)
    )
    refund = Refund(1, ORDER_ID, NOON, (RefundLine(1, 1, euros("4.50"), euros("0.86"), "return"),))
    order = a_sales_order(
        shopify_order_id=ORDER_ID,
        name="#1060",
        lines=lines,
        total=euros(str(Decimal("10.71") * count)),
        tax=euros(str(Decimal("1.71") * count)),
        email="ada@example.com",
        phone="+49 221 123456",
        financial_status="partially_refunded",
        payment_gateways=("shopify_payments",),
        shipping_address=Address("Ada Lovelace", "Tea & Co.", "Domstr. 1", zip="50667", city="Köln", country_code="DE"),
        tags="wholesale, chilled",
        po_number="PO-1234",
        note="Please ring twice.",
        risk="low",
        refunds=(refund,),
    )
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_settings(SHOP, ShopSettings(stock_since=NOON))
        tx.erp.catalog.put([Item(f"ITEM-{place}", f"Tea no. {place}", f"SKU-{place}") for place in range(count)])
        assert tx.erp.stock
        tx.erp.stock.locations.save(StorageLocation(0, "Rack"))
        [erp_id] = tx.erp.orders.apply([order])
        tx.order_links.save([a_link(ORDER_ID, erp_id)])
        tx.commit()
    return replace(order, id=erp_id)


def _ship(container: Container, order: SalesOrder, place: int) -> None:
    """Three lines each; every tenth is stuck."""
    lines = tuple(ShipmentLine(place * 3 + each + 1, 2) for each in range(3))
    number = f"00340434{place:012}"
    shipment = Shipment(f"SHIP-{place}", order.id or "", lines, Tracking(number, "DHL"))
    container.push_fulfillment()(shipment)
    with container.transaction() as tx:
        push = tx.pushes.claim(_WORKER, container.clock().now() + timedelta(minutes=1))
        assert push
        error = "Shopify says: the order is on hold" if place % 10 == 0 else None
        attempt = PushAttempt(1, NOON + timedelta(hours=place), "bench:1", ("read the order",), error)
        tx.pushes.settle(push, PushStatus.PARKED if error else PushStatus.PUSHED, attempt)
        at = NOON + timedelta(hours=place)
        scans = tuple(
            TrackerScan(at + timedelta(hours=hour), TrackerStatus.IN_TRANSIT, text, place="Köln, DE")
            for hour, text in enumerate(("Label made", "Handed over", "At the depot", "On its way"))
        )
        tx.trackers.save(shipment.id, Tracker(f"trk_{place}", number, "DHL", TrackerStatus.IN_TRANSIT, at, scans=scans))
        tx.commit()


def _receive_webhooks(container: Container, count: int) -> None:
    body = an_order_body(id=ORDER_ID, note="x" * 20_000)
    topics = ("orders/updated", "orders/updated", "orders/paid", "orders/edited", "fulfillments/create")
    with container.transaction() as tx:
        events = [
            a_new_event(
                resource_key=f"order:{ORDER_ID}",
                delivery=a_delivery(
                    topics[number % len(topics)],
                    body,
                    f"webhook-{number}",
                    triggered_at=NOON + timedelta(minutes=number),
                ),
                received_at=NOON + timedelta(minutes=number),
            )
            for number in range(count)
        ]
        tx.events.add(events)
        done = [
            (event, Settlement(EventStatus.DONE)) for event in tx.events.claim(_WORKER, NOON + timedelta(days=1), 999)
        ]
        tx.events.settle(done, NOON + timedelta(days=1))
        tx.commit()
