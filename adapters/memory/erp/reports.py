"""Reports of the fake ERP."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import floor
from zoneinfo import ZoneInfo

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.report import (
    ADJUSTMENT,
    PRODUCT_KINDS,
    REFUNDABLE_KINDS,
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
    ShippingCost,
    ShopPeriod,
    StepTiming,
    TaxSum,
)
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.label_costs import find_cost_moment, list_costs
from novex_shopify.domain.policies.report_rows import (
    FRACTIONS,
    STEP_MOMENTS,
    add_promises,
    add_shipping_costs,
    add_taxes,
    build_shipping_cost,
    find_nearest_rank,
    list_line_taxes,
)

_ZERO = Decimal(0)
_STATED_STAGES = {"fulfilled": FulfillmentStage.FULFILLED, "partial": FulfillmentStage.PARTIALLY_FULFILLED}


@dataclass(frozen=True, slots=True)
class MemoryReports:
    """The port `Reports`."""

    state: State

    def sum_sales(self, period: ReportPeriod) -> Sequence[SalesTotal]:
        rows = self._add_up_orders(period, lambda _: None)
        return [SalesTotal(orders, sales) for (_, sales, orders) in rows]

    def list_customer_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[CustomerSales]:
        rows = self._add_up_orders(period, lambda order: order.customer_id)
        return [CustomerSales(key, *self._find_person(key), orders, sales) for key, sales, orders in rows[:limit]]

    def list_product_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[ProductSales]:
        parts = [
            _sell(line, order)
            for order in self._list_sold()
            if _is_in(order.ordered_at, order, period)
            for line in order.lines
        ]
        parts += [each for order, refund in self._list_refunds(period) for each in _refund(order, refund)]
        totals: dict[object, ProductSales] = {}
        for part in parts:
            key = (part.kind, part.item_id, part.sku, part.title if _is_unnamed(part) else "", part.sales.currency)
            known = totals.get(key)
            totals[key] = _add_products(known, part) if known else part
        return [self._name(each) for each in sorted(totals.values(), key=_rank_product)][:limit]

    def count_by_stage(self, period: ReportPeriod) -> Sequence[FulfillmentCount]:
        totals: dict[tuple[str, FulfillmentStage], list[Decimal]] = defaultdict(list)
        for order in self._list_real():
            if _is_in(order.ordered_at, order, period):
                totals[order.total.currency, self._find_stage(order)].append(order.total.amount)
        order_of_stages = list(FulfillmentStage)
        return [
            FulfillmentCount(key[1], key[0], len(totals[key]), sum(totals[key], _ZERO))
            for key in sorted(totals, key=lambda key: (key[0], order_of_stages.index(key[1])))
        ]

    def count_promises(self, period: ReportPeriod) -> Sequence[PromiseCount]:
        shops: dict[str, ShopPeriod] = {each.shop: each for each in period.shops}
        counts = [
            _judge(state, state.promised_on, shops[order.shop_domain], period.now)
            for order, state in self._list_with_states()
            if order.shop_domain in shops
            if state.promised_on and period.first <= state.promised_on <= period.last
        ]
        return add_promises(counts, lambda day: (day, day))

    def measure_steps(self, period: ReportPeriod) -> Sequence[StepTiming]:
        pairs = [pair for pair in self._list_with_states() if _is_in(pair[0].ordered_at, pair[0], period)]
        return [_measure(step, pairs) for step in LifecycleStep]

    def sum_taxes(self, period: ReportPeriod) -> Sequence[TaxSum]:
        countries = self.state.order_countries
        taxes = [
            each
            for order in self._list_sold()
            if _is_in(order.ordered_at, order, period)
            for line in order.lines
            for each in list_line_taxes(countries.get(order.id or ""), line)
        ]
        for order, refund in self._list_refunds(period):
            taxes += _list_refunded_taxes(countries.get(order.id or ""), order, refund)
        return add_taxes(taxes)

    def sum_shipping_costs(self, period: ReportPeriod) -> Sequence[ShippingCost]:
        shops = {each.shop: each for each in period.shops}
        rows = [
            build_shipping_cost(at.astimezone(ZoneInfo(shop.time_zone)).date(), rate.carrier, rate.service, cost)
            for purchase in self.state.label_purchases.values()
            if purchase.postage and (shop := shops.get(purchase.shop_domain))
            for rate in [purchase.postage.rate]
            for cost in list_costs(purchase)
            if shop.since <= (at := find_cost_moment(purchase, cost)) < shop.until
        ]
        return add_shipping_costs(rows, lambda day: (day, day))

    def list_expiring_lots(self, until: date, limit: int | None = None) -> Sequence[ExpiringLot]:
        totals: dict[int, tuple[int, int]] = {}
        for balance in self.state.stock.values():
            on_hand, free = totals.get(balance.lot_id, (0, 0))
            totals[balance.lot_id] = (on_hand + balance.on_hand, free + balance.free)
        expiring = []
        for lot_id, (on_hand, free) in totals.items():
            lot = self.state.lots[lot_id]
            if on_hand and lot.expires_on and lot.expires_on <= until:
                item = self.state.items.get(lot.item_id)
                name = item.name if item else None
                expiring.append(ExpiringLot(lot.item_id, name, lot.code, lot.expires_on, on_hand, free))
        return sorted(expiring, key=lambda each: (each.expires_on, each.item_id, each.lot))[:limit]

    def _list_real(self) -> Iterator[SalesOrder]:
        return (each for each in self.state.orders.values() if not each.test and each.deleted_at is None)

    def _list_sold(self) -> Iterator[SalesOrder]:
        return (each for each in self._list_real() if each.cancelled_at is None)

    def _list_with_states(self) -> Iterator[tuple[SalesOrder, WarehouseState]]:
        states = self.state.warehouse_states
        return ((each, states[each.id]) for each in self._list_sold() if each.id in states)

    def _list_refunds(self, period: ReportPeriod) -> Iterator[tuple[SalesOrder, Refund]]:
        for order in self._list_sold():
            for refund in order.refunds:
                if (refund.lines or refund.adjustments) and _is_in(refund.refunded_at, order, period):
                    yield order, refund

    def _add_up_orders(
        self, period: ReportPeriod, get_key: Callable[[SalesOrder], str | None]
    ) -> list[tuple[str | None, Sales, int]]:
        totals: dict[tuple[str | None, str], tuple[Sales, int]] = {}

        def add(order: SalesOrder, sales: Sales, orders: int) -> None:
            key = (get_key(order), sales.currency)
            known, count = totals.get(key, (_sum(sales.currency), 0))
            totals[key] = (_add(known, sales), count + orders)

        for order in self._list_sold():
            if _is_in(order.ordered_at, order, period):
                tax = order.tax.amount if order.tax else _ZERO
                add(order, _sum(order.total.currency, order.total.amount, tax), 1)
        for order, refund in self._list_refunds(period):
            value = refund.value(taxes_included=order.taxes_included)
            add(order, _sum(order.total.currency, refunded=value), 0)
        rows = [(key, sales, orders) for (key, _), (sales, orders) in totals.items()]
        return sorted(rows, key=lambda row: (-row[1].total, row[0] is None, row[0] or "", row[1].currency))

    def _find_person(self, customer_id: str | None) -> tuple[str | None, str | None]:
        if customer_id not in self.state.customers:
            return None, None
        _, customer = self.state.customers[customer_id]
        return " ".join(filter(None, (customer.first_name, customer.last_name))) or None, customer.email

    def _find_stage(self, order: SalesOrder) -> FulfillmentStage:
        if order.cancelled_at:
            return FulfillmentStage.CANCELLED
        if state := self.state.warehouse_states.get(order.id or ""):
            return FulfillmentStage(state.fulfillment)
        return _STATED_STAGES.get(order.fulfillment_status or "", FulfillmentStage.UNFULFILLED)

    def _name(self, product: ProductSales) -> ProductSales:
        item = self.state.items.get(product.item_id or "")
        return replace(product, title=item.name, sku=item.sku) if item else product


def _is_in(moment: datetime, order: SalesOrder, period: ReportPeriod) -> bool:
    return any(each.shop == order.shop_domain and each.since <= moment < each.until for each in period.shops)


def _sum(currency: str, total: Decimal = _ZERO, tax: Decimal = _ZERO, refunded: Decimal = _ZERO) -> Sales:
    return Sales(currency, total - tax, tax, total, refunded)


def _add(known: Sales, part: Sales) -> Sales:
    return _sum(known.currency, known.total + part.total, known.tax + part.tax, known.refunded + part.refunded)


def _sell(line: SalesOrderLine, order: SalesOrder) -> ProductSales:
    return _build_product(line, line.quantity, 0, _sum(order.total.currency, line.total.amount, line.tax.amount))


def _refund(order: SalesOrder, refund: Refund) -> Iterator[ProductSales]:
    currency = order.total.currency
    for each in refund.lines:
        value = each.subtotal.amount + (_ZERO if order.taxes_included else each.tax.amount)
        line = _find_line(order, each.line_item_id)
        yield _build_product(line, 0, each.quantity, _sum(currency, refunded=value))
    for adjustment in refund.adjustments:
        value = adjustment.amount.amount + (_ZERO if order.taxes_included else adjustment.tax.amount)
        yield _build_product(None, 0, 0, _sum(currency, refunded=value))


def _build_product(line: SalesOrderLine | None, units: int, returned: int, sales: Sales) -> ProductSales:
    if line is None:
        return ProductSales(ADJUSTMENT, None, None, "", 0, 0, sales)
    if line.kind not in PRODUCT_KINDS:
        return ProductSales(line.kind, None, None, line.title, 0, 0, sales)
    sku = line.sku if line.item_id is None else None
    return ProductSales(line.kind, line.item_id, sku, line.title, units, returned, sales)


def _find_line(order: SalesOrder, line_item_id: int) -> SalesOrderLine | None:
    found = (line for line in order.lines if line.line_item_id == line_item_id and line.kind in REFUNDABLE_KINDS)
    return next(found, None)


def _is_unnamed(product: ProductSales) -> bool:
    return product.kind in PRODUCT_KINDS and product.item_id is None and product.sku is None


def _add_products(known: ProductSales, part: ProductSales) -> ProductSales:
    return replace(
        known,
        title=max(known.title, part.title),
        units=known.units + part.units,
        returned_units=known.returned_units + part.returned_units,
        sales=_add(known.sales, part.sales),
    )


def _rank_product(product: ProductSales) -> tuple[object, ...]:
    texts = (product.item_id, product.sku, product.title if _is_unnamed(product) else None)
    nulls_last = tuple((text is None, text or "") for text in texts)
    return (-product.sales.total, product.kind, *nulls_last, product.sales.currency)


def _judge(state: WarehouseState, promised_on: date, shop: ShopPeriod, now: datetime) -> PromiseCount:
    zone = ZoneInfo(shop.time_zone)
    if state.shipped_at:
        on_time = state.shipped_at.astimezone(zone).date() <= promised_on
        return PromiseCount(promised_on, promised_on, int(on_time), int(not on_time), 0, 0)
    is_over = promised_on < now.astimezone(zone).date()
    return PromiseCount(promised_on, promised_on, 0, 0, int(is_over), int(not is_over))


def _measure(step: LifecycleStep, pairs: Iterable[tuple[SalesOrder, WarehouseState]]) -> StepTiming:
    times = []
    for order, state in pairs:
        moments: Mapping[str, datetime | None] = {
            "ordered_at": order.ordered_at,
            "first_assigned_at": state.first_assigned_at,
            "shipped_at": state.shipped_at,
            "delivered_at": state.delivered_at,
        }
        start, end = (moments[name] for name in STEP_MOMENTS[step])
        if start and end:
            times.append(timedelta(seconds=floor(end.timestamp()) - floor(start.timestamp())))
    return StepTiming(step, len(times), *(find_nearest_rank(fraction, times) for fraction in FRACTIONS))


def _list_refunded_taxes(country: str | None, order: SalesOrder, refund: Refund) -> Iterator[TaxSum]:
    unallocated = TaxSum(
        country,
        UNALLOCATED_REFUND,
        None,
        channel_liable=False,
        currency=order.total.currency,
        net=_ZERO,
        tax=_ZERO,
        refunded_tax=_ZERO,
    )
    for each in refund.lines:
        line = _find_line(order, each.line_item_id)
        refunded = replace(unallocated, refunded_tax=each.tax.amount)
        if line and len(line.taxes) == 1:
            (tax,) = line.taxes
            refunded = replace(refunded, title=tax.title, rate=tax.rate, channel_liable=tax.channel_liable)
        yield refunded
    for adjustment in refund.adjustments:
        yield replace(unallocated, refunded_tax=adjustment.tax.amount)
