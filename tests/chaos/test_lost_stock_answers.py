"""Shopify's answer to a change of stock is lost: the call is sent again, and counts once."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from dependency_injector import providers

from novex_shopify.domain.model.location import LocationMapping
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import SECRET, SHOP
from tests.polling import wait_until
from tests.sandbox import Sandbox, run_sandbox

SKU, ITEM = "TEA-EARL-100", "ART-1"
LOST_ANSWERS = (
    {"kind": "error", "status": 502},
    {"kind": "error", "status": 200, "errors": "Something went wrong"},
    {"kind": "slow", "seconds": 2},
    {"kind": "disconnect"},
    {"kind": "disconnect", "after_completion": False},
)
"""All but the last after the work was done."""


@pytest.fixture
def sandbox() -> Generator[Sandbox]:
    """A store that has 500 of everything."""
    with run_sandbox("app", SECRET.value) as sandbox:
        yield sandbox


@pytest.fixture
def shop(sandbox: Sandbox) -> ShopClient:
    return sandbox.get_shop(SHOP)


@pytest.fixture
def connector(
    sandbox: Sandbox, shop: ShopClient, migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> Generator[Connector]:
    """37 units in the ERP, short timeouts and immediate retries."""
    for name, value in sandbox.build_environment(migrated_sqlite_url).items():
        monkeypatch.setenv(name, value)
    connector = Connector.from_env()
    container = connector.container
    container.http.override(providers.Singleton(httpx.Client, timeout=1, trust_env=False))
    container.retry_policy.override(providers.Object(RetryPolicy(lambda: 0, first_delay=timedelta(microseconds=1))))
    connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
    fill(connector, shop)
    yield connector
    connector.close()


def fill(connector: Connector, shop: ShopClient) -> None:
    connector.container.read_locations()(SHOP)
    level, now = shop.list_levels(SKU)[0], connector.container.clock().now()
    variant = Variant(1, level["variant_id"], SKU, SKU, inventory_item_id=level["inventory_item_id"], tracked=True)
    with connector.transaction() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(push_stock=StockMode.ON, stock_since=now))
        tx.erp.catalog.put([Item(ITEM, "Tea", SKU)])
        tx.mappings.upsert_variants(SHOP, [variant])
        tx.mappings.save(ProductMapping(SHOP, variant, ITEM, MatchedBy.SKU))
        stock = get_stock(tx)
        rack = stock.locations.save(StorageLocation(0, "Rack"))
        lot = stock.lots.add(Lot(0, ITEM, "L1", LotSource.PURCHASE, now))
        stock.ledger.post([Movement(MovementKind.RECEIVE, lot.id, rack.id, StockChange(free=37))], now)
        tx.shop_stock.locations.save_mapping(LocationMapping(SHOP, level["location_id"], takes_rest=True))
        tx.shop_stock.levels.derive(SHOP, None, now)
        tx.shop_stock.syncs.wake([SHOP], now)


def run_steps(connector: Connector) -> None:
    """Make the worker's steps until none is due."""
    push = connector.container.push_stock()
    while push.run_next():
        pass


def run_until_set(connector: Connector) -> None:
    def is_set() -> bool:
        run_steps(connector)
        return PushOutcome.SET in list_outcomes(connector)

    wait_until(is_set, 20, "the number to be set")


def get_on_hand(shop: ShopClient) -> int:
    number: int = shop.list_levels(SKU)[0]["quantities"]["on_hand"]
    return number


def list_outcomes(connector: Connector) -> list[PushOutcome]:
    return [push.outcome for push in connector.shop_stock.list_pushes(ITEM)]


@pytest.mark.parametrize("fault", LOST_ANSWERS, ids=str)
def test_a_lost_answer_changes_nothing_about_the_number(
    connector: Connector, sandbox: Sandbox, shop: ShopClient, fault: dict[str, Any]
) -> None:
    sandbox.fail_next_call(SHOP, "inventorySetQuantities", **fault)
    run_until_set(connector)
    assert get_on_hand(shop) == 37
    assert list_outcomes(connector) == [PushOutcome.SET]


def test_what_a_person_counts_after_a_lost_answer_is_not_overwritten(
    connector: Connector, sandbox: Sandbox, shop: ShopClient
) -> None:
    """The call was done, so it does nothing when it is sent again; the new number is drift."""
    sandbox.fail_next_call(SHOP, "inventorySetQuantities", "disconnect", after_completion=True)
    connector.container.push_stock().run_next()
    assert get_on_hand(shop) == 37
    level = shop.list_levels(SKU)[0]
    shop.count_stock(level["inventory_item_id"], level["location_id"], on_hand=50)
    run_steps(connector)
    assert get_on_hand(shop) == 50
    assert list_outcomes(connector) == [PushOutcome.SET]


def test_a_throttled_call_is_sent_later(connector: Connector, sandbox: Sandbox, shop: ShopClient) -> None:
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    sandbox.fail_next_call(SHOP, "inventorySetQuantities", "error", after_completion=False, status=200, errors=errors)
    run_until_set(connector)
    assert get_on_hand(shop) == 37
    assert list_outcomes(connector) == [PushOutcome.SET]


def test_a_refused_row_does_not_lose_the_others_and_says_why(connector: Connector, shop: ShopClient) -> None:
    shop.refuse_inventory_row("INVALID_LOCATION")
    run_steps(connector)
    assert get_on_hand(shop) == 500
    (push,) = connector.shop_stock.list_pushes(ITEM)
    assert push.outcome is PushOutcome.REFUSED
    assert push.message
