"""Refunds made and settled, and the webhooks each of these sets off."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from novex_shopify.entrypoints.sandbox.clock import later_than
from novex_shopify.entrypoints.sandbox.errors import BadInput, Unknown
from novex_shopify.entrypoints.sandbox.money import ZERO, share
from novex_shopify.entrypoints.sandbox.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.payloads.refund import refund_payload
from novex_shopify.entrypoints.sandbox.refunds import Adjustment, AdjustmentKind, Refund, RefundedLine, Restock
from novex_shopify.entrypoints.sandbox.routing import withdraw
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice
from novex_shopify.entrypoints.sandbox.wishes import RefundLineWish, RefundWish


def refund_order(shop: Shop, number: int, wish: RefundWish) -> tuple[Order, list[Notice]]:
    """Refund lines and freight; if neither is named, everything that is left, the tip too.

    Raises `BadInput` for more than is left, and for an order that is cancelled or was never paid.
    """
    before = shop.order(number)
    _check_refundable(before)
    moment = later_than(before.updated_at, shop.clock())
    refund = _write_up(shop, before, wish, moment)
    order = replace(before, refunds=(*before.refunds, refund), updated_at=moment)
    order = replace(order, financial_status=_financial_status(order))
    shop.keep_order(order)
    withdraw(shop, order, refund.lines)
    return order, [Notice("refunds/create", refund.id, refund_payload(shop, order, refund)), _updated(shop, order)]


def settle_refund(shop: Shop, number: int, refund_id: int) -> tuple[Order, list[Notice]]:
    """Have the money of a pending refund arrive. Raises `BadInput` if it has arrived before."""
    before = shop.order(number)
    refund = next((each for each in before.refunds if each.id == refund_id), None)
    if refund is None:
        raise Unknown(f"{before.name} has no refund with the id {refund_id}")
    if not refund.pending:
        raise BadInput(f"pending: the refund {refund_id} of {before.name} is not pending")
    moment = later_than(before.updated_at, shop.clock())
    settled = replace(refund, pending=False, updated_at=moment)
    refunds = tuple(settled if each is refund else each for each in before.refunds)
    order = replace(before, refunds=refunds, updated_at=moment)
    shop.keep_order(order)
    return order, [_updated(shop, order)]


def _check_refundable(order: Order) -> None:
    if order.cancelled_at:
        raise BadInput(f"cancelled_at: {order.name} is cancelled, and only what is not can be refunded")
    if not order.paid:
        raise BadInput(f"financial_status: {order.name} is {order.financial_status}, and only what is paid is refunded")


def _write_up(shop: Shop, order: Order, wish: RefundWish, moment: datetime) -> Refund:
    wanted = _all_left(order) if wish.means_everything else wish.lines
    lines = tuple(_refunded_lines(shop, order, wanted))
    adjustments = tuple(_adjustments(shop, order, wish))
    if not lines and not adjustments:
        raise BadInput(f"lines: nothing of {order.name} is left to refund")
    worth = sum((line.subtotal for line in lines), ZERO) + sum((each.amount for each in adjustments), ZERO)
    taxes = sum((line.tax for line in lines), ZERO) + sum((each.tax for each in adjustments), ZERO)
    amount = worth if order.taxes_included else worth + taxes
    return Refund(
        id=shop.ids.next(),
        transaction_id=shop.ids.next(),
        created_at=moment,
        updated_at=moment,
        lines=lines,
        adjustments=adjustments,
        amount=amount,
        pending=wish.pending and bool(amount),
        note=wish.note,
    )


def _all_left(order: Order) -> tuple[RefundLineWish, ...]:
    left = ((line.id, order.current_quantity(line)) for line in order.lines)
    return tuple(RefundLineWish(line_item_id=number, quantity=quantity) for number, quantity in left if quantity)


def _refunded_lines(shop: Shop, order: Order, wishes: Iterable[RefundLineWish]) -> Iterator[RefundedLine]:
    """Check each wish against what the ones before it leave; pieces that have not been shipped go first."""
    to_ship = shop.to_ship(order)
    taken: Counter[int] = Counter()
    for index, wish in enumerate(wishes):
        line = _line(order, wish, index)
        left = order.current_quantity(line) - taken[line.id]
        if not 1 <= wish.quantity <= left:
            raise BadInput(f"lines[{index}].quantity: must be 1 or more, and {left} at most, which is what is left")
        waiting = max(0, to_ship[line.id] - taken[line.id])
        yield from _pieces(shop, line, wish, first=line.quantity - left, waiting=waiting)
        taken[line.id] += wish.quantity


def _line(order: Order, wish: RefundLineWish, index: int) -> OrderLine:
    for line in order.lines:
        if line.id == wish.line_item_id:
            return line
    raise BadInput(f"lines[{index}].line_item_id: {order.name} has no line with the id {wish.line_item_id}")


def _pieces(shop: Shop, line: OrderLine, wish: RefundLineWish, *, first: int, waiting: int) -> Iterator[RefundedLine]:
    """Split the pieces by where they go, and give each part its share of the line's money."""
    unshipped = min(wish.quantity, waiting)
    restocked = {Restock.CANCEL: unshipped, Restock.RETURN: wish.quantity - unshipped}
    parts = restocked if wish.restock and not line.gift_card else {Restock.NONE: wish.quantity}
    for restock, quantity in parts.items():
        if quantity:
            pieces = range(first, first + quantity)
            yield RefundedLine(
                id=shop.ids.next(),
                line_item_id=line.id,
                quantity=quantity,
                subtotal=share(line.discounted_price, pieces, line.quantity),
                tax=share(line.tax, pieces, line.quantity),
                restock=restock,
                location_id=None if restock is Restock.NONE else line.location_id,
            )
            first += quantity


def _adjustments(shop: Shop, order: Order, wish: RefundWish) -> Iterator[Adjustment]:
    if wish.shipping and not order.current_shipping:
        raise BadInput(f"shipping: nothing of it is left to refund on {order.name}")
    if order.current_shipping and (wish.shipping or wish.means_everything):
        freight = order.shipping
        yield Adjustment(
            id=shop.ids.next(), kind=AdjustmentKind.SHIPPING, amount=order.current_shipping, tax=freight.tax
        )
    if order.current_tip and wish.means_everything:
        yield Adjustment(id=shop.ids.next(), kind=AdjustmentKind.DISCREPANCY, amount=order.current_tip)


def _financial_status(order: Order) -> str:
    if order.current_total == order.total:
        return order.financial_status
    return "partially_refunded" if order.current_total else "refunded"


def _updated(shop: Shop, order: Order) -> Notice:
    return Notice("orders/updated", order.id, order_payload(shop, order))
