"""Errors about holds of orders."""

from collections.abc import Sequence

from novex_shopify.domain.errors.kinds import NovexError
from novex_shopify.domain.errors.stock import StockRefused


class OrderOnHold(StockRefused):
    """An order was to be assigned, packed or shipped, or to get a label, while it is on hold."""

    title = "Order is on hold"
    code = "order_on_hold"

    def __init__(self, order_name: str, reasons: Sequence[str]) -> None:
        self.details = tuple(reasons)
        super().__init__(f"Order {order_name} is on hold: {'; '.join(reasons)}. Release it first.")


class NothingToHold(NovexError):
    """An order was to be put on hold, or released, in a state in which that changes nothing."""

    title = "Nothing to hold"
    code = "nothing_to_hold"

    def __init__(self, order_name: str, why: str) -> None:
        super().__init__(f"Order {order_name} {why}. Nothing was changed.")


class InvalidHoldRule(NovexError):
    """A rule that cannot be stored."""

    title = "Rule can't be saved"
    code = "invalid_hold_rule"
