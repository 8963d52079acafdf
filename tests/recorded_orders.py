"""Compares documents with their webhook bodies, by an arithmetic that shares nothing with the product."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from novex_shopify.domain.model.sales_order import SalesOrder

Body = Mapping[str, Any]

ZERO = Decimal(0)


def is_order(body: Body) -> bool:
    """Whether a body is a whole order. Those of some topics under `orders/` are not."""
    return "line_items" in body and "total_price" in body


def compute_charges(body: Body) -> Mapping[int, Decimal]:
    """What each line and each shipping line costs: its price, less its discounts, with the taxes on top of it."""
    shipping = [line for line in body["shipping_lines"] if not line.get("is_removed")]
    return {
        **{line["id"]: _compute_charge(body, line, line["quantity"]) for line in body["line_items"]},
        **{line["id"]: _compute_charge(body, line, 1) for line in shipping},
    }


def adds_up(body: Body) -> bool:
    """Whether the lines, the tip, duties and fees, less a discount on no line, are the total."""
    lines = [*body["line_items"], *body["shipping_lines"]]
    allocated = _sum(each["amount"] for line in lines for each in line.get("discount_allocations") or ())
    beside = _sum([body.get("total_tip_received"), *map(_get_shop_amount, _list_charge_sets(body))])
    return sum(compute_charges(body).values(), beside) - (_sum([body["total_discounts"]]) - allocated) == _sum(
        [body["total_price"]]
    )


def find_differences(body: Body, document: SalesOrder) -> Iterator[str]:
    """What of a document is not as its body says."""
    booked = {line.line_item_id: line.total.amount for line in document.lines if line.line_item_id}
    if booked != (charges := compute_charges(body)):
        yield f"lines: {booked}, right: {charges}"
    figures = {
        "total": (document.total.amount, body["total_price"]),
        "tax": (document.tax.amount if document.tax else ZERO, body["total_tax"]),
        "current total": (document.current_total and document.current_total.amount, body.get("current_total_price")),
    }
    for name, (amount, stated) in figures.items():
        if amount != (stated if stated is None else Decimal(stated)):
            yield f"{name}: {amount}, right: {stated}"
    yield from _compare_refunds(body, document)


def _compare_refunds(body: Body, document: SalesOrder) -> Iterator[str]:
    booked = {each.id: each.value(taxes_included=document.taxes_included) for each in document.refunds}
    right = {each["id"]: _compute_refund(body, each) for each in body["refunds"]}
    if booked != right:
        yield f"refunds: {booked}, right: {right}"


def _compute_charge(body: Body, line: Body, quantity: int) -> Decimal:
    discounts = _sum(each["amount"] for each in line.get("discount_allocations") or ())
    taxes = ZERO if body["taxes_included"] else _sum(each["price"] for each in line.get("tax_lines") or ())
    return Decimal(line["price"]) * quantity - discounts + taxes


def _compute_refund(body: Body, refund: Body) -> Decimal:
    taxed = ZERO if body["taxes_included"] else Decimal(1)
    lines = refund["refund_line_items"]
    value = _sum(each["subtotal"] for each in lines) + taxed * _sum(each["total_tax"] for each in lines)
    adjustments = refund["order_adjustments"]
    value -= _sum(each["amount"] for each in adjustments) + taxed * _sum(each["tax_amount"] for each in adjustments)
    return value + sum(map(_get_shop_amount, (refund.get("total_duties_set"), refund.get("total_additional_fees_set"))))


def _list_charge_sets(body: Body) -> Sequence[Body | None]:
    return body.get("original_total_duties_set"), body.get("original_total_additional_fees_set")


def _get_shop_amount(amounts: Body | None) -> Decimal:
    return Decimal(amounts["shop_money"]["amount"]) if amounts else ZERO


def _sum(amounts: Any) -> Decimal:
    return sum((Decimal(str(each)) for each in amounts if each), ZERO)
