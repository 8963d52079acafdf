"""Takes an order through the product both ways, and says what came out wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from functools import partial

import httpx

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.shopify_admin import GraphQLShopifyAdmin
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.optional_scopes import READ_RETURNS
from novex_shopify.domain.model.order import Order as DomainOrder
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopAccess
from novex_shopify.domain.policies.order_document import build_sales_order
from tests.builders import SHOP
from tests.shopify_orders.expected import CORRECTIONS, Expected, ExpectedRefund, compute_expected
from tests.shopify_orders.graphql_answer import answer_request
from tests.shopify_orders.graphql_node import build_graphql_node
from tests.shopify_orders.money import ZERO
from tests.shopify_orders.order import Order
from tests.shopify_orders.webhook_body import encode_webhook_body

ACCESS = ShopAccess(SHOP, Secret("shpat_generated"), Scopes.parse(READ_RETURNS))


class FaultKind(StrEnum):
    """What can be wrong."""

    PARKED = "parked, though it adds up"
    BOOKED = "booked, though an amount is unexplained"
    ERROR = "another error"
    TOTAL = "wrong total"
    TAX = "wrong tax"
    CHANNEL_TAX = "wrong tax of the channel"
    TIP = "tip is not of kind tip"
    LINES = "wrong sum of a kind of line"
    ROUNDING = "wrong tax, discount or rounding line"
    RATES = "taxes of a line are not kept"
    REFUND = "wrong value of a refund"
    REPAID = "wrong sum of repaid money"
    STATED = "wrong current total, outstanding amount or cash rounding"
    PLACES = "amounts with other places than the currency's"
    WAYS = "webhook and GraphQL differ"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the document of an order."""

    kind: FaultKind
    way: str
    order: Order
    detail: str


Way = Callable[[Order], DomainOrder]


def read_by_webhook(order: Order) -> DomainOrder:
    """By the webhook's mapper.

    It states no returns and, if the customer paid in another currency, not what the repaid money is worth: then a fee
    is known only by the return, which has a webhook of its own.
    """
    stated = JsonPayloadReader().parse_order(encode_webhook_body(order))
    needs_return = order.return_fee and order.exchange.converts
    return replace(stated, returns=read_by_graphql(order).returns) if needs_return else stated


def read_by_graphql(order: Order) -> DomainOrder:
    """By the GraphQL documents and their mapper."""
    transport = httpx.MockTransport(partial(answer_request, build_graphql_node(order)))
    with httpx.Client(transport=transport) as http:
        admin = GraphQLShopifyAdmin(GraphQLClient(http, ShopEndpoints(), "2026-10", sleep=lambda _: None))
        return admin.fetch_order(ACCESS, order.id)


WAYS: dict[str, Way] = {"webhook": read_by_webhook, "graphql": read_by_graphql}


def find_faults(order: Order) -> list[Fault]:
    """All that is wrong, each kind once for each way."""
    expected, documents, faults = compute_expected(order), [], []
    for name, read in WAYS.items():
        try:
            document = build_sales_order(SHOP, read(order), {}, placeholders=True)
        except OrderTotalMismatch as error:
            if not expected.refused:
                faults.append(Fault(FaultKind.PARKED, name, order, str(error).split(". Nothing", maxsplit=1)[0]))
        except Exception as error:
            faults.append(Fault(FaultKind.ERROR, name, order, f"{type(error).__name__}: {error}"))
        else:
            documents.append(document)
            faults += [Fault(kind, name, order, detail) for kind, detail in compare(document, expected, name)]
    if len(documents) == len(WAYS) and (differing := list(_differences(*documents))):
        faults.append(Fault(FaultKind.WAYS, "both", order, ", ".join(differing)))
    return faults


def compare(document: SalesOrder, expected: Expected, way: str) -> Iterator[tuple[FaultKind, str]]:
    """What of a document is wrong."""
    if expected.refused:
        yield FaultKind.BOOKED, f"booked with {_write_lines(document)}"
        return
    if not expected.total.fits(document.total.amount):
        yield FaultKind.TOTAL, f"{document.total}, right: {expected.total}"
    tax = document.tax.amount if document.tax else ZERO
    if not expected.tax.fits(tax):
        yield FaultKind.TAX, f"{tax}, right: {expected.tax}"
    channel_tax = sum_channel_tax(document)
    if not expected.channel_tax.fits(channel_tax):
        yield FaultKind.CHANNEL_TAX, f"{channel_tax}, right: {expected.channel_tax}"
    yield from _compare_lines(document, expected)
    yield from _compare_taxes(document, expected)
    yield from _compare_refunds(document, expected, way)
    stated = tuple(
        money.amount if money else ZERO
        for money in (
            document.current_total,
            document.outstanding,
            document.cash_rounding,
            document.refund_cash_rounding,
        )
    )
    right = (expected.current_total, expected.outstanding, expected.cash_rounding, expected.refund_cash_rounding)
    if stated != right:
        yield FaultKind.STATED, f"{_join(stated)}, right: {_join(right)}"
    amounts = (document.total, *(line.total for line in document.lines))
    if wrong := [money for money in amounts if money.amount and _count_places(money.amount) != expected.places]:
        yield FaultKind.PLACES, f"{wrong[0]}"


def sum_channel_tax(document: SalesOrder) -> Decimal:
    """The taxes that the channel remits. The name of the mark is Shopify's; nothing where there is no mark."""
    taxes = (tax for line in document.lines for tax in line.taxes)
    return sum((tax.amount.amount for tax in taxes if getattr(tax, "channel_liable", False)), ZERO)


def _compare_lines(document: SalesOrder, expected: Expected) -> Iterator[tuple[FaultKind, str]]:
    kinds = dict.fromkeys(LineKind, ZERO)
    for line in document.lines:
        kinds[line.kind] += line.total.amount
    booked = _write_lines(document)
    right = {kind: expected.kinds.get(kind, ZERO) for kind in LineKind}
    if kinds[LineKind.TIP] != right[LineKind.TIP]:
        yield FaultKind.TIP, f"tip of {right[LineKind.TIP]}; {booked}"
    others = [kind for kind in LineKind if kind not in (*CORRECTIONS, LineKind.TIP) and kinds[kind] != right[kind]]
    if others and not _is_tip_as_item(kinds, right):
        yield FaultKind.LINES, f"{booked}; right: {_write_kinds(right)}"
    corrections = sum((kinds[kind] for kind in CORRECTIONS), ZERO)
    if expected.corrections is None:
        wrong = any(kinds[kind] != right[kind] for kind in CORRECTIONS)
        truth = _write_kinds(right)
    else:
        wrong = not expected.corrections.fits(corrections)
        truth = f"{_write_kinds(right)} and {expected.corrections} for taxes, discounts and rounding"
    if wrong:
        yield FaultKind.ROUNDING, f"{booked}; right: {truth}"


def _is_tip_as_item(kinds: dict[LineKind, Decimal], right: dict[LineKind, Decimal]) -> bool:
    """Whether the tip alone is what the items are too much by; that is a fault of its own."""
    return kinds[LineKind.ITEM] - right[LineKind.ITEM] == right[LineKind.TIP] - kinds[LineKind.TIP] and all(
        kinds[each] == right[each] for each in LineKind if each not in (*CORRECTIONS, LineKind.TIP, LineKind.ITEM)
    )


def _compare_taxes(document: SalesOrder, expected: Expected) -> Iterator[tuple[FaultKind, str]]:
    lines: dict[int, SalesOrderLine] = {line.line_item_id: line for line in document.lines}
    for line_id, right in expected.taxes.items():
        line = lines.get(line_id)
        kept = [(tax.title, tax.rate, tax.amount.amount) for tax in line.taxes] if line else []
        if kept != [(tax.title, tax.rate, tax.amount) for tax in right]:
            written = ", ".join(f"{title} {rate}: {amount}" for title, rate, amount in kept) or "none"
            truth = ", ".join(f"{tax.title} {tax.rate}: {tax.amount}" for tax in right) or "none"
            yield FaultKind.RATES, f"{written}; right: {truth}"
            return


def _compare_refunds(document: SalesOrder, expected: Expected, way: str) -> Iterator[tuple[FaultKind, str]]:
    wrong_values, wrong_sums = [], []
    refunds = {refund.id: refund for refund in document.refunds}
    for refund_id, right in expected.refunds.items():
        refund = refunds.get(refund_id)
        value = refund.value(taxes_included=document.taxes_included) if refund else None
        if value != right.value:
            wrong_values.append(f"{value}, right: {right.value}")
        if refund and way == "webhook" and not right.stated and refund.refunded_in_other_currencies():
            continue
        repaid = refund.refunded_amount() if refund else ZERO
        if not _is_repaid(right, repaid) or (refund and refund.pending) != right.pending:
            wrong_sums.append(f"{repaid}, right: {right.repaid}")
    if wrong_values:
        yield FaultKind.REFUND, "; ".join(wrong_values)
    if wrong_sums:
        yield FaultKind.REPAID, "; ".join(wrong_sums)


def _is_repaid(right: ExpectedRefund, repaid: Decimal) -> bool:
    """Whether the sum is right. Each transaction is converted on its own, so small ones may come to nothing."""
    return right.repaid.fits(repaid) and bool(right.repaid.value or not repaid)


def _differences(one: SalesOrder, other: SalesOrder) -> Iterator[str]:
    """The fields in which two documents differ. Money that went back has a check of its own."""
    one, other = _without_transactions(one), _without_transactions(other)
    one, other = replace(one, returns=()), replace(other, returns=())
    for field in fields(SalesOrder):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if first == second:
            continue
        if field.name == "lines" and len(first) == len(second):
            names = [each.name for each in fields(SalesOrderLine)]
            pairs = list(zip(first, second, strict=True))
            yield from (
                f"lines.{name}" for name in names if any(getattr(a, name) != getattr(b, name) for a, b in pairs)
            )
        else:
            yield field.name


def _without_transactions(document: SalesOrder) -> SalesOrder:
    return replace(document, refunds=tuple(replace(refund, transactions=()) for refund in document.refunds))


def _count_places(amount: Decimal) -> int:
    return -int(amount.as_tuple().exponent)


def _write_lines(document: SalesOrder) -> str:
    return " + ".join(f"{line.kind} {line.total.amount}" for line in document.lines) + f" = {document.total}"


def _write_kinds(kinds: dict[LineKind, Decimal]) -> str:
    return " + ".join(f"{kind} {amount}" for kind, amount in kinds.items() if amount) or "nothing"


def _join(amounts: tuple[Decimal, ...]) -> str:
    return " / ".join(map(str, amounts))
