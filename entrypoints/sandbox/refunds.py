"""Money and goods that go back."""

from dataclasses import replace
from decimal import Decimal

from novex_shopify.entrypoints.sandbox.clock import later_than
from novex_shopify.entrypoints.sandbox.errors import BadInput, Unknown
from novex_shopify.entrypoints.sandbox.money import ZERO, spread
from novex_shopify.entrypoints.sandbox.orders import Order, OrderLine, Refund, RefundedLine
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.payloads.refund import refund_payload
from novex_shopify.entrypoints.sandbox.routing import take
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice
from novex_shopify.entrypoints.sandbox.wishes import RefundLineWish, RefundWish


def refund_order(shop: Shop, number: int, wish: RefundWish) -> tuple[Order, list[Notice]]:
    """Refund lines and freight. Raises `BadInput` for more than is left of them."""
    before = shop.order(number)
    wanted, shipping = wish.lines, wish.shipping
    if not wanted and not shipping:
        left = ((line, line.quantity - before.refunded(line.id)) for line in before.lines)
        wanted = tuple(RefundLineWish(line.id, quantity) for line, quantity in left if quantity)
        shipping = not any(refund.shipping for refund in before.refunds)
    moment = later_than(before.updated_at, shop.clock())
    lines = tuple(_refunded(before, each, index) for index, each in enumerate(wanted))
    freight, freight_tax = _freight(before) if shipping else (ZERO, ZERO)
    goods = sum((line.subtotal + _on_top(before, line.tax) for line in lines), ZERO)
    refund = Refund(
        id=shop.ids.next(),
        transaction_id=shop.ids.next(),
        created_at=moment,
        updated_at=moment,
        lines=lines,
        amount=goods + freight + _on_top(before, freight_tax),
        shipping=freight,
        shipping_tax=freight_tax,
        pending=wish.pending,
        note=wish.note,
    )
    order = replace(before, refunds=(*before.refunds, refund), updated_at=moment)
    order = replace(order, financial_status="partially_refunded" if order.current_total else "refunded")
    shop.orders[number] = order
    _expect_less(shop, order, lines)
    return order, [
        Notice("refunds/create", refund.id, refund_payload(order, refund)),
        Notice("orders/updated", order.id, order_payload(shop, order)),
    ]


def settle_refund(shop: Shop, number: int, refund_id: int) -> tuple[Order, list[Notice]]:
    """Have the money of a pending refund arrive."""
    before = shop.order(number)
    if refund_id not in {refund.id for refund in before.refunds}:
        raise Unknown(f"{before.name} has no refund with the id {refund_id}")
    moment = later_than(before.updated_at, shop.clock())
    refunds = tuple(
        replace(refund, pending=False, updated_at=moment) if refund.id == refund_id else refund
        for refund in before.refunds
    )
    shop.orders[number] = order = replace(before, refunds=refunds, updated_at=moment)
    return order, [Notice("orders/updated", order.id, order_payload(shop, order))]


def _refunded(order: Order, wish: RefundLineWish, index: int) -> RefundedLine:
    line = next((line for line in order.lines if line.id == wish.line_item_id), None)
    if line is None:
        raise BadInput(f"lines[{index}].line_item_id: {order.name} has no such line")
    before = order.refunded(line.id)
    if not 1 <= wish.quantity <= line.quantity - before:
        raise BadInput(f"lines[{index}].quantity: must be from 1 to {line.quantity - before}, which is what is left")
    subtotal = _share(line, line.discounted_price, before, wish.quantity)
    tax = _share(line, line.tax, before, wish.quantity)
    return RefundedLine(line_item_id=line.id, quantity=wish.quantity, subtotal=subtotal, tax=tax, restock=wish.restock)


def _share(line: OrderLine, amount: Decimal, before: int, quantity: int) -> Decimal:
    """The pieces share an amount to the cent, so that all of them together are all of it."""
    shares = spread(amount, [Decimal(1)] * line.quantity)
    return sum(shares[before : before + quantity], ZERO)


def _freight(order: Order) -> tuple[Decimal, Decimal]:
    if any(refund.shipping for refund in order.refunds):
        raise BadInput("shipping: was refunded already")
    return order.shipping.price, order.shipping.tax


def _on_top(order: Order, tax: Decimal) -> Decimal:
    return ZERO if order.taxes_included else tax


def _expect_less(shop: Shop, order: Order, lines: tuple[RefundedLine, ...]) -> None:
    """What goes back before it was shipped is not shipped any more."""
    for line in lines:
        left = line.quantity
        for routed in shop.fulfillment_orders_of(order):
            for part in routed.lines if routed.can_ship else ():
                if part.line_item_id == line.line_item_id and (taken := min(left, part.remaining)):
                    shop.keep_fulfillment_order(take(routed, {part.id: taken}))
                    left -= taken
