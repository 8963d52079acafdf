"""Customer changes that webhooks missed are found and applied."""

from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from tests.builders import HOUR, SHOP, a_customer, a_customer_body, a_delivery

MINUTE = timedelta(minutes=1)


def get_first_names(container: Container) -> dict[int, str | None]:
    """First names in the ERP, by Shopify id."""
    with container.unit_of_work()() as tx:
        customers = {
            link.shopify_id: tx.erp.customers.get(link.erp_id) for link in tx.customer_links.list_for_shop(SHOP)
        }
    return {number: customer.first_name for number, customer in customers.items() if customer}


def run_imports_and_events(container: Container) -> None:
    while container.run_import().run_next() or container.process_event().run_next():
        pass


def test_a_change_without_a_webhook_is_imported_once_within_the_hour(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.customers = [a_customer(id=1), a_customer(id=2, email="b@example.com", phone=None)]
    run_imports_and_events(connected)
    connected.resync_shops_hourly()()
    clock.advance(HOUR)
    changed_at = clock.now() - MINUTE
    fake_shop.customers = [
        a_customer(id=1, first_name="Augusta", updated_at=changed_at),
        fake_shop.customers[1],
        a_customer(id=3, first_name="Grace", email="g@example.com", phone=None, updated_at=changed_at),
    ]
    connected.resync_shops_hourly()()
    assert get_first_names(connected) == {1: "Augusta", 2: "Ada", 3: "Grace"}
    assert connected.reconcile_customers()(SHOP, changed_at, clock.now()) == 0


def test_what_was_read_never_overwrites_a_newer_state(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    run_imports_and_events(connected)
    clock.advance(HOUR)
    read = a_customer(id=1, first_name="read", updated_at=clock.now() - MINUTE)
    newer = a_customer_body(id=1, first_name="by webhook", updated_at=clock.now().isoformat())
    connected.ingest_webhook()([a_delivery("customers/update", newer, "webhook-1")])
    run_imports_and_events(connected)
    fake_shop.customers = [read]
    assert connected.reconcile_customers()(SHOP, clock.now() - HOUR, clock.now()) == 0
    assert get_first_names(connected) == {1: "by webhook"}


def test_after_an_outage_the_next_resync_applies_them(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    run_imports_and_events(connected)
    connected.resync_shops_hourly()()
    clock.advance(HOUR)
    fake_shop.customers = [a_customer(id=1, updated_at=clock.now() - MINUTE)]
    fake_shop.fail_next_call("fetch_changed_customers", ShopifyUnavailable("no answer"))
    connected.resync_shops_hourly()()
    assert get_first_names(connected) == {}
    clock.advance(HOUR)
    connected.resync_shops_hourly()()
    assert get_first_names(connected) == {1: "Ada"}
