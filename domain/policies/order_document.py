"""Builds the ERP's document from Shopify's order, exact to the cent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from novex_shopify.domain.errors import MissingProduct, OrderTotalMismatch, ProductsNotMapped
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, Tax
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.model.shop import ShopDomain

OrderLevelAmount = tuple[LineKind, str, Decimal]
"""An amount that Shopify states for the order as a whole."""


def build_sales_order(
    shop: ShopDomain,
    order: Order,
    items_by_variant: Mapping[int, str | None],
    booked_items: Mapping[int, str | None] | None = None,
    *,
    placeholders: bool = False,
) -> SalesOrder:
    """Build the ERP's document, except for its customer.

    Raises `ProductsNotMapped` if a variant has no item and placeholders are not allowed, and `OrderTotalMismatch` if
    the lines do not add up to what the customer was charged. Custom lines have no variant and are booked by title; gift
    cards are a liability and need no item. A variant whose item is None is booked like a custom line, and so is a
    deleted product that was never mapped. A line that is booked keeps its item: `booked_items` has them by line item.
    """
    items = _choose_items(order, items_by_variant, booked_items or {})
    if not placeholders and (missing := _find_unmapped(order, items)):
        raise ProductsNotMapped(missing)
    lines = build_lines(order, items)
    if sum_lines(lines) != order.total.amount or _has_tip_duties_or_fees(order):
        lines += reconcile_lines(order, lines)
    total = sum_lines(lines)
    return SalesOrder(
        shop_domain=shop,
        shopify_order_id=order.id,
        name=order.name,
        ordered_at=order.created_at,
        total=Money(total, order.total.currency),
        lines=lines,
        tax=Money(sum((line.tax.amount for line in lines), Decimal(0)), order.total.currency),
        taxes_included=order.taxes_included,
        current_total=order.totals.current,
        outstanding=order.totals.outstanding,
        cash_rounding=order.totals.cash_rounding,
        presentment_total=order.presentment_total,
        refunds=order.refunds,
        fulfillments=order.fulfillments,
        payment_gateways=order.payment_gateways,
        discount_codes=order.discount_codes,
        company=order.company,
        po_number=order.po_number,
        email=order.email,
        phone=order.phone,
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        financial_status=order.financial_status,
        fulfillment_status=order.fulfillment_status,
        source=order.source,
        tags=order.tags,
        note=order.note,
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
        test=order.test,
    )


def build_lines(order: Order, items: Mapping[int, str | None]) -> tuple[SalesOrderLine, ...]:
    """Build the lines for line items and shipping; `items` are by line item."""
    return (
        *(_build_item_line(order, line, items.get(line.id)) for line in order.line_items),
        *(_build_shipping_line(order, line) for line in order.shipping_lines),
    )


def reconcile_lines(order: Order, lines: Sequence[SalesOrderLine]) -> tuple[SalesOrderLine, ...]:
    """Build the lines for amounts of the whole order.

    Some channels state tips, duties and fees as lines, others only as totals, and orders created by the API may state
    discounts and taxes for the order only. The total decides: of all combinations that match it, the one with the
    fewest omissions and corrections is used. Raises `OrderTotalMismatch`.
    """
    return tuple(_build_order_level_line(order, part) for part in _reconcile_parts(order, lines, sum_lines(lines)))


def sum_lines(lines: Iterable[SalesOrderLine]) -> Decimal:
    return sum((line.total.amount for line in lines), Decimal(0))


def _choose_items(
    order: Order, by_variant: Mapping[int, str | None], booked: Mapping[int, str | None]
) -> Mapping[int, str | None]:
    """Return the items of the line items that are booked or mapped."""
    variants = {line.id: line.variant_id for line in order.line_items if line.variant_id is not None}
    mapped = {line_id: by_variant[variant] for line_id, variant in variants.items() if variant in by_variant}
    return {**mapped, **booked}


def _find_unmapped(order: Order, items: Mapping[int, str | None]) -> list[MissingProduct]:
    return [
        MissingProduct(line.variant_id, line.sku, line.title)
        for line in order.line_items
        if line.variant_id is not None and line.id not in items and not (line.product_deleted or line.gift_card)
    ]


def _build_item_line(order: Order, line: LineItem, item_id: str | None) -> SalesOrderLine:
    discount, tax = _sum_amounts(line.discounts), _sum_amounts(line.taxes)
    price = line.unit_price.amount * line.quantity
    return SalesOrderLine(
        kind=LineKind.GIFT_CARD if line.gift_card else LineKind.ITEM,
        line_item_id=line.id,
        item_id=item_id,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        current_quantity=line.quantity if line.current_quantity is None else line.current_quantity,
        unit_price=line.unit_price,
        discount=Money(discount, order.total.currency),
        tax=Money(tax, order.total.currency),
        total=Money(_compute_line_total(order, price - discount, tax), order.total.currency),
        discounts=line.discounts,
        taxes=line.taxes,
        presentment_unit_price=line.presentment_unit_price,
        requires_shipping=line.requires_shipping,
    )


def _build_shipping_line(order: Order, line: ShippingLine) -> SalesOrderLine:
    discount, tax = _sum_amounts(line.discounts), _sum_amounts(line.taxes)
    return SalesOrderLine(
        kind=LineKind.SHIPPING,
        line_item_id=line.id,
        item_id=None,
        sku=None,
        title=line.title,
        quantity=1,
        current_quantity=1,
        unit_price=line.price,
        discount=Money(discount, order.total.currency),
        tax=Money(tax, order.total.currency),
        total=Money(_compute_line_total(order, line.price.amount - discount, tax), order.total.currency),
        discounts=line.discounts,
        taxes=line.taxes,
    )


def _build_order_level_line(order: Order, part: OrderLevelAmount) -> SalesOrderLine:
    kind, title, amount = part
    money, zero = Money(amount, order.total.currency), order.zero
    is_tax = kind is LineKind.TAX
    return SalesOrderLine(
        kind=kind,
        line_item_id=0,
        item_id=None,
        sku=None,
        title=title,
        quantity=1,
        current_quantity=1,
        unit_price=zero if is_tax else money,
        discount=zero,
        tax=money if is_tax else zero,
        total=money,
    )


def _compute_line_total(order: Order, discounted: Decimal, tax: Decimal) -> Decimal:
    return discounted if order.taxes_included else discounted + tax


def _has_tip_duties_or_fees(order: Order) -> bool:
    totals = order.totals
    return bool(_amount_or_zero(totals.tip) or _amount_or_zero(totals.duties) or _amount_or_zero(totals.fees))


def _reconcile_parts(order: Order, lines: Sequence[SalesOrderLine], total: Decimal) -> Sequence[OrderLevelAmount]:
    beside, corrections = _list_order_level_amounts(order), _compute_unallocated_amounts(order, lines)
    charged = _list_acceptable_totals(order)
    for parts in _iterate_combinations(beside, corrections):
        if total + sum((amount for _, _, amount in parts), Decimal(0)) in charged:
            return parts
    computed = total + sum((amount for _, _, amount in beside), Decimal(0))
    rounding = min((each - computed for each in charged), key=abs)
    if abs(rounding) <= _compute_conversion_tolerance(order):
        return [*beside, (LineKind.ROUNDING, "Conversion of the customer's currency", rounding)]
    located = "; ".join(f"{title.lower()}: {amount}" for _, title, amount in corrections)
    raise OrderTotalMismatch(order.name, order.total.amount, computed, order.total.currency, located)


def _list_order_level_amounts(order: Order) -> list[OrderLevelAmount]:
    totals = order.totals
    duties = None if order.duties_included else totals.duties
    parts = ((LineKind.DUTY, "Duties", duties), (LineKind.FEE, "Fees", totals.fees), (LineKind.TIP, "Tip", totals.tip))
    return [(kind, title, money.amount) for kind, title, money in parts if money and money.amount]


def _compute_unallocated_amounts(order: Order, lines: Iterable[SalesOrderLine]) -> list[OrderLevelAmount]:
    lines = list(lines)
    corrections = []
    if order.totals.discounts:
        allocated = sum((line.discount.amount for line in lines), Decimal(0))
        corrections.append(
            (LineKind.DISCOUNT, "Discount on no line in particular", allocated - order.totals.discounts.amount)
        )
    if order.totals.tax and not order.taxes_included:
        on_lines = sum((line.tax.amount for line in lines), Decimal(0))
        corrections.append((LineKind.TAX, "Tax on no line in particular", order.totals.tax.amount - on_lines))
    return [part for part in corrections if part[2]]


def _iterate_combinations(
    beside: Sequence[OrderLevelAmount], corrections: Sequence[OrderLevelAmount]
) -> Iterator[Sequence[OrderLevelAmount]]:
    for corrected in range(len(corrections) + 1):
        for kept in range(len(beside), -1, -1):
            for some in combinations(beside, kept):
                for others in combinations(corrections, corrected):
                    yield [*some, *others]


def _list_acceptable_totals(order: Order) -> Sequence[Decimal]:
    """Shopify's original total, which stays when an order is edited, and the current total plus what was returned.

    They differ by what edits added. Neither is always better: the value of a refund is not always stated in full.
    """
    if order.totals.current is None:
        return [order.total.amount]
    returned = sum((each.value(taxes_included=order.taxes_included) for each in order.refunds), Decimal(0))
    return [order.total.amount, order.totals.current.amount + returned]


def _compute_conversion_tolerance(order: Order) -> Decimal:
    """Each amount is rounded separately when it is converted, by at most half of the smallest unit."""
    if order.presentment_total is None or order.presentment_total.currency == order.total.currency:
        return Decimal(0)
    lines: tuple[LineItem | ShippingLine, ...] = (*order.line_items, *order.shipping_lines)
    amounts = sum(1 + len(line.discounts) + len(line.taxes) for line in lines)
    units = sum(line.quantity for line in order.line_items)
    exponent = order.total.amount.as_tuple().exponent
    coin = Decimal(1).scaleb(max(min(exponent, 0), -3) if isinstance(exponent, int) else -2)
    return coin * (amounts + units) / 2


def _sum_amounts(parts: Iterable[Tax | Discount]) -> Decimal:
    return sum((part.amount.amount for part in parts), Decimal(0))


def _amount_or_zero(money: Money | None) -> Decimal:
    return money.amount if money else Decimal(0)
