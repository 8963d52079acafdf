"""The contract of `Reports`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Tax
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine
from novex_shopify.domain.model.report import (
    ADJUSTMENT,
    UNALLOCATED_REFUND,
    CustomerSales,
    ExpiringLot,
    FulfillmentCount,
    FulfillmentStage,
    LifecycleStep,
    ProductSales,
    PromiseCount,
    ReportPeriod,
    Sales,
    SalesTotal,
    ShopPeriod,
    StepTiming,
    TaxSum,
)
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, WarehouseState
from novex_shopify.domain.ports.reports import Reports
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import LINE_ID, SHOP, a_customer, a_sales_order, an_item, dollars, euros

BERLIN, NEW_YORK = ShopDomain(SHOP), ShopDomain("new-york.myshopify.com")
FIRST, LAST = date(2026, 3, 28), date(2026, 3, 29)  # the second day has 23 hours in Berlin
VAT = Tax("VAT", Decimal("0.19"), euros("1.71"))


def a_period(*shops: tuple[ShopDomain, str]) -> ReportPeriod:
    """The two days of Berlin's store, or of these stores, seen from noon of the second."""
    chosen = shops or ((BERLIN, "Europe/Berlin"),)
    begin, end = (datetime.combine(day, datetime.min.time()) for day in (FIRST, LAST + timedelta(days=1)))
    periods = [
        ShopPeriod(shop, begin.replace(tzinfo=ZoneInfo(zone)), end.replace(tzinfo=ZoneInfo(zone)), zone)
        for shop, zone in chosen
    ]
    return ReportPeriod(FIRST, LAST, periods, datetime(2026, 3, 29, 10, tzinfo=UTC))


def an_order(number: int, moment: str = "2026-03-28T12:00+00:00", **changes: object) -> SalesOrder:
    ordered_at = datetime.fromisoformat(moment)
    order = a_sales_order(shopify_order_id=number, ordered_at=ordered_at, created_at=ordered_at, tax=euros("1.71"))
    line = replace(order.lines[0], taxes=(VAT,))
    return replace(order, **{"taxes_included": True, "lines": (line,), **changes})  # type: ignore[arg-type]


def a_refund_on(moment: str, *, line: str = "4.50", tax: str = "0.72", shipping: str = "0.00") -> Refund:
    lines = (RefundLine(LINE_ID, 1, euros(line), euros(tax)),)
    beside = (RefundAdjustment("shipping_refund", euros(shipping), euros("0.00")),)
    return Refund(1, 1, datetime.fromisoformat(moment), lines, beside)


def book(tx: Transaction, *orders: SalesOrder) -> Sequence[str]:
    return tx.erp.orders.apply(orders)


def settle(tx: Transaction, state: WarehouseState) -> None:
    states = get_stock(tx).warehouse_states
    states.lock(state.order_id)
    states.save(state)


def get_reports(tx: Transaction) -> Reports:
    assert tx.erp.reports
    return tx.erp.reports


def sales(total: str, tax: str = "0.00", refunded: str = "0.00", currency: str = "EUR") -> Sales:
    return Sales(currency, Decimal(total) - Decimal(tax), Decimal(tax), Decimal(total), Decimal(refunded))


def test_orders_count_from_midnight_to_midnight_of_their_store(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        book(
            tx,
            an_order(1, "2026-03-27T22:59:59+00:00"),  # Friday, 23:59:59 in Berlin
            an_order(2, "2026-03-27T23:00:00+00:00"),
            an_order(3, "2026-03-29T21:59:59+00:00"),  # the last second of the short day
            an_order(4, "2026-03-29T22:00:00+00:00"),
            an_order(5, "2026-03-28T03:59:59+00:00", shop_domain=NEW_YORK),
            an_order(6, "2026-03-28T04:00:00+00:00", shop_domain=NEW_YORK),
        )
        berlin = get_reports(tx).sum_sales(a_period())
        both = get_reports(tx).sum_sales(a_period((BERLIN, "Europe/Berlin"), (NEW_YORK, "America/New_York")))
    assert berlin == [SalesTotal(2, sales("21.42", "3.42"))]
    assert both == [SalesTotal(3, sales("32.13", "5.13"))]


def test_test_orders_and_cancelled_and_deleted_ones_are_no_sales(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        moment = datetime(2026, 3, 28, 13, tzinfo=UTC)
        ids = book(tx, an_order(1, test=True), an_order(2, cancelled_at=moment), an_order(3))
        tx.erp.orders.delete([ids[2]], moment)
        assert get_reports(tx).sum_sales(a_period()) == []
        assert get_reports(tx).list_product_sales(a_period()) == []
        assert get_reports(tx).sum_taxes(a_period()) == []


def test_a_refund_counts_on_its_own_day_and_currencies_are_never_added_up(unit_of_work: UnitOfWork) -> None:
    in_dollars = an_order(3, total=dollars("10.71"), tax=dollars("1.71"))
    with unit_of_work() as tx:
        refund = a_refund_on("2026-03-29T08:00+00:00", shipping="5.00")
        (ada,) = tx.erp.customers.apply(BERLIN, [a_customer()], {})
        book(
            tx,
            an_order(1, "2026-01-01T12:00+00:00", customer_id=ada, refunds=(refund,)),
            an_order(2, refunds=(a_refund_on("2026-04-01T12:00+00:00"),)),
            replace(in_dollars, customer_id=ada, lines=()),
            an_order(4, "2026-01-01T12:00+00:00", customer_id=ada, taxes_included=False, refunds=(refund,)),
        )
        totals = get_reports(tx).sum_sales(a_period())
        customers = get_reports(tx).list_customer_sales(a_period())
        first = get_reports(tx).list_customer_sales(a_period(), 1)
    # Of the order whose prices are without tax, the tax comes on top of what was refunded.
    refunded = "19.72"
    assert sorted(totals, key=lambda each: each.sales.currency) == [
        SalesTotal(1, sales("10.71", "1.71", refunded)),
        SalesTotal(1, sales("10.71", "1.71", currency="USD")),
    ]
    name, email = f"{a_customer().first_name} {a_customer().last_name}", a_customer().email
    assert customers == [
        CustomerSales(ada, name, email, 1, sales("10.71", "1.71", currency="USD")),
        CustomerSales(None, None, None, 1, sales("10.71", "1.71")),
        CustomerSales(ada, name, email, 0, sales("0.00", refunded=refunded)),
    ]
    assert first == customers[:1]


def test_what_is_written_again_is_counted_once(unit_of_work: UnitOfWork) -> None:
    """Taxes that an edit removed, and parts that a later reading of a refund has no longer, are gone."""
    refund = a_refund_on("2026-03-29T08:00+00:00", shipping="5.00")
    order = an_order(1, refunds=(refund,))
    (line,) = order.lines
    city = Tax("City", Decimal("0.01"), euros("0.09"))
    with unit_of_work() as tx:
        (order_id,) = book(tx, replace(order, lines=(replace(line, taxes=(VAT, city)),)))
        book(tx, order)
        tx.erp.orders.add_refunds([(order_id, replace(refund, adjustments=()))])
        taxes = get_reports(tx).sum_taxes(a_period())
        (total,) = get_reports(tx).sum_sales(a_period())
    assert [(each.title, each.tax, each.refunded_tax) for each in taxes] == [("VAT", Decimal("1.71"), Decimal("0.72"))]
    assert total.sales.refunded == Decimal("4.50")


def test_products_are_named_by_their_item_and_the_rows_add_up_to_all_sales(unit_of_work: UnitOfWork) -> None:
    order = an_order(1, refunds=(a_refund_on("2026-03-29T08:00+00:00", shipping="1.00"),))
    (line,) = order.lines
    no_item = replace(line, line_item_id=2, item_id=None, sku="OLD", taxes=())
    unnamed = replace(no_item, line_item_id=3, sku=None, title="Engraving")
    shipping = replace(unnamed, line_item_id=0, kind=LineKind.SHIPPING, title="Express", total=euros("5.00"))
    cheap = replace(shipping, title="Standard", total=euros("3.00"), tax=euros("0.00"))
    lines = (line, no_item, unnamed, shipping, cheap)
    total, tax = (sum((getattr(each, name).amount for each in lines), Decimal(0)) for name in ("total", "tax"))
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-1", name="Earl Grey, 100 g", sku="EARL")])
        book(tx, replace(order, lines=lines, total=Money(total, "EUR"), tax=Money(tax, "EUR")))
        products = get_reports(tx).list_product_sales(a_period())
        ((_, all_sales),) = [(each.orders, each.sales) for each in get_reports(tx).sum_sales(a_period())]
    assert products == [
        ProductSales("item", "ART-1", "EARL", "Earl Grey, 100 g", 2, 1, sales("10.71", "1.71", "4.50")),
        ProductSales("item", None, "OLD", "Earl Grey", 2, 0, sales("10.71", "1.71")),
        ProductSales("item", None, None, "Engraving", 2, 0, sales("10.71", "1.71")),
        ProductSales("shipping", None, None, "Standard", 0, 0, sales("8.00", "1.71")),
        ProductSales(ADJUSTMENT, None, None, "", 0, 0, sales("0.00", refunded="1.00")),
    ]
    for name in ("net", "tax", "total", "refunded"):
        assert sum(getattr(each.sales, name) for each in products) == getattr(all_sales, name)


def test_orders_are_counted_by_how_far_they_are(unit_of_work: UnitOfWork) -> None:
    moment = datetime(2026, 3, 28, 13, tzinfo=UTC)
    with unit_of_work() as tx:
        ids = book(
            tx,
            an_order(1),
            an_order(2, fulfillment_status="partial"),
            an_order(3, fulfillment_status="fulfilled"),
            an_order(4, fulfillment_status="fulfilled", cancelled_at=moment),
            an_order(5),
        )
        settle(tx, WarehouseState(ids[4], fulfillment=FulfillmentStatus.FULFILLED))
        assert get_reports(tx).count_by_stage(a_period()) == [
            FulfillmentCount(FulfillmentStage.UNFULFILLED, "EUR", 1, Decimal("10.71")),
            FulfillmentCount(FulfillmentStage.PARTIALLY_FULFILLED, "EUR", 1, Decimal("10.71")),
            FulfillmentCount(FulfillmentStage.FULFILLED, "EUR", 2, Decimal("21.42")),
            FulfillmentCount(FulfillmentStage.CANCELLED, "EUR", 1, Decimal("10.71")),
        ]


def test_a_promise_is_kept_until_the_end_of_the_day_in_the_store(unit_of_work: UnitOfWork) -> None:
    shipped = (
        (FIRST, "2026-03-28T22:59:59+00:00"),  # still the day in Berlin
        (FIRST, "2026-03-28T23:00:00+00:00"),  # late by a second
        (FIRST, None),  # overdue
        (LAST, None),  # the day is not over
        (date(2026, 3, 30), "2026-03-28T12:00:00+00:00"),  # of another period
        (None, "2026-03-28T12:00:00+00:00"),
    )
    with unit_of_work() as tx:
        ids = book(tx, *(an_order(number, "2026-01-01T12:00+00:00") for number in range(1, len(shipped) + 1)))
        for order_id, (promised_on, moment) in zip(ids, shipped, strict=True):
            shipped_at = datetime.fromisoformat(moment) if moment else None
            state = WarehouseState(order_id, promised_on=promised_on, shipped_at=shipped_at)
            settle(tx, state)
        assert get_reports(tx).count_promises(a_period()) == [
            PromiseCount(FIRST, FIRST, on_time=1, late=1, overdue=1, not_due=0),
            PromiseCount(LAST, LAST, on_time=0, late=0, overdue=0, not_due=1),
        ]


def test_steps_are_measured_of_the_orders_that_made_them(unit_of_work: UnitOfWork) -> None:
    ordered_at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    with unit_of_work() as tx:
        for number, order_id in enumerate(book(tx, *(an_order(number) for number in range(1, 12))), start=1):
            shipped_at = ordered_at + timedelta(hours=number, microseconds=999_999) if number <= 10 else None
            state = WarehouseState(order_id, first_assigned_at=ordered_at, shipped_at=shipped_at)
            settle(tx, state)
        timings = {each.step: each for each in get_reports(tx).measure_steps(a_period())}
    assert list(timings) == list(LifecycleStep)
    hours = (timedelta(hours=5), timedelta(hours=9))
    assert timings[LifecycleStep.ORDERED_TO_ASSIGNED] == StepTiming(
        LifecycleStep.ORDERED_TO_ASSIGNED, 11, timedelta(0), timedelta(0)
    )
    assert timings[LifecycleStep.ASSIGNED_TO_SHIPPED] == StepTiming(LifecycleStep.ASSIGNED_TO_SHIPPED, 10, *hours)
    assert timings[LifecycleStep.SHIPPED_TO_DELIVERED] == StepTiming(LifecycleStep.SHIPPED_TO_DELIVERED, 0, None, None)


def test_taxes_are_summed_by_country_and_rate_also_after_the_customer_is_erased(unit_of_work: UnitOfWork) -> None:
    austria, germany = Address(country_code="AT"), Address(country_code="DE")
    order = an_order(1, shipping_address=austria, billing_address=germany)
    (line,) = order.lines
    same_rate = replace(line, taxes=(replace(VAT, rate=Decimal("0.190")),))
    two_taxes = replace(line, line_item_id=2, taxes=(VAT, Tax("City", None, euros("0.30"), channel_liable=True)))
    untaxed = replace(line, line_item_id=0, kind=LineKind.TIP, taxes=(), tax=euros("0.00"), total=euros("2.00"))
    refund = a_refund_on("2026-03-28T12:00+00:00")
    both = replace(refund, lines=(*refund.lines, replace(refund.lines[0], line_item_id=2, tax=euros("0.10"))))
    with unit_of_work() as tx:
        book(
            tx,
            replace(order, lines=(same_rate, two_taxes, untaxed), refunds=(both,)),
            an_order(2, billing_address=germany),
            an_order(3),
        )
        before = get_reports(tx).sum_taxes(a_period())
        tx.erp.orders.erase(BERLIN, None)
        assert get_reports(tx).sum_taxes(a_period()) == before

    def tax(country: str | None, title: str | None, **values: object) -> TaxSum:
        known = TaxSum(country, title, None, False, "EUR", Decimal(0), Decimal(0), Decimal(0))
        amounts = {name: Decimal(value) if isinstance(value, str) else value for name, value in values.items()}
        return replace(known, **amounts)  # type: ignore[arg-type]

    assert before == [
        tax(None, "VAT", rate="0.19", net="9.00", tax="1.71"),
        tax("AT", None, net="2.00"),
        tax("AT", "City", channel_liable=True, net="9.00", tax="0.30"),
        tax("AT", UNALLOCATED_REFUND, refunded_tax="0.10"),
        tax("AT", "VAT", rate="0.19", net="18.00", tax="3.42", refunded_tax="0.72"),
        tax("DE", "VAT", rate="0.19", net="9.00", tax="1.71"),
    ]


def test_lots_that_expire_are_listed_while_they_are_in_the_warehouse(unit_of_work: UnitOfWork) -> None:
    kimchi = Lot(0, "KIMCHI", "L1", LotSource.PRODUCTION, datetime(2026, 1, 1, tzinfo=UTC), expires_on=FIRST)
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item("KIMCHI", name="Kimchi")])
        stock = get_stock(tx)
        for code, expires_on, change in (
            ("L1", FIRST, StockChange(free=3, assigned=2)),
            ("L2", LAST, StockChange(held=1)),
            ("L3", LAST + timedelta(days=1), StockChange(free=1)),
            ("L4", None, StockChange(free=1)),
            ("L5", FIRST, StockChange()),
        ):
            lot = stock.lots.add(replace(kimchi, code=code, expires_on=expires_on))
            for location_id in (1, 2):
                movement = Movement(MovementKind.RECEIVE, lot.id, location_id, change)
                stock.ledger.post([movement], kimchi.received_at)
        expiring = get_reports(tx).list_expiring_lots(LAST)
        assert expiring == [
            ExpiringLot("KIMCHI", "Kimchi", "L1", FIRST, 10, 6),
            ExpiringLot("KIMCHI", "Kimchi", "L2", LAST, 2, 0),
        ]
        assert get_reports(tx).list_expiring_lots(LAST, 1) == expiring[:1]
