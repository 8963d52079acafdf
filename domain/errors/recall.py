"""Errors about recalls."""

from datetime import datetime

from novex_shopify.domain.errors.stock import StockRefused


class LotInRecall(StockRefused):
    """A lot was to be recalled that is in an open recall already."""

    title = "Lot is in a recall already"

    def __init__(self, code: str, number: str) -> None:
        super().__init__(f"Lot {code} is in the open recall {number}. Close that one first, or leave the lot out.")


class NoLotChosen(StockRefused):
    """A recall without a lot."""

    title = "No lot is chosen"

    def __init__(self) -> None:
        super().__init__("Name at least one lot: a recall is of lots.")


class RecallIsClosed(StockRefused):
    """A closed recall was to be changed."""

    title = "Recall is closed"

    def __init__(self, number: str, at: datetime) -> None:
        super().__init__(f"Recall {number} was closed on {at:%Y-%m-%d}. Open another one to go on.")


class MoreThanShipped(StockRefused):
    """More units came back upon the notices to a customer than the customer got."""

    title = "More than was shipped"

    def __init__(self, order_name: str, shipped: int, other: int, asked: int) -> None:
        self.numbers = {"available": shipped - other, "asked": asked}
        counted = f", and {other} of them came back upon other notices" if other else ""
        super().__init__(
            f"{shipped} units of this recall were shipped to the customer of order {order_name}{counted}."
            f" {asked} cannot have come back. Nothing was changed."
        )


class OutcomesDiffer(StockRefused):
    """A recall was to be closed without saying what becomes of each of its lots."""

    title = "What becomes of the lots is not clear"

    def __init__(self, number: str, codes: list[str]) -> None:
        super().__init__(f"Say for each lot of recall {number} what becomes of it: {', '.join(codes) or 'none'}.")


class StillAssigned(StockRefused):
    """A recalled lot was to be scrapped or released while orders still have units of it in the warehouse."""

    title = "Units are still assigned"

    def __init__(self, code: str, assigned: int) -> None:
        self.assigned = assigned
        super().__init__(
            f"{assigned} units of lot {code} are still assigned to orders. They are unassigned within a minute; then"
            " close the recall again."
        )
