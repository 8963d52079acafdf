"""Orders are held and released on their page and in bulk, and a store's rules are set with a preview."""

from collections.abc import Generator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import OrderOnHold
from novex_shopify.domain.model.order_hold import HoldRuleKind
from novex_shopify.domain.model.packing import Packing
from tests.builders import HOUR, NOON, SHOP
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.warehouse_world import OLDER, assign, book, open_warehouse, stop_clock

PAGE = f"/console/orders/{SHOP}/1001"
WHY = "the customer called"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console with two orders, the first with lots."""
    stop_clock(container)
    open_warehouse(container)
    assign(container, book(container, "#1001", 2), OLDER, 2)
    book(container, "#1002", 2)
    with open_local_console(container) as client:
        yield client


def hold(console: TestClient) -> None:
    assert send_form(console, f"{PAGE}/hold", {"reason": WHY})[0] == 303


def test_an_order_is_held_on_its_page_and_released_by_a_named_person(console: TestClient) -> None:
    hold(console)
    page = console.get(PAGE).text
    assert all(text in page for text in (WHY, "by hand", "local user", "On hold"))
    assert f'href="{PAGE}/ship"' not in page
    ids = page.split('name="holds" value="')[1].split('"')[0]
    assert send_form(console, f"{PAGE}/release", {"reason": "paid by phone", "holds": ids})[0] == 303
    page = console.get(PAGE).text
    assert all(
        text in page
        for text in ("<strong>Released</strong>", "local user", "paid by phone", WHY, f'href="{PAGE}/ship"')
    )


def test_a_held_order_is_left_out_of_fulfill_and_pick_lists(console: TestClient) -> None:
    row = f'href="{PAGE}"'
    assert row in console.get("/console/fulfill").text
    hold(console)
    assert row not in console.get("/console/fulfill").text
    picked = console.get("/console/fulfill/pick-list?orders=1-2").text
    assert "Left out, because they are on hold" in picked
    assert "Nothing to pick" in picked


@pytest.mark.parametrize("ids", [(f"{SHOP}/1001", f"{SHOP}/1002"), ("1", "2")])
def test_chosen_orders_are_held_and_released(console: TestClient, container: Container, ids: tuple[str, str]) -> None:
    held = container.list_held_orders()
    send_form(console, "/console/orders/hold", {"id": list(ids)})
    assert held.count(9) == 0
    send_form(console, "/console/orders/hold", {"id": list(ids), "reason": WHY})
    page = console.get("/console/orders/on-hold").text
    assert all(text in page for text in ("#1001", "#1002", WHY))
    assert "#1002" in console.get("/console/orders/on-hold?format=csv").text
    assert 'href="/console/orders/on-hold"' in console.get("/console/orders?view=on_hold").text
    send_form(console, "/console/orders/release", {"id": list(ids), "reason": "it is over"})
    assert held.count(9) == 0


def test_a_rule_is_previewed_saved_and_deleted(console: TestClient, container: Container) -> None:
    fields = {"shop": SHOP, "name": "Big", "kind": "amount_above", "values": "10"}
    _, page = send_form(console, "/console/settings/holds", {**fields, "preview": "yes"})
    assert "<strong>2</strong> of the last 2 orders" in page
    with container.read_transaction() as tx:
        assert tx.shops.get_settings(SHOP).hold_rules == ()
    status, page = send_form(console, "/console/settings/holds", {**fields, "values": "lots"})
    assert (status, "State one amount" in page) == (422, True)
    assert send_form(console, "/console/settings/holds", fields)[0] == 303
    with container.read_transaction() as tx:
        [rule] = tx.shops.get_settings(SHOP).hold_rules
    assert (rule.kind, rule.values) == (HoldRuleKind.AMOUNT_ABOVE, ("10",))
    page = console.get(f"/console/settings/holds?shop={SHOP}&rule=Big").text
    assert "Total above 10 in the store" in page
    assert 'value="Big"' in page
    send_form(console, "/console/settings/holds/delete", {"shop": SHOP, "name": "Big"})
    with container.read_transaction() as tx:
        assert tx.shops.get_settings(SHOP).hold_rules == ()


def test_the_packing_station_refuses_an_order_on_hold_and_raises_the_alarm_for_one_that_is_being_packed(
    console: TestClient, container: Container
) -> None:
    packing = container.begin_packing()("1")
    hold(console)
    changed = container.pack_order()("1", packing.version, "KIM-350")
    assert isinstance(changed, Packing)
    assert changed.alarm
    assert WHY in changed.alarm.text
    container.pack_order()("1", changed.version, "leave")
    with pytest.raises(OrderOnHold):
        container.begin_packing()("1")


def test_orders_that_are_on_hold_for_too_long_need_attention(console: TestClient, container: Container) -> None:
    hold(console)
    assert "An order is on hold" not in console.get("/console").text
    with container.transaction() as tx:
        [held] = tx.order_holds.list_by_orders(SHOP, [1001])
        tx.order_holds.save(replace(held, placed_at=NOON - 25 * HOUR))
        tx.commit()
    assert "An order is on hold" in console.get("/console").text
