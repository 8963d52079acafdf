"""A lot and an order, traced on their pages."""

from html import unescape

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.entrypoints.web.console.recalls import affected_orders
from novex_shopify.entrypoints.web.console.stock import trace_page
from tests.builders import SHOP, a_link
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.trace.trace_steps import order, ship


def read(console: TestClient, address: str) -> str:
    answer = console.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def test_a_lot_shows_where_it_came_from_where_it_is_and_who_has_it(console: TestClient) -> None:
    page = read(console, "/console/lots/1/trace")
    assert "100 % accounted for" in page
    assert "11 free, 3 assigned, 0 held" in page
    assert "20 units received" in page
    assert [name for name in ("#1001", "#1002", "#1003") if f">{name}</a>" in page] == ["#1001", "#1002"]
    assert "<div>SHIP-1</div>" in page
    assert 'href="/console/recalls/new?lot=1"' in page
    assert 'href="/console/lots/1/trace"' in read(console, "/console/lots/1")


@pytest.mark.parametrize(("lots", "name"), [("assumed", "#1003"), ("not_known", "#1004")])
def test_orders_that_are_not_sure_stand_apart(console: TestClient, lots: str, name: str) -> None:
    page = read(console, f"/console/lots/1/trace?lots={lots}")
    assert [each for each in ("#1001", "#1003", "#1004") if f">{each}</a>" in page] == [name]


def test_a_long_list_has_pages(console: TestClient, fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (affected_orders, trace_page):
        monkeypatch.setattr(module, "PAGE_SIZE", 2)
    ship(fakes, order(fakes, 5), 1)
    first = read(console, "/console/lots/1/trace")
    address = first.partition('">Next page')[0].rpartition('href="')[2].partition('"')[0]
    second = read(console, address)
    assert (">#1005</a>" in first, ">#1005</a>" in second, "First page" in second) == (False, True, True)


def test_an_order_shows_the_lots_of_its_lines(console: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        tx.order_links.save([a_link(1, "1")])
        tx.commit()
    page = read(console, f"/console/orders/{SHOP}/1/trace")
    assert 'href="/console/lots/1/trace">L1</a>' in page
    assert ("SHIP-1" in page, "Shipped" in page) == (True, True)
    assert f'href="/console/orders/{SHOP}/1/trace"' in read(console, f"/console/orders/{SHOP}/1")
