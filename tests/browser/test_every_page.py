"""Every page, with long texts in every list: nothing is cut off, and axe finds nothing."""

import json
from itertools import chain

import pytest
from starlette.routing import Route

from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.entrypoints.web.console.routes import routes
from tests.browser.console_user import ConsoleUser
from tests.browser.page_faults import find_faults
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

SHOP = ShopDomain("a-store-with-a-rather-long-name-of-its-own.myshopify.com")
ERROR = (
    "The shipment does not fit what Shopify still expects: line 10802824535005496: 1 shipped, 0 expected from there; "
    "gid://shopify/FulfillmentOrder/10802824535005496?with=a-long-address-that-has-no-spaces-and-never-ends-at-all "
) * 3


@pytest.fixture
def order_id(product: RunningProduct) -> int:
    """A store with an order, a shipment that cannot be sent, and a failed import, all with long texts."""
    order_id: int = product.connect_shop(SHOP).place_custom_order({})["id"]
    wait_until(lambda: product.container.get_overview()()[0].parked, 10, "the order to wait for its products")
    _fail_an_import(product)
    product.container.push_fulfillment()(
        Shipment("SHIP-OUT-2026-11-26-1004", "1", (ShipmentLine(1, 1),), Tracking("JD01460000" * 4, "DHL Express"))
    )
    with product.container.engine().begin() as connection:
        connection.exec_driver_sql(
            "UPDATE shopify_fulfillment_pushes"
            " SET status = 'parked', last_error = ?, shop_domain = ?, shopify_order_id = ?",
            (ERROR, SHOP, order_id),
        )
        connection.exec_driver_sql("UPDATE shopify_webhook_events SET last_error = ? WHERE status = 'parked'", (ERROR,))
    return order_id


def _fail_an_import(product: RunningProduct) -> None:
    now = product.container.clock().now()
    with product.container.unit_of_work()() as tx:
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, now)
        claimed = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), now)
        assert claimed
        tx.imports.add_refused_lines(claimed, [RefusedLine(1, ERROR)])
        tx.imports.save(claimed.finish(ImportStatus.FAILED, now), now)
        tx.commit()


NOT_PAGES = {
    "/console/events/per-minute",
    "/console/session",
    "/console/sign-in/provider",
    "/console/sign-in/provider/callback",
    "/console/products/{shop}/export",
    "/console/products/{shop}/{variant:id}/suggestion",
    "/console/imports/{run:id}/rejected",
}
"""What answers with data, a file, or a part of a page."""


def list_pages(product: RunningProduct, order_id: int) -> dict[str, list[str]]:
    """The addresses to look at, by the path of the route."""
    with product.container.unit_of_work()() as tx:
        event = tx.events.list_latest(1)[0].id
        failed, done = tx.imports.list_latest(1)[0].id, tx.imports.list_latest(2)[1].id
        variants = [row.variant.variant_id for row in tx.mappings.list_for_shop(SHOP, limit=2)]
    return {
        "/console": ["/console"],
        "/console/preferences": ["/console/preferences"],
        "/console/components": ["/console/components"],
        "/console/moved": ["/console/moved"],
        "/console/sign-in": ["/console/sign-in"],
        "/console/events": ["/console/events", "/console/events?text=nothing"],
        "/console/events/replay": ["/console/events/replay"],
        "/console/events/{event:id}": [f"/console/events/{event}"],
        "/console/orders": ["/console/orders", "/console/orders?text=nothing"],
        "/console/orders/{shop}/{order:id}": [f"/console/orders/{SHOP}/{order_id}"],
        "/console/shipments": ["/console/shipments"],
        "/console/products": [
            f"/console/products{query}" for query in ("", "?status=mapped", "?status=all", "?text=x")
        ],
        "/console/products/{shop}/exact-matches": [f"/console/products/{SHOP}/exact-matches"],
        "/console/products/{shop}/import": [f"/console/products/{SHOP}/import"],
        "/console/products/{shop}/{variant:id}": [f"/console/products/{SHOP}/{each}?text=tea" for each in variants],
        "/console/imports": ["/console/imports"],
        "/console/imports/{run:id}": [f"/console/imports/{failed}", f"/console/imports/{done}"],
        "/console/imports/{run:id}/cancel": [f"/console/imports/{done}/cancel"],
        "/console/stores": ["/console/stores"],
        "/console/stores/{shop}": [f"/console/stores/{SHOP}"],
        "/console/stores/{shop}/disconnect": [f"/console/stores/{SHOP}/disconnect"],
        "/console/{page:path}": ["/console/stores/unknown.myshopify.com"],
    }


def test_no_page_has_a_fault(product: RunningProduct, visitor: ConsoleUser, order_id: int) -> None:
    pages = list_pages(product, order_id)
    routed = {route.path for route in routes if isinstance(route, Route) and "GET" in (route.methods or ())}
    assert set(pages) == routed - NOT_PAGES, "a page is not looked at"
    faults: dict[str, dict[str, list[str]]] = {}
    for address in chain.from_iterable(pages.values()):
        visitor.page.goto(address)
        if found := find_faults(visitor.page):
            faults[address] = found
    assert faults == {}, json.dumps(faults, indent=2)
