"""Labels for many orders: asked for once, confirmed with the total, bought once, printed as one file."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.label import LabelFormat
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop_settings import RateRule
from tests.audited_world import list_entries
from tests.builders import SHOP
from tests.entrypoints.web.console.local_console import send_form
from tests.entrypoints.web.console.shipping.test_label_pages import console, container, get_carriers, give_address, work
from tests.warehouse_world import KIMCHI, NEWER, assign, book

__all__ = ["console", "container"]


@pytest.fixture
def order_ids(container: Container) -> list[str]:
    """The ids of two orders whose lots are assigned, and of one without lots."""
    assign(container, book(container, "#1002", 3), NEWER, 3)
    book(container, "#1003", 2)
    with container.transaction() as tx:
        tx.erp.catalog.put([replace(KIMCHI, grams=100)])
        tx.erp.catalog.set_edited_fields([replace(KIMCHI, volume_ml=100)])
        tx.shops.save_settings(SHOP, replace(tx.shops.get_settings(SHOP), rate_rule=RateRule.CHEAPEST))
        tx.commit()
    return ["1", "2", "3"]


def draw_page() -> bytes:
    page, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(288, 432)
    writer.write(page)
    return page.getvalue()


def ask(container: Container, console: TestClient, order_ids: list[str]) -> tuple[str, list[str]]:
    """Choose these orders; returns the page, and the ids of the labels on it."""
    status, page = send_form(console, "/console/fulfill/labels", {"id": order_ids})
    if status == 303:  # all of them got one
        with container.read_transaction() as tx:
            ids = sorted(each.id for each in tx.label_purchases.list_latest(10))
        page = console.get(f"/console/labels/many?ids={'-'.join(map(str, ids))}").text
    return page, re.findall(r'id="label-([0-9]+)"', page)


def test_labels_of_many_orders_are_bought_at_once_and_never_twice(
    container: Container, console: TestClient, order_ids: list[str]
) -> None:
    page, ids = ask(container, console, order_ids)
    assert all(text in page for text in ("1 order got no label", "#1003", "has nothing to pack"))
    assert ask(container, console, order_ids[:2])[1] == ids
    assert len(ids) == 2
    work(container)
    assert get_carriers(container).calls["request_rates"] == 2
    address = f"/console/labels/many?ids={'-'.join(ids)}"
    page = console.get(address).text
    assert all(text in page for text in ("12.14", "Buy 2 labels"))
    form = dict(re.findall(r'name="((?:rate|why)-[0-9]+)" value="([^"]*)"', page))
    for _ in range(2):
        send_form(console, "/console/labels/many/buy", {"ids": "-".join(ids), **form})
        work(container)
    with container.read_transaction() as tx:
        bought = tx.label_purchases.list_latest(10)
    assert [(each.state, each.ship_error) for each in bought] == [(PurchaseState.BOUGHT, None)] * 2
    assert get_carriers(container).calls["buy"] == 2
    page, again = ask(container, console, order_ids)
    assert (again, "3 orders got no label" in page) == ([], True)
    with container.transaction() as tx:
        for each in ids:
            tx.label_purchases.save_file(int(each), LabelFormat.PDF, draw_page())
        tx.commit()
    printed = console.get(f"/console/labels/many/pdf?ids={'-'.join(ids)}")
    assert len(PdfReader(BytesIO(printed.content)).pages) == 2
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN


def test_warnings_of_the_address_and_the_insured_value_are_beside_the_rate(
    container: Container, console: TestClient, order_ids: list[str]
) -> None:
    _, ids = ask(container, console, order_ids[:2])
    work(container)
    give_address(container, "1", company="X" * 40)
    with container.transaction() as tx:
        purchase = tx.label_purchases.get(int(ids[0]))
        assert purchase
        insured = replace(purchase.options, insured_value=Money(Decimal("249.99"), "USD"))
        tx.label_purchases.save(replace(purchase, options=insured))
        tx.commit()
    page = console.get(f"/console/labels/many?ids={'-'.join(ids)}").text
    assert ("Insured for" in page, "249.99" in page) == (True, True)
    assert page.count("The company has 40 characters. UPS and FedEx refuse") == 1


def test_one_that_is_refused_stops_no_other(container: Container, console: TestClient, order_ids: list[str]) -> None:
    _, ids = ask(container, console, order_ids[:2])
    work(container)
    with container.read_transaction() as tx:
        rate = tx.label_purchases.list_latest(1)[0].rates[0].id
    form = {"ids": "-".join(ids), f"rate-{ids[0]}": "rate_none", f"rate-{ids[1]}": rate}
    _, page = send_form(console, "/console/labels/many/buy", form)
    assert "has no rate rate_none" in page
    work(container)
    assert get_carriers(container).calls["buy"] == 1
    assert console.get("/console/labels/many/pdf?ids=99").status_code == 404


def test_an_order_that_somebody_packs_or_that_is_on_hold_is_named(
    container: Container, console: TestClient, order_ids: list[str]
) -> None:
    with acting_as(Actor(ActorKind.USER, "Anna", "7")):
        container.begin_packing()("2")
    container.hold_order()(SHOP, 1001, "call first")
    page, ids = ask(container, console, order_ids)
    assert (ids, "Anna is packing order #1002" in page, "on hold: call first" in page) == ([], True, True)
