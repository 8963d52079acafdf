"""Rules that every adapter of `Reports` follows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import TypeVar

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import CostKind, LabelCost
from novex_shopify.domain.model.report import LifecycleStep, PromiseCount, ShippingCost, TaxSum
from novex_shopify.domain.model.sales_order import SalesOrderLine

Value = TypeVar("Value", int, timedelta)

_ZERO = Decimal(0)

FRACTIONS = (Decimal("0.5"), Decimal("0.9"))
"""Of the median and of the slowest tenth."""

STEP_MOMENTS: Mapping[LifecycleStep, tuple[str, str]] = {
    LifecycleStep.ORDERED_TO_ASSIGNED: ("ordered_at", "first_assigned_at"),
    LifecycleStep.ASSIGNED_TO_SHIPPED: ("first_assigned_at", "shipped_at"),
    LifecycleStep.SHIPPED_TO_DELIVERED: ("shipped_at", "delivered_at"),
    LifecycleStep.ORDERED_TO_SHIPPED: ("ordered_at", "shipped_at"),
    LifecycleStep.ORDERED_TO_DELIVERED: ("ordered_at", "delivered_at"),
}


def find_country(shipping: Address | None, billing: Address | None) -> str | None:
    """Return the code of the country where an order is sent to, else billed to."""
    return next((each.country_code for each in (shipping, billing) if each and each.country_code), None)


def find_nearest_rank(fraction: Decimal, values: Sequence[Value]) -> Value | None:
    """Return the smallest value that is not below this fraction of all of them; None of none."""
    return sorted(values)[ceil(fraction * len(values)) - 1] if values else None


def add_promises(
    counts: Iterable[PromiseCount], get_days: Callable[[date], tuple[date, date]]
) -> Sequence[PromiseCount]:
    """Add up counts of single days by the days that theirs belongs to, in order."""
    totals: dict[tuple[date, date], PromiseCount] = {}
    for each in counts:
        days = get_days(each.first)
        known = totals.get(days, PromiseCount(*days, 0, 0, 0, 0))
        totals[days] = replace(
            known,
            on_time=known.on_time + each.on_time,
            late=known.late + each.late,
            overdue=known.overdue + each.overdue,
            not_due=known.not_due + each.not_due,
        )
    return [totals[days] for days in sorted(totals)]


def list_line_taxes(country: str | None, line: SalesOrderLine) -> Iterator[TaxSum]:
    """Return each stated tax of a line; of a line without one, what tax it has."""
    currency, net = line.total.currency, line.total.amount - line.tax.amount
    for tax in line.taxes:
        yield TaxSum(country, tax.title, tax.rate, tax.channel_liable, currency, net, tax.amount.amount, Decimal(0))
    if not line.taxes:
        yield TaxSum(
            country,
            None,
            None,
            channel_liable=False,
            currency=currency,
            net=net,
            tax=line.tax.amount,
            refunded_tax=Decimal(0),
        )


def add_shipping_costs(
    costs: Iterable[ShippingCost], get_days: Callable[[date], tuple[date, date]]
) -> Sequence[ShippingCost]:
    """Add up costs of single days by the days that theirs belongs to, in order."""
    totals: dict[tuple[date, str, str, str], ShippingCost] = {}
    for each in costs:
        first, last = get_days(each.first)
        key = (first, each.carrier, each.service, each.currency)
        known = totals.get(key)
        totals[key] = replace(add_costs(known, each) if known else each, first=first, last=last)
    return [totals[key] for key in sorted(totals)]


def build_shipping_cost(day: date, carrier: str, service: str, cost: LabelCost, labels: int = 1) -> ShippingCost:
    """The row of one kind of cost; labels are counted by their postage."""
    empty = ShippingCost(day, day, carrier, service, cost.amount.currency, 0, _ZERO, _ZERO, _ZERO, _ZERO)
    amount = cost.amount.amount
    match cost.kind:
        case CostKind.POSTAGE:
            return replace(empty, postage=amount, labels=labels)
        case CostKind.INSURANCE:
            return replace(empty, insurance=amount)
        case CostKind.FEE:
            return replace(empty, fees=amount)
        case CostKind.REFUND:
            return replace(empty, refunded=-amount)


def add_taxes(parts: Iterable[TaxSum]) -> Sequence[TaxSum]:
    """Add up the same tax: rates that differ only in their number of decimals are one. Sums of nothing are left out."""
    totals: dict[tuple[object, ...], TaxSum] = {}
    for part in parts:
        rate = (part.rate is None, part.rate or Decimal(0))
        key = (part.country or "", part.title or "", rate, part.channel_liable, part.currency)
        known = totals.get(key)
        totals[key] = _add(known, part) if known else part
    return [totals[key] for key in sorted(totals) if _is_something(totals[key])]


def _add(known: TaxSum, part: TaxSum) -> TaxSum:
    return replace(
        known,
        net=known.net + part.net,
        tax=known.tax + part.tax,
        refunded_tax=known.refunded_tax + part.refunded_tax,
    )


def _is_something(tax: TaxSum) -> bool:
    return any((tax.net, tax.tax, tax.refunded_tax))


def add_costs(known: ShippingCost, part: ShippingCost) -> ShippingCost:
    """Add up costs in the same currency."""
    return replace(
        known,
        labels=known.labels + part.labels,
        postage=known.postage + part.postage,
        insurance=known.insurance + part.insurance,
        fees=known.fees + part.fees,
        refunded=known.refunded + part.refunded,
    )
