"""Lists on the command line: tables for people, JSON for programs."""

import json
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from rich.text import Text
from typer.testing import CliRunner, Result

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.product import Item, ProductMapping, Variant
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, FailedAttempt, Settlement
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.entrypoints.cli.app import app
from novex_shopify.entrypoints.cli.listing import print_rows
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import a_new_event

SHOP = ShopDomain("tea-and-paper.myshopify.com")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LINE = 866550311766439020


@pytest.fixture
def an_order(connector: Connector) -> str:
    """A connected shop with an order; gives the ERP's id."""
    euros = Money(Decimal("11.90"), "EUR")
    none = Money(Decimal("0.00"), "EUR")
    line = SalesOrderLine(LINE, "ART-1", "TEA", "Tea", 1, 1, euros, none, none, euros)
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", NOON))
        erp_id = tx.erp.orders.apply([SalesOrder(SHOP, 450789469, "#1001", NOON, euros, (line,))])[0]
        tx.order_links.save([ResourceLink(SHOP, 450789469, erp_id, StateVersion(NOON))])
        tx.commit()
    return erp_id


def run_command(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.mark.parametrize("what", ["shops", "events", "orders", "fulfillments"])
def test_an_empty_list_is_an_empty_array_for_programs(what: str) -> None:
    result = run_command(what, "list", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_an_empty_list_shows_how_to_start() -> None:
    result = run_command("shops", "list")
    assert result.stdout == ""
    assert "novex-shopify shops connect SHOP" in result.stderr


@pytest.mark.usefixtures("an_order")
def test_shops_are_listed() -> None:
    (shop,) = json.loads(run_command("shops", "list", "--json").stdout)
    assert (shop["shop"], shop["state"], shop["subscriptions"]) == (SHOP, "connected", 0)
    assert SHOP in run_command("shops", "list").stdout


def test_orders_and_their_lines_are_shown(an_order: str) -> None:
    (order,) = json.loads(run_command("orders", "list", "--json").stdout)
    assert (order["order"], order["name"], order["total"], order["currency"]) == (an_order, "#1001", "11.90", "EUR")
    (line,) = json.loads(run_command("orders", "show", an_order, "--json").stdout)
    assert (line["line"], line["item"], line["total"]) == (LINE, "ART-1", "11.90")
    assert "#1001: 11.90 EUR" in run_command("orders", "show", an_order).stdout


def test_a_shipment_is_pushed_once(an_order: str) -> None:
    ship = ("fulfillments", "push", an_order, "--shipment", "SHIP-1", "--line", f"{LINE}=1", "--tracking", "JD01")
    assert "SHIP-1 is pending" in run_command(*ship).stdout
    assert "SHIP-1 is pending" in run_command(*ship).stdout
    (push,) = json.loads(run_command("fulfillments", "list", "--json").stdout)
    assert (push["shipment"], push["shop"], push["status"], push["tracking"]) == ("SHIP-1", SHOP, "pending", "JD01")


def test_a_shipment_of_a_non_shopify_order_is_not_pushed() -> None:
    result = run_command("fulfillments", "push", "777", "--shipment", "SHIP-1", "--line", "1=1")
    assert "did not come from Shopify" in result.stdout


def test_a_line_without_a_quantity_is_refused(an_order: str) -> None:
    result = run_command("fulfillments", "push", an_order, "--shipment", "SHIP-1", "--line", "866")
    assert result.exit_code == 2
    assert "is not LINE=QUANTITY" in result.stderr


def test_a_product_is_mapped_by_a_person_and_unmapped_again(connector: Connector) -> None:
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", NOON))
        tx.mappings.save(ProductMapping(SHOP, Variant(1, 11, "Tea", sku="TEA")))
        tx.erp.catalog.put([Item("ART-1", "Tea")])
        tx.commit()
    assert "Variant 11 is item ART-1" in run_command("products", "map", SHOP, "11", "ART-1").stdout
    (mapping,) = json.loads(run_command("products", "list", SHOP, "--json").stdout)
    assert (mapping["status"], mapping["item"], mapping["matched_by"]) == ("mapped", "ART-1", "person")
    run_command("products", "unmap", SHOP, "11")
    (mapping,) = json.loads(run_command("products", "list", SHOP, "--status", "unmapped", "--json").stdout)
    assert mapping["reason"] == "unmapped by a person"


def test_the_install_link_is_printed() -> None:
    assert run_command("shops", "connect", SHOP).stdout.strip() == f"http://localhost:8000/shopify/install?shop={SHOP}"


@pytest.mark.usefixtures("an_order")
def test_every_topic_is_listed_with_its_state() -> None:
    topics = json.loads(run_command("webhooks", "list", SHOP, "--json").stdout)
    assert {topic["state"] for topic in topics} == {"missing", "not by subscription"}
    assert "orders/create" in {topic["topic"] for topic in topics}


@pytest.mark.usefixtures("an_order")
def test_a_topic_shows_its_last_delivery_and_the_version_it_comes_in(connector: Connector) -> None:
    with connector.container.unit_of_work()() as tx:
        tx.subscriptions.record_last_seen(
            SHOP, [WebhookSubscription("gid://1", "ORDERS_CREATE", "https://e", "2026-07")], (), NOON
        )
        tx.events.add([a_new_event()])
        tx.deliveries.count_received(NOON + timedelta(hours=1), 9)
        tx.subscriptions.schedule_check(SHOP, NOON, "no answer")
        tx.commit()
    listed = run_command("webhooks", "list", SHOP, "--json")
    (topic,) = (row for row in json.loads(listed.stdout) if row["topic"] == "orders/create")
    assert topic["state"] == "subscribed, but in version 2026-07"
    assert (topic["last_seen_at"], topic["last_delivery_at"]) == (NOON.isoformat(), NOON.isoformat())
    assert "The last look failed: no answer" in listed.stderr


def test_the_section_of_the_apps_own_settings_is_printed() -> None:
    section = tomllib.loads(run_command("webhooks", "toml").stdout)["webhooks"]
    assert {subscription["uri"] for subscription in section["subscriptions"]} == {
        "http://localhost:8000/webhooks/shopify"
    }


@pytest.mark.usefixtures("an_order")
def test_a_shop_is_disconnected_by_hand() -> None:
    run_command("shops", "disconnect", SHOP)
    (shop,) = json.loads(run_command("shops", "list", "--json").stdout)
    assert shop["state"] == "disconnected"


@pytest.mark.usefixtures("an_order")
def test_dead_events_are_replayed(connector: Connector) -> None:
    with connector.container.unit_of_work()() as tx:
        tx.events.add([a_new_event(f"webhook-{n}", status=EventStatus.DEAD) for n in range(3)])
        tx.commit()
    assert run_command("events", "replay").exit_code == 2
    assert "once more: 1" in run_command("events", "replay", "1").stdout
    assert "once more: 2" in run_command("events", "replay", "--status", "dead").stdout
    states = {event["status"] for event in json.loads(run_command("events", "list", "--json").stdout)}
    assert states == {"pending"}


@pytest.mark.usefixtures("an_order")
def test_an_event_is_shown_with_every_attempt_that_failed(connector: Connector) -> None:
    failures = [FailedAttempt(number, NOON, "host:1", f"no answer {number}") for number in (1, 2)]
    with connector.container.unit_of_work()() as tx:
        tx.events.add([a_new_event()])
        for failure in failures:
            (event,) = tx.events.claim(WorkerId("host", 1), NOON, 1)
            tx.events.settle([(event, Settlement(EventStatus.PENDING, failure.error, failure, NOON))], NOON)
        tx.commit()
    (shown,) = json.loads(run_command("events", "show", str(event.id), "--json").stdout)
    assert [failure["error"] for failure in shown["failures"]] == ["no answer 1", "no answer 2"]
    text = run_command("events", "show", str(event.id)).stdout
    assert "no answer 1" in text
    assert "host:1" in text


@pytest.mark.usefixtures("an_order")
def test_each_shop_has_settings_of_its_own(connector: Connector) -> None:
    run_command("shops", "settings", SHOP, "--keep-events", "30")
    shown = json.loads(run_command("shops", "settings", SHOP, "--unmapped", "placeholder", "--json").stdout)
    assert shown == [
        {
            "shop": SHOP,
            "keep_events_days": 30,
            "unmapped_products": "placeholder",
            "ship_test_orders": False,
            "move_to_shipping_location": False,
            "carriers": {},
            "create_missing_items": False,
        }
    ]
    with connector.container.unit_of_work()() as tx:
        assert tx.shops.get_settings(SHOP) == ShopSettings(30, UnmappedProducts.PLACEHOLDER)


class FakeTerminal(StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        """It is one."""
        return True

    def read_lines(self) -> list[str]:
        """What is to be read on it."""
        return [line.rstrip() for line in Text.from_ansi(self.getvalue()).plain.splitlines()]


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (80, ["shop        state      scopes", "tea-shop    connected  read_orders", "paper-shop  away"]),
        (
            20,
            [
                "shop    tea-shop",
                "state   connected",
                "scopes  read_orders",
                "",
                "shop   paper-shop",
                "state  away",
                "",
            ],
        ),
    ],
)
def test_a_terminal_too_narrow_for_a_table_shows_each_row_as_a_card(
    monkeypatch: pytest.MonkeyPatch, columns: int, lines: list[str]
) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    rows = [
        {"shop": "tea-shop", "state": "connected", "scopes": ["read_orders"]},
        {"shop": "paper-shop", "state": "away", "scopes": []},
    ]
    print_rows(rows, as_json=False, empty_message="")
    assert terminal.read_lines() == lines


def test_what_goes_into_a_file_is_not_cut_to_a_terminals_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_rows([{"shop": "tea-and-paper", "state": "connected"}], as_json=False, empty_message="")
    assert capsys.readouterr().out.split() == ["shop", "state", "tea-and-paper", "connected"]


def test_markup_in_a_value_is_shown_literally(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"title": "Tea [bold] 50 g"}], as_json=False, empty_message="")
    assert "Tea [bold] 50 g" in capsys.readouterr().out
