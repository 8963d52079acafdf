"""`novex-shopify customers`."""

import json

import pytest

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import Scopes, Shop
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import NOON, SHOP, run_command

REASON = "customer 1 of the ERP has the same phone number, but another name"


@pytest.fixture
def _duplicate(connector: Connector) -> None:
    """A customer who may be in the ERP twice."""
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", NOON))
        tx.customer_links.save([ResourceLink(SHOP, 7, "2", StateVersion(NOON), review_reason=REASON)])
        tx.commit()


@pytest.mark.usefixtures("_duplicate")
def test_possible_duplicates_are_listed_until_a_person_decides() -> None:
    listed = json.loads(run_command("customers", "duplicates", SHOP, "--json").stdout)
    assert listed == [{"customer_id": 7, "erp_customer_id": "2", "reason": REASON}]
    assert run_command("customers", "keep-separate", SHOP, "7").stdout == "Customer 7 stays separate.\n"
    assert json.loads(run_command("customers", "duplicates", SHOP, "--json").stdout) == []


def test_what_lots_a_customer_accepts_is_set_and_left_to_the_store(connector: Connector) -> None:
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", NOON))
        (erp_id,) = tx.erp.customers.add(SHOP, [Customer(7)])
        tx.customer_links.save([ResourceLink(SHOP, 7, erp_id, StateVersion(NOON))])
        tx.commit()

    def show_days(*options: str) -> int | None:
        (shown,) = json.loads(run_command("customers", "settings", SHOP, "7", *options, "--json").stdout)
        days: int | None = shown["min_remaining_days"]
        return days

    assert [show_days(), show_days("--min-remaining-days", "90"), show_days()] == [None, 90, 90]
    assert show_days("--no-min-remaining-days") is None
