"""Customers are imported, unless a webhook has a newer state."""

import json
from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import CompanyContact
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from tests.builders import NOON, SECOND, SHOP, a_customer, a_customer_body, a_delivery
from tests.domain.use_cases.import_steps import (
    get_latest_run,
    list_first_names,
    run_until_idle,
)


def test_customers_are_written_unless_a_webhook_has_a_newer_state(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.customers = [a_customer(id=n, updated_at=NOON - SECOND) for n in range(1, 8)]
    newer = a_customer_body(id=7, updated_at="2026-11-23T12:00:00Z", first_name="Augusta")
    connected.ingest_webhook()([a_delivery("customers/update", newer)])
    connected.process_event().run_next()
    run_until_idle(connected)
    assert list_first_names(connected) == ["Ada"] * 6 + ["Augusta"]


def test_companies_are_imported_for_a_customer_created_by_a_webhook(connected: Container, fake_shop: FakeShop) -> None:
    run_until_idle(connected)
    connected.ingest_webhook()([a_delivery("customers/create", a_customer_body())])
    run_until_idle(connected)
    for_tea = CompanyContact(5, "Tea Ltd", None, "buyer", is_main=True)
    fake_shop.customers = [a_customer(companies=(for_tea,))]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        (link,) = tx.customer_links.list_for_shop(SHOP)
        customer = tx.erp.customers.get(link.erp_id)
    assert customer is not None
    assert customer.companies == (for_tea,)


def test_customers_are_imported_again_after_the_shop_was_erased_and_reconnected(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.customers = [a_customer()]
    run_until_idle(connected)
    connected.disconnect_shop()(SHOP)
    request = json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode()
    connected.ingest_webhook()([a_delivery("shop/redact", request, "redact", triggered_at=clock.now())])
    run_until_idle(connected)
    assert list_first_names(connected) == [None]
    clock.advance(timedelta(days=3))
    connected.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    run_until_idle(connected)
    assert list_first_names(connected) == ["Ada"]


def test_an_erased_customer_is_not_restored_by_an_older_file(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    run_until_idle(connected)
    connected.ingest_webhook()([a_delivery("customers/create", a_customer_body(), "create")])
    run_until_idle(connected)
    fake_shop.delays_bulk_operations = True
    fake_shop.customers = [a_customer(updated_at=NOON + timedelta(seconds=1))]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    connected.run_import().run_next()
    clock.advance(timedelta(seconds=5))
    request = json.dumps({"shop_domain": SHOP, "shop_id": 1, "customer": {"id": a_customer().id}}).encode()
    connected.ingest_webhook()([a_delivery("customers/redact", request, "redact", triggered_at=clock.now())])
    run_until_idle(connected)
    assert get_latest_run(connected).status is ImportStatus.DONE
    assert list_first_names(connected) == [None]
