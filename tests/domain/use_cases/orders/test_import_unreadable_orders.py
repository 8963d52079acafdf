"""An order that cannot be read refuses its own line, and the rest of the file is imported."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from novex_shopify.domain.errors import ShopifyUnavailable, UnreadablePayload
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.use_cases.imports.importer import Listing
from novex_shopify.domain.use_cases.orders.import_orders import ImportOrders
from tests.builders import HOUR, NOON, SHOP, euros
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.order_steps import build_reconcile_orders, make_order

CHANGED = OrderRange(NOON - HOUR, NOON)


@pytest.fixture
def fakes() -> Fakes:
    fakes = Fakes()
    fakes.connect_shop()
    fakes.shop.orders = {number: replace(make_order(), id=number) for number in (1, 2)}
    return fakes


@pytest.fixture
def import_orders(fakes: Fakes) -> ImportOrders:
    return ImportOrders(fakes.unit_of_work, build_reconcile_orders(fakes), fakes.access, fakes.notifier, fakes.clock)


def build_record(number: int, read: Callable[[], OrderSummary] | None = None) -> BulkRecord[OrderSummary]:
    """A line whose summary can be read, unless `read` says otherwise."""
    summary = OrderSummary(number, f"#{number}", NOON, NOON, euros("15.71"), euros("15.71"))
    return BulkRecord(number, number, number, read or (lambda: summary))


def raise_error(error: Exception) -> Callable[[], OrderSummary]:
    def read() -> OrderSummary:
        raise error

    return read


@pytest.mark.parametrize(
    ("error", "reason"),
    [(UnreadablePayload("totalPriceSet is not an object"), "totalPriceSet"), (ValueError("a bug"), "value error")],
)
def test_a_summary_that_cannot_be_read_refuses_its_line(
    import_orders: ImportOrders, error: Exception, reason: str
) -> None:
    refused, fetched = import_orders.fetch(SHOP, [build_record(1, raise_error(error)), build_record(2)])
    assert isinstance(refused, RefusedLine)
    assert (refused.line, reason in refused.reason) == (1, True)
    assert isinstance(fetched, BulkRecord)


@pytest.mark.parametrize(
    ("error", "reason"),
    [(UnreadablePayload("quantity is not a number"), "quantity"), (ArithmeticError("a bug"), "arithmetic error")],
)
def test_an_order_that_cannot_be_fetched_refuses_its_line(
    fakes: Fakes, import_orders: ImportOrders, error: Exception, reason: str
) -> None:
    fakes.shop.run_on_call("fetch_order", 1, raise_error(error))
    refused, fetched = import_orders.fetch(SHOP, [build_record(1), build_record(2)])
    assert isinstance(refused, RefusedLine)
    assert (refused.line, reason in refused.reason) == (1, True)
    assert isinstance(fetched, BulkRecord)


def test_an_outage_refuses_no_line(fakes: Fakes, import_orders: ImportOrders) -> None:
    fakes.shop.fail_next_call("fetch_order", ShopifyUnavailable("no answer"))
    with pytest.raises(ShopifyUnavailable):
        import_orders.fetch(SHOP, [build_record(1)])


@pytest.mark.parametrize(("listing", "watermark"), [(Listing(whole=True), NOON), (Listing(), None)])
def test_an_unreadable_line_does_not_hold_back_the_watermark_and_a_cut_file_does(
    fakes: Fakes, import_orders: ImportOrders, listing: Listing, watermark: object
) -> None:
    with fakes.unit_of_work() as tx:
        run = tx.imports.start(SHOP, ImportKind.ORDERS, NOON, CHANGED)
        import_orders.run_step(tx, run, listing, None)
        assert tx.reconciliations.get_watermark(SHOP) == watermark
