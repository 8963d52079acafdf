"""What an order, a refund or a shipment lacks."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from novex_shopify.domain.errors.kinds import NeedsAttention, NovexError, PermanentError
from novex_shopify.domain.resource_keys import MissingProduct, order_key


class ProductsNotMapped(NeedsAttention):
    """An order holds products that no ERP product is mapped to."""

    def __init__(self, missing: Sequence[MissingProduct]) -> None:
        self.missing = tuple(missing)
        names = ", ".join(f"'{product.title}' (SKU {product.sku or 'none'})" for product in missing)
        super().__init__(
            f"No ERP product is mapped to {names}. Map it in the console, under Products, or with"
            " `novex-shopify products map`; the order then continues.",
            (product.key for product in missing),
        )


class ProductsRefused(PermanentError):
    """An order holds products that no ERP product is mapped to, and the store's setting is to refuse such orders."""

    def __init__(self, error: ProductsNotMapped) -> None:
        super().__init__(f"{error} This store refuses orders with such products; map them, then replay the event.")


class OrderTotalMismatch(NeedsAttention):
    """The ERP document would differ from the amount that the customer was charged."""

    def __init__(
        self, order_name: str, expected: Decimal, computed: Decimal, currency: str, located: str | None = None
    ) -> None:
        self.expected, self.computed = expected, computed
        super().__init__(
            f"Order {order_name}: Shopify's total is {expected} {currency}, the lines add up to {computed} {currency}"
            f" (difference {computed - expected}{f'; {located}' if located else ''}). Nothing was booked."
            " `novex-shopify orders explain` shows where each figure comes from."
        )


class OrderNotFoundYet(NeedsAttention):
    """Something came before the order that it is about."""

    def __init__(self, order_id: int) -> None:
        super().__init__(
            f"Order {order_id} is not in the ERP (yet). This is applied as soon as it is.", (order_key(order_id),)
        )


class CannotAllocate(NeedsAttention):
    """A shipment holds goods that Shopify has no open fulfillment order for; `reasons` says so line by line."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("The shipment does not fit what Shopify still expects: " + "; ".join(reasons))


class InvalidShipment(NovexError):
    """A shipment that names no goods, or a tracking that names no parcel."""

    def __init__(self, shipment_id: str, problem: str) -> None:
        super().__init__(f"Shipment {shipment_id} {problem}.")


class InvalidDateRange(NovexError):
    """Days that end before they begin, or are none."""

    def __init__(self, first: object, last: object) -> None:
        super().__init__(f"There is no day from '{first}' to '{last}'. Name the earlier day first, each as 2026-12-31.")


class OrdersNotAccessible(PermanentError):
    """Orders are asked for that Shopify hides from the app."""

    def __init__(self, shop: str, first: date) -> None:
        super().__init__(
            f"Shopify shows the app only the orders of the last 60 days of {shop}. Ask from {first} on; or ask Shopify"
            " for the scope read_all_orders, add it to SHOPIFY_SCOPES and connect the store again."
        )
