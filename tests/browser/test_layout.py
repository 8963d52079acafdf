"""Nothing is cut off on any page, at any width, with long texts in every list."""

import pytest

from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from tests.browser.console_user import ConsoleUser
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


def test_nothing_is_cut_off(product: RunningProduct, visitor: ConsoleUser, order_id: int) -> None:
    with product.container.unit_of_work()() as tx:
        event = tx.events.list_latest(1)[0]
        run = tx.imports.list_latest(1)[0]
        variant = tx.mappings.list_for_shop(SHOP, limit=1)[0].variant.variant_id
    pages = [
        "",
        "/events",
        "/events/replay",
        f"/events/{event.id}",
        "/orders",
        "/orders?text=nothing",
        f"/orders/{SHOP}/{order_id}",
        "/shipments",
        "/products",
        f"/products/{SHOP}/{variant}",
        f"/products/{SHOP}/exact-matches",
        f"/products/{SHOP}/import",
        "/imports",
        f"/imports/{run.id}",
        "/stores",
        f"/stores/{SHOP}",
        f"/stores/{SHOP}/data-check",
        f"/stores/{SHOP}/data-check/2026-11-26",
        f"/stores/{SHOP}/webhooks",
        f"/stores/{SHOP}/settings",
        f"/stores/{SHOP}/disconnect",
        "/data-check",
        "/health/checks",
        "/settings/users",
        "/settings/users/1",
        "/settings/api-tokens",
        "/settings/audit-log",
        "/account",
        "/stores/unknown.myshopify.com",
        "/preferences",
        "/components",
    ]
    cut: dict[str, list[str]] = {}
    for page in pages:
        cut |= visitor.find_cut_elements(f"/console{page}")
    assert cut == {}, "\n".join(map(str, cut.items()))
