"""The timeline joins what Shopify, the ERP, the warehouse, carriers and people did to an order."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.recall import NoticeChannel, RecallClass
from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus
from novex_shopify.domain.model.webhook_event import EventStatus, FailedAttempt, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.use_cases.recall.open_recall import RecallRequest
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.builders import (
    HOUR,
    NOON,
    ORDER_ID,
    SHOP,
    VARIANT_ID,
    a_delivery,
    a_new_event,
    a_seller,
    a_shop,
    a_variant,
    an_item,
    an_order_body,
)
from tests.warehouse_world import KIMCHI, OLDER, assign, book, open_warehouse, stop_clock

ANN = Actor(ActorKind.USER, "Ann", "7")
WORKER = WorkerId("bob", 2)


@pytest.fixture
def container() -> Container:
    container = build_in_memory_container()
    stop_clock(container)
    return container


def wait(container: Container) -> None:
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(minutes=1))


def show(container: Container, order_id: int) -> list[TimelineEntry]:
    return list(container.show_timeline()(SHOP, order_id, 99).entries)


def test_an_order_that_waits_says_why_and_who_mapped_its_products(container: Container) -> None:
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.mappings.upsert_variants(SHOP, [a_variant(VARIANT_ID)])
        tx.erp.catalog.put([an_item()])
        tx.events.add([a_new_event(resource_key=f"order:{ORDER_ID}", delivery=a_delivery(body=an_order_body()))])
        (event,) = tx.events.claim(WORKER, NOON, 9)
        failure = FailedAttempt(1, NOON, "bob:2", "Earl Grey is not mapped", "Products aren't mapped")
        parked = Settlement(EventStatus.PARKED, failure.error, failure, waiting_for=(f"variant:{VARIANT_ID}",))
        tx.events.settle([(event, parked)], NOON)
        tx.commit()
    wait(container)
    with acting_as(ANN):
        container.map_product()(SHOP, VARIANT_ID, "ART-1")
    while container.process_event().run_next():
        pass
    entries = [each for each in show(container, ORDER_ID) if each.kind is not TimelineKind.ORDER]
    assert [(each.title, each.details, each.tone) for each in entries] == [
        ("Order created: applied to the ERP", (), TimelineTone.GOOD),
        ("Product mapped to ART-1: Earl Grey", (), TimelineTone.NEUTRAL),
        ("Order created: Products aren't mapped", ("Earl Grey is not mapped",), TimelineTone.WARN),
        ("Order created", ("Received",), TimelineTone.NEUTRAL),
    ]
    assert entries[1].actor == ANN


def test_what_the_warehouse_carriers_and_people_did_is_in_one_list(container: Container) -> None:
    open_warehouse(container)
    order = book(container, "#1001", 2)
    assign(container, order, OLDER, 2)
    with container.transaction() as tx:
        assert tx.erp.invoices
        tx.erp.invoices.sellers.save(a_seller())
        tx.commit()
    wait(container)
    with acting_as(ANN):
        container.hold_order()(SHOP, 1001, "the customer called")
        wait(container)
        container.release_order()(SHOP, 1001, "paid by phone")
        wait(container)
        container.ship_order()(PackedShipment("SHIP-1", order.id or ""))
        wait(container)
        container.issue_invoice()(order.id or "")
        container.comment_on_order()(SHOP, 1001, "Ring twice")
        wait(container)
        recall = container.open_recall()(RecallRequest([LotKey(KIMCHI.id, OLDER)], RecallClass.CLASS_1, "glass"))
        container.note_notice()(recall.number, order.id or "", NoticeChannel.EMAIL)
    scan = TrackerScan(NOON + HOUR, TrackerStatus.DELIVERED, "Delivered, front door", place="Köln")
    with container.transaction() as tx:
        tracker = Tracker("trk_1", "JD1", "DHL", TrackerStatus.DELIVERED, NOON + HOUR, scans=(scan,))
        tx.trackers.save("SHIP-1", tracker)
        tx.commit()
    entries = show(container, 1001)
    titles = [(each.title, each.actor) for each in entries if each.at > NOON]
    delivered, notified, *rest = titles
    assert delivered == ("Delivered, front door", None)
    assert notified == ("Customer notified of a recall by email", ANN)
    assert {title for title, _ in rest} >= {
        "Comment",
        "Shipment SHIP-1 recorded",
        "2 units of lot L1 left",
        "Released",
    }
    assert all(actor == ANN for _, actor in rest)
    assert any(title.startswith("Invoice ") for title, _ in rest)
    at_noon = [each.title for each in entries if each.at == NOON]
    assert {"2 units of lot L1 assigned", "Put on hold by hand"} & set(at_noon) == {"2 units of lot L1 assigned"}
    [comment] = [each for each in entries if each.comment_id]
    assert (comment.details, comment.actor) == (("Ring twice",), ANN)


def test_300_events_are_one_page_of_what_differs(container: Container) -> None:
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        events = [
            a_new_event(
                resource_key=f"order:{ORDER_ID}",
                delivery=a_delivery("orders/updated", an_order_body(), f"webhook-{number}"),
            )
            for number in range(300)
        ]
        tx.events.add(events)
        done = [(event, Settlement(EventStatus.DONE)) for event in tx.events.claim(WORKER, NOON + HOUR, 999)]
        tx.events.settle(done, NOON)
        tx.commit()
    page = container.show_timeline()(SHOP, ORDER_ID, 50)
    [updated] = [each for each in page.entries if each.kind is TimelineKind.WEBHOOK]
    assert (updated.title, updated.count, page.next) == ("Order updated", 300, None)


def test_an_order_that_was_never_received_has_no_timeline(container: Container) -> None:
    with pytest.raises(NotFound):
        container.show_timeline()(SHOP, ORDER_ID, 9)
