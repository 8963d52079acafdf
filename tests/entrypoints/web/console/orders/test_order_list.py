"""The list of orders: by state and store, in both orders, and as a file."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_orders
from tests.builders import NOON, OTHER_SHOP, SHOP, a_sales_order, a_shop
from tests.entrypoints.web.console.local_console import open_local_console


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with 52 orders in two stores; the second has every second one."""
    orders = [
        replace(
            a_sales_order(name=f"#{number}"),
            shop_domain=(SHOP, OTHER_SHOP)[number % 2],
            shopify_order_id=number,
            ordered_at=NOON + number * timedelta(minutes=1),
        )
        for number in range(1, 53)
    ]
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        describe_orders(tx, tx.erp.orders.apply(orders), NOON)
        tx.commit()
    with open_local_console(container) as client:
        yield client


def test_orders_are_counted_and_listed_by_store(console: TestClient) -> None:
    page = console.get("/console/orders").text
    assert "<title>Orders (52)" in page
    assert page.index(">#52<") < page.index(">#51<")
    assert "Next page" in page
    assert "<title>Orders (26)" in console.get(f"/console/orders?shop={SHOP}").text
    assert "No orders match" in console.get("/console/orders?state=blocked").text
    oldest_first = console.get("/console/orders?sort=date&state=booked&after=nonsense").text
    assert oldest_first.index(">#1<") < oldest_first.index(">#2<")


def test_the_file_of_orders_has_all_of_the_filter(console: TestClient) -> None:
    lines = console.get(f"/console/orders?format=csv&shop={SHOP}").text.splitlines()
    header = "order,date,store,items,total,currency,payment,fulfillment,status,on_hold,erp,"
    assert lines[0].removeprefix("\ufeff").startswith(header)
    assert len(lines) == 27
    assert lines[1].startswith("#52,")
    assert "Booked" in lines[1]
