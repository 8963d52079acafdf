"""The overview shows what waits, what failed, and what is wrong with a store's connection."""

import pytest

from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.issue import IssueKind, Severity
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent, Settlement
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from novex_shopify.domain.policies.issues import rank_issues
from novex_shopify.domain.resource_keys import variant_key
from novex_shopify.domain.timing import SETUP_TIMEOUT
from novex_shopify.domain.use_cases.console.get_overview import GetOverview
from tests.builders import ORDER_ID, OTHER_SHOP, SECOND, SHOP, a_new_event, a_shipment, a_shop, a_variant
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes


@pytest.fixture
def fakes() -> Fakes:
    """A connected store."""
    fakes = Fakes()
    fakes.connect_shop()
    return fakes


@pytest.fixture
def get_overview(fakes: Fakes) -> GetOverview:
    return GetOverview(fakes.unit_of_work, fakes.clock, SUBSCRIBED_TOPICS, a_shop().scopes)


def receive_order(fakes: Fakes, number: int = 1) -> None:
    """Store an event of a new order."""
    with fakes.unit_of_work() as tx:
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}", received_at=fakes.clock.now())])
        tx.commit()


def settle_event(fakes: Fakes, status: EventStatus) -> None:
    """Settle the only event that waits."""
    with fakes.unit_of_work() as tx:
        (event,) = tx.events.claim(WORKER, fakes.clock.now(), 9)
        tx.events.settle([(event, Settlement(status))], fakes.clock.now())
        tx.commit()


def test_the_backlog_and_its_age_are_shown(get_overview: GetOverview, fakes: Fakes) -> None:
    received = fakes.clock.now()
    receive_order(fakes)
    fakes.clock.advance(60 * SECOND)
    together, (shop,) = get_overview()
    assert (together.backlog, together.backlog_since, together.orders_today) == (1, received, 1)
    assert shop.metrics == together
    of_other, others = get_overview(OTHER_SHOP)
    assert (of_other.backlog, of_other.orders_today, others) == (0, 0, [])


def test_parked_events_are_not_in_the_backlog(get_overview: GetOverview, fakes: Fakes) -> None:
    receive_order(fakes)
    settle_event(fakes, EventStatus.PARKED)
    together, _ = get_overview()
    assert (together.backlog, together.parked, together.failed) == (0, 1, 0)


def test_the_median_and_the_95th_percentile_of_the_processing_time_are_shown(
    get_overview: GetOverview, fakes: Fakes
) -> None:
    for number in range(20):
        receive_order(fakes, number)
        fakes.clock.advance((10 if number == 19 else 1) * SECOND)
        settle_event(fakes, EventStatus.DONE)
    together, _ = get_overview()
    assert (together.median_processing_time, together.p95_processing_time) == (SECOND, 10 * SECOND)


def test_without_events_there_is_no_processing_time(get_overview: GetOverview) -> None:
    together, _ = get_overview()
    assert (together.median_processing_time, together.p95_processing_time) == (None, None)


def test_pending_and_stuck_shipments_are_counted(get_overview: GetOverview, fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        for status in PushStatus:
            tx.pushes.add(a_shipment(f"SHIP-{status}"), SHOP, ORDER_ID, status, fakes.clock.now())
        tx.commit()
    together, _ = get_overview()
    assert (together.pushes, together.pushes_stuck) == (2, 2)


def test_the_issues_of_a_connection_are_listed(get_overview: GetOverview, fakes: Fakes) -> None:
    def list_issues() -> list[str]:
        _, (overview,) = get_overview()
        return [issue.title for issue in overview.connection_issues]

    assert list_issues() == [f"{len(SUBSCRIBED_TOPICS)} subscriptions are missing"]
    with fakes.unit_of_work() as tx:
        complete = [WebhookSubscription(topic, topic, "", "2026-10") for topic in SUBSCRIBED_TOPICS]
        tx.subscriptions.replace(SHOP, complete)
        tx.commit()
    assert list_issues() == []
    now = fakes.clock.now()
    with fakes.unit_of_work() as tx:
        tx.subscriptions.schedule_check(SHOP, now, "the token is not valid")
        tx.missed_windows.record(MissedWindow(SHOP, now, "not subscribed for a time", now))
        tx.deliveries.save_outage(DeliveryOutage(SHOP, now, now))
        tx.commit()
    assert list_issues() == [
        "Webhook subscriptions could not be checked",
        "No webhooks (unusual)",
        "Catching up",
    ]


def test_a_store_that_was_just_connected_is_set_up_and_one_that_ended_has_no_issue(
    get_overview: GetOverview, fakes: Fakes
) -> None:
    def get_state() -> tuple[IssueKind, Severity] | None:
        _, (overview,) = get_overview()
        return (overview.state.kind, overview.state.severity) if overview.state else None

    now = fakes.clock.now()
    fakes.connect_shop(installed_at=now)
    with fakes.unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, now)
        tx.commit()
    assert get_state() == (IssueKind.SETTING_UP, Severity.INFO)
    fakes.clock.advance(SETUP_TIMEOUT + SECOND)
    assert get_state() == (IssueKind.SUBSCRIPTIONS_MISSING, Severity.CRITICAL)
    fakes.connect_shop(uninstalled_at=now)
    receive_order(fakes)
    settle_event(fakes, EventStatus.DEAD)
    _, (overview,) = get_overview()
    assert rank_issues([*overview.connection_issues, *overview.work_issues]) == []
    assert get_state() == (IssueKind.DISCONNECTED, Severity.INFO)


def test_an_order_counts_once_for_a_product_however_many_of_its_events_wait(
    get_overview: GetOverview, fakes: Fakes
) -> None:
    with fakes.unit_of_work() as tx:
        tx.mappings.save(
            ProductMapping(SHOP, a_variant(11, title="Kimchi 350 g jar", sku="KIM-350")),
            ProductMapping(SHOP, a_variant(12), "ITEM-1"),
        )
        tx.commit()
    received = fakes.clock.now()
    for topic, number in (("create", 1), ("paid", 1), ("create", 2)):
        event = a_new_event(f"{topic}-{number}", f"order:{number}", received_at=fakes.clock.now())
        park_event(fakes, event, waiting_for=(variant_key(11),))
        fakes.clock.advance(SECOND)
    together, (overview,) = get_overview()
    (issue,) = overview.work_issues
    assert (issue.title, issue.detail, issue.orders) == ("Kimchi 350 g jar is not mapped", "SKU KIM-350", 2)
    assert (issue.since, issue.subject) == (received, "11")
    assert (together.parked, together.blocked_orders) == (3, 2)


def park_event(fakes: Fakes, event: NewEvent, waiting_for: tuple[str, ...]) -> None:
    with fakes.unit_of_work() as tx:
        tx.events.add([event])
        (claimed,) = tx.events.claim(WORKER, fakes.clock.now(), 9)
        tx.events.settle([(claimed, Settlement(EventStatus.PARKED, waiting_for=waiting_for))], fakes.clock.now())
        tx.commit()


def test_a_store_without_an_optional_scope_says_what_is_left_out(fakes: Fakes) -> None:
    scopes = Scopes.parse("read_orders,read_returns,write_inventory")
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(scopes=Scopes.parse("read_orders,read_inventory")))
        tx.commit()
    _, (overview,) = GetOverview(fakes.unit_of_work, fakes.clock, (), scopes)()
    (issue,) = overview.connection_issues
    assert issue.kind is IssueKind.OPTIONAL_SCOPES_MISSING
    assert "returns and exchanges (read_returns), changes of stock levels (write_inventory)" in issue.detail
    assert overview.shop.reachable
    assert overview.state is None
