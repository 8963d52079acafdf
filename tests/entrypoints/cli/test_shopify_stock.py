"""`stock shopify` and `locations shopify`."""

import json

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import SHOP
from tests.entrypoints.cli.commands import run_command
from tests.shop_stock_world import HAMBURG, VARIANT, open_stock_store


@pytest.fixture(autouse=True)
def store(connector: Connector) -> None:
    """A store whose levels were not read yet."""
    open_stock_store(connector.container)


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_levels_are_compared(connector: Connector) -> None:
    shown = run("stock", "shopify", "compare", SHOP)
    assert "only reports" in shown
    assert "Hamburg" in shown
    assert "1 new" in shown
    (row,) = json.loads(run("stock", "shopify", "compare", SHOP, "--item", "ART-1", "--json"))
    assert (row["sku"], row["state"], row["on_hand"]) == ("TEA", "new", None)
    assert json.loads(run("stock", "shopify", "compare", SHOP, "--state", "drift", "--json")) == []
    assert "No level is like this." in run("stock", "shopify", "compare", SHOP, "--state", "drift")
    assert connector.shop_stock.compare(SHOP).levels[0].location_name == "Hamburg"


def test_a_variant_is_explained(connector: Connector) -> None:
    shown = run("stock", "shopify", "explain", SHOP, str(VARIANT))
    assert "+37  Free and good for long enough" in shown
    assert "A service: Another app keeps the stock of this location." in shown
    (row,) = json.loads(run("stock", "shopify", "explain", SHOP, str(VARIANT), "--json"))
    assert row["levels"][1]["terms"][0]["units"] == 37
    assert connector.shop_stock.explain(SHOP, VARIANT).sku == "TEA"


def test_stock_is_paused_pushed_and_resumed(connector: Connector) -> None:
    run("stock", "shopify", "pause", SHOP, "--reason", "a count")
    assert "a count" in run("stock", "shopify", "compare", SHOP)
    assert "is resumed" in run("stock", "shopify", "resume", SHOP)
    assert "was not paused" in run("stock", "shopify", "resume", SHOP)
    assert "1 levels" in run("stock", "shopify", "push", SHOP)
    assert json.loads(run("stock", "shopify", "history", "ART-1", "--json")) == []
    connector.shop_stock.pause(SHOP, "a count")
    assert connector.shop_stock.resume(SHOP)
    assert connector.shop_stock.push_now(SHOP, item_id="ART-1") == 1
    assert connector.shop_stock.list_pushes("ART-1") == []


def test_a_location_is_mapped(connector: Connector) -> None:
    run("locations", "shopify", "map", SHOP, "Hamburg", "Rack")
    rows = json.loads(run("locations", "shopify", "list", SHOP, "--json"))
    assert [(row["name"], row["storage_locations"]) for row in rows] == [("A service", []), ("Hamburg", ["Rack"])]
    assert "not mapped any longer" in run("locations", "shopify", "map", SHOP, str(HAMBURG.id))
    assert connector.shop_stock.map_location(SHOP, HAMBURG.id, takes_rest=True).is_mapped
    assert len(connector.shop_stock.list_locations(SHOP)) == 2
    with pytest.raises(NotFound):
        run_command("locations", "shopify", "map", SHOP, "404")
    with pytest.raises(NotFound, match="no locations named Kiel"):
        run_command("locations", "shopify", "map", SHOP, "Kiel")


def test_units_are_kept_back(connector: Connector) -> None:
    run("stock", "shopify", "safety", "save", "5", "--item", "ART-1", "--store", SHOP)
    (row,) = json.loads(run("stock", "shopify", "safety", "list", "--json"))
    assert (row["units"], row["item_id"], row["shop"]) == (5, "ART-1", SHOP)
    assert "was removed" in run("stock", "shopify", "safety", "remove", "--item", "ART-1", "--store", SHOP)
    assert "no such rule" in run("stock", "shopify", "safety", "remove", "--item", "ART-1", "--store", SHOP)
    connector.shop_stock.save_safety_stock(SafetyStock(7))
    assert json.loads(run("stock", "shopify", "safety", "list", "--json"))[0]["units"] == 7
