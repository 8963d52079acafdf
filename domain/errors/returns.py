"""Errors about units that come back."""

from novex_shopify.domain.errors.stock import StockRefused


class ReturnIsElsewhere(StockRefused):
    """A return that is in another state than the one that it is to leave."""

    title = "Return is in another state"

    def __init__(self, return_id: int, state: str, needed: str) -> None:
        super().__init__(f"Return {return_id} is {state.replace('_', ' ')}, not {needed}. Nothing was changed.")


class NotShippedToOrder(StockRefused):
    """More units of a lot come back than left for the order."""

    title = "Lot was not shipped to this order"
    code = "not_shipped_to_order"

    def __init__(self, lot_code: str, order_name: str, shipped: int, asked: int) -> None:
        self.numbers = {"available": shipped, "asked": asked}
        super().__init__(
            f"{asked} of lot {lot_code} were to come back from order {order_name}, and {shipped} of it are with the"
            " customer. Check the lot code on the box. Nothing was changed."
        )


class MoreThanExpected(StockRefused):
    """More units come back than the refund says."""

    title = "More than expected"
    code = "more_than_expected"

    def __init__(self, return_id: int, expected: int, asked: int) -> None:
        self.numbers = {"available": expected, "asked": asked}
        super().__init__(f"Return {return_id} is of {expected} units, and {asked} were named. Nothing was changed.")


class ReturnedLotsMissing(StockRefused):
    """No lot is known for what comes back."""

    title = "Lots are missing"

    def __init__(self, return_id: int) -> None:
        super().__init__(
            f"It is not known of which lot return {return_id} is. Name the lot on the box; if it never had one, say"
            " that the return never came, and receive the units as a lot of their own."
        )
