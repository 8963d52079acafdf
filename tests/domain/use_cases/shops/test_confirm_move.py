"""A copy of the database does nothing at Shopify; an installation that moved continues when a person confirms it."""

from collections import Counter
from collections.abc import Callable

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import FakeShop, build_in_memory_container
from novex_shopify.domain.errors import AddressChanged, AddressNotPublic
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent
from novex_shopify.domain.timing import CLAIM_LEASE
from tests.audited_world import read_audit_log
from tests.builders import HOUR, ORDER_ID, SHOP, a_delivery, a_fulfillment_order, a_shipment

MOVED_URL = "https://new.example.com"
RETURN_BODY = b'{"admin_graphql_api_id": "gid://shopify/Return/1"}'


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def shop() -> FakeShop:
    shop = FakeShop()
    shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order())
    return shop


@pytest.fixture
def original(shop: FakeShop, clock: ManualClock) -> Container:
    """An installation with a connected store, its subscriptions, and a shipment that is due."""
    container = build_in_memory_container(shop)
    container.clock.override(providers.Object(clock))
    container.connect_shop().connect_with_token(SHOP, shop.access_token)
    assert container.register_webhooks().run_next()
    while container.run_import().run_next():
        pass
    with container.unit_of_work()() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PENDING, container.clock().now())
        tx.imports.start(SHOP, ImportKind.PRODUCTS, container.clock().now())
        tx.commit()
    shop.call_counts.clear()
    return container


@pytest.fixture
def elsewhere(original: Container, shop: FakeShop, clock: ManualClock) -> Container:
    """The same database at another address, a day later."""
    container = build_in_memory_container(shop)
    container.unit_of_work.override(providers.Object(original.unit_of_work()))
    container.clock.override(providers.Object(clock))
    container.settings.override(providers.Object(original.settings().model_copy(update={"app_url": MOVED_URL})))
    clock.advance(24 * HOUR)
    return container


def work(container: Container) -> None:
    """Do everything that a worker does."""
    for use_case in (container.register_webhooks, container.send_fulfillments, container.run_import):
        while use_case().run_next():
            pass
    while container.process_event().run_next():
        pass
    for job in (
        container.resync_shops_hourly(),
        container.audit_orders().run_due,
        container.watch_deliveries(),
        container.rescue_claims(),
        container.release_parked_events(),
    ):
        job()


def test_a_copy_changes_and_reads_nothing_at_shopify(elsewhere: Container, shop: FakeShop, clock: ManualClock) -> None:
    subscriptions = dict(shop.subscriptions)
    with elsewhere.unit_of_work()() as tx:
        for window in tx.missed_windows.list_open():
            tx.missed_windows.close(window)
        tx.commit()
    for _ in range(3):
        work(elsewhere)
        clock.advance(CLAIM_LEASE + HOUR)
    assert shop.call_counts == Counter()
    assert shop.subscriptions == subscriptions


def by_client_credentials(container: Container) -> object:
    return container.connect_shop().connect_with_client_credentials(SHOP)


def by_token(container: Container) -> object:
    return container.connect_shop().connect_with_token(SHOP, FakeShop().access_token)


def by_oauth(container: Container) -> object:
    return container.connect_shop().begin([("shop", SHOP)])


def repair(container: Container) -> object:
    return container.register_webhooks()(SHOP)


def start_import(container: Container) -> object:
    return container.run_import().start(SHOP, ImportKind.PRODUCTS)


@pytest.mark.parametrize("action", [by_client_credentials, by_token, by_oauth, repair, start_import])
def test_what_a_person_asks_of_a_copy_is_refused_with_both_ways_out(
    elsewhere: Container, shop: FakeShop, action: Callable[[Container], object]
) -> None:
    with pytest.raises(AddressChanged) as refused:
        action(elsewhere)
    for part in ("https://erp.example.com", MOVED_URL, "`novex-shopify moved`", "/console/moved"):
        assert part in str(refused.value)
    assert shop.call_counts == Counter()


def test_after_the_move_is_confirmed_everything_continues_at_the_new_address(
    elsewhere: Container, original: Container, shop: FakeShop, clock: ManualClock
) -> None:
    with elsewhere.unit_of_work()() as tx:
        delivery = a_delivery("returns/approve", RETURN_BODY)
        tx.events.add([NewEvent(delivery, "return:1", elsewhere.clock().now())])
        tx.commit()
    work(elsewhere)
    with elsewhere.unit_of_work()() as tx:
        assert [event.status for event in tx.events.list_latest(1)] == [EventStatus.PARKED]
    assert elsewhere.confirm_move()() == "https://erp.example.com"
    assert elsewhere.confirm_move()() is None
    entry = read_audit_log(elsewhere.unit_of_work())[0]
    assert (entry.action, entry.before, entry.after) == (
        AuditAction.MOVE_CONFIRMED,
        {"app_url": "https://erp.example.com"},
        {"app_url": MOVED_URL},
    )
    work(elsewhere)
    assert {subscription.uri for subscription in shop.subscriptions.values()} == {f"{MOVED_URL}/webhooks/shopify"}
    with elsewhere.unit_of_work()() as tx:
        (push,), (event,) = tx.pushes.list_latest(1), tx.events.list_latest(1)
    assert push.status is PushStatus.PUSHED
    assert event.last_error == f"{SHOP} has no return 1."
    shop.call_counts.clear()
    clock.advance(24 * HOUR)
    work(original)
    assert shop.call_counts == Counter()


def test_a_public_installation_does_not_move_to_an_address_that_shopify_cannot_reach(
    elsewhere: Container, original: Container
) -> None:
    unset = original.settings().model_copy(update={"app_url": "http://localhost:8000"})
    elsewhere.settings.override(providers.Object(unset))
    with pytest.raises(AddressNotPublic, match="APP_URL is http://localhost:8000, which Shopify cannot reach"):
        elsewhere.confirm_move()()
    with original.unit_of_work()() as tx:
        assert original.check_address().is_confirmed(tx)
    beside_a_sandbox = unset.model_copy(update={"shopify_base_url": "http://127.0.0.1:8090"})
    elsewhere.settings.override(providers.Object(beside_a_sandbox))
    assert elsewhere.confirm_move()() == "https://erp.example.com"
