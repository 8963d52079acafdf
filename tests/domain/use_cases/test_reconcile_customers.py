"""Changes of customers that no webhook brought are found every hour."""

from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from tests.builders import HOUR, SHOP, a_customer, a_customer_body, a_delivery

MINUTE = timedelta(minutes=1)


def names(container: Container) -> dict[int, str | None]:
    """First names in the ERP, by Shopify id."""
    with container.unit_of_work()() as tx:
        customers = {link.shopify_id: tx.erp.customers.get(link.erp_id) for link in tx.customer_links.of(SHOP)}
    return {number: customer.first_name for number, customer in customers.items() if customer}


def work(container: Container) -> None:
    """Until nothing is due."""
    while container.run_import().run_next() or container.process_event().run_next():
        pass


def test_a_change_that_no_webhook_told_is_brought_within_the_hour_and_once(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.customers = [a_customer(id=1), a_customer(id=2, email="b@example.com", phone=None)]
    work(connected)
    connected.catch_up()()
    clock.advance(HOUR)
    changed_at = clock.now() - MINUTE
    store.customers = [
        a_customer(id=1, first_name="Augusta", updated_at=changed_at),
        store.customers[1],
        a_customer(id=3, first_name="Grace", email="g@example.com", phone=None, updated_at=changed_at),
    ]
    connected.catch_up()()
    assert names(connected) == {1: "Augusta", 2: "Ada", 3: "Grace"}
    assert connected.reconcile_customers()(SHOP, changed_at, clock.now()) == 0


def test_what_was_read_never_overwrites_a_newer_state(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    work(connected)
    clock.advance(HOUR)
    read = a_customer(id=1, first_name="read", updated_at=clock.now() - MINUTE)
    newer = a_customer_body(id=1, first_name="by webhook", updated_at=clock.now().isoformat())
    connected.ingest_webhook()([a_delivery("customers/update", newer, "webhook-1")])
    work(connected)
    store.customers = [read]
    assert connected.reconcile_customers()(SHOP, clock.now() - HOUR, clock.now()) == 0
    assert names(connected) == {1: "by webhook"}


def test_an_outage_leaves_them_to_the_next_look(connected: Container, store: MemoryStore, clock: ManualClock) -> None:
    work(connected)
    connected.catch_up()()
    clock.advance(HOUR)
    store.customers = [a_customer(id=1, updated_at=clock.now() - MINUTE)]
    store.fail_next("changed_customers", ShopifyUnavailable("no answer"))
    connected.catch_up()()
    assert names(connected) == {}
    clock.advance(HOUR)
    connected.catch_up()()
    assert names(connected) == {1: "Ada"}
