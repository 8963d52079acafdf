"""Errors about orders, refunds and shipments."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from novex_shopify.domain.errors.kinds import NeedsAttention, NovexError, PermanentError
from novex_shopify.domain.resource_keys import MissingProduct, order_key, product_key


class TooManyChosen(NovexError):
    """More orders are chosen in a list than one form may be about."""

    title = "Too many at once"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"More than {most:,} orders are chosen. Narrow the filters, or choose fewer rows. Nothing was changed."
        )


class ProductsNotMapped(NeedsAttention):
    """An order has products without an ERP item."""

    title = "Products aren't mapped"

    def __init__(self, missing: Sequence[MissingProduct]) -> None:
        self.missing = tuple(missing)
        names = ", ".join(f"'{product.title}' (SKU {product.sku or 'none'})" for product in missing)
        super().__init__(
            f"{names} {'is not' if len(missing) == 1 else 'are not'} mapped to an ERP item. Map"
            f" {'it' if len(missing) == 1 else 'them'}, or take all products over as items; then this order is booked"
            " automatically.",
            (product.key for product in missing),
        )


class ProductsRefused(PermanentError):
    """An order has products without an ERP item, and the store's setting is to refuse such orders."""

    title = "Products aren't mapped"

    def __init__(self, error: ProductsNotMapped) -> None:
        super().__init__(f"{error} This store refuses orders with unmapped products: map them, then retry the event.")


class OrderTotalMismatch(NeedsAttention):
    """The document would differ from the amount that the customer was charged."""

    title = "Totals don't match"

    def __init__(
        self, order_name: str, expected: Decimal, computed: Decimal, currency: str, located: str | None = None
    ) -> None:
        self.expected, self.computed = expected, computed
        super().__init__(
            f"Order {order_name}: Shopify's total is {expected} {currency}, the lines add up to {computed} {currency}"
            f" (difference {computed - expected}{f'; {located}' if located else ''}). Nothing was booked."
            " The order's page shows where each amount comes from."
        )


class OrderNotFoundYet(NeedsAttention):
    """An event arrived before the order it is about."""

    title = "Order hasn't arrived yet"

    def __init__(self, order_id: int) -> None:
        super().__init__(
            f"Order {order_id} is not in the ERP yet. This is applied when it arrives.", (order_key(order_id),)
        )


class ProductNotFoundYet(NeedsAttention):
    """A product was deleted that has not arrived."""

    title = "Product hasn't arrived yet"

    def __init__(self, product_id: int) -> None:
        super().__init__(
            f"Product {product_id} is not known yet. This is applied when it arrives.", (product_key(product_id),)
        )


class CannotAllocate(NeedsAttention):
    """A shipment has items without an open fulfillment order; `details` explain it line by line."""

    title = "Shopify doesn't expect all of this shipment"

    def __init__(self, reasons: Sequence[str]) -> None:
        self.details = tuple(reasons)
        super().__init__("Shopify does not expect all of this shipment: " + "; ".join(reasons))


class TrackingNotApplicable(NeedsAttention):
    """A shipment got a tracking number after Shopify recorded it as handed over by the store."""

    title = "Items of a hand-over have no tracking"

    def __init__(self, shipment_id: str) -> None:
        super().__init__(
            f"Shipment {shipment_id} got its tracking number after items of it were recorded in Shopify as picked up,"
            " delivered locally or sold over the counter, and these have none. If a carrier has them, cancel this"
            " shipment and push a new one with the number."
        )


class InvalidShipment(NovexError):
    """A shipment without items, or a tracking without a number."""

    code = "invalid_shipment"

    def __init__(self, shipment_id: str, problem: str) -> None:
        super().__init__(f"Shipment {shipment_id} {problem}.")


class InvalidPieces(NovexError):
    """A number of base units in one sold unit that is out of range."""

    title = "Units per sale aren't valid"

    def __init__(self, highest: int) -> None:
        super().__init__(f"The units per sale must be a whole number from 1 to {highest:,}.")


class InvalidItem(NovexError):
    """A value of an item that is out of range. `field` is its name."""

    title = "Item isn't valid"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field} {problem}")
        self.field = field


class InvalidDateRange(NovexError):
    """A range of days that ends before it begins, or is invalid."""

    def __init__(self, first: object, last: object) -> None:
        if first == last:
            super().__init__(f"'{first}' isn't a day like 2026-12-31.")
        else:
            super().__init__(
                f"The start date must be before the end date, each like 2026-12-31; got '{first}' and '{last}'."
            )


class DaysNotAudited(NovexError):
    """A data check of too many days, or of days that have not begun."""

    title = "Days can't be checked"

    def __init__(self, longest: int, today: date) -> None:
        super().__init__(f"Choose up to {longest} days, none after today, {today}. Nothing was checked.")


class OrdersNotAccessible(PermanentError):
    """Orders were requested that Shopify hides from the app."""

    title = "Orders aren't accessible"

    def __init__(self, shop: str, first: date) -> None:
        super().__init__(
            f"Shopify shows this app only the last 60 days of orders of {shop}. Choose {first} or later; or request the"
            " scope read_all_orders from Shopify, add it to SHOPIFY_SCOPES and reconnect the store."
        )
