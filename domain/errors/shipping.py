"""Errors about the lots of a shipment."""

from collections.abc import Sequence

from novex_shopify.domain.errors.stock import StockRefused

_WHAT_TO_DO = (
    "Assign lots to the order and ship it again, or state why it left without a known lot: then it is recorded as"
    " untraced, and every recall shows it. Nothing was recorded."
)


class UnitsWithoutLot(StockRefused):
    """Units of a shipment that no lot is assigned for; `details` have the numbers of each line."""

    title = "Units have no lot"
    code = "units_without_lot"

    def __init__(self, shipment_id: str, lines: Sequence[str], *, assigned: int, asked: int) -> None:
        self.details, self.numbers = tuple(lines), {"available": assigned, "asked": asked}
        super().__init__(f"Shipment {shipment_id} has units without a lot: {'; '.join(lines)}. {_WHAT_TO_DO}")


class NotWholeSoldUnits(StockRefused):
    """Base units that are no whole number of what the customer ordered, such as 18 cans of cases of 12."""

    title = "Units don't make whole sold units"
    code = "not_whole_sold_units"

    def __init__(self, line: str, units: int, pieces: int) -> None:
        self.numbers = {"asked": units, "pieces": pieces}
        super().__init__(
            f"{line}: {units} units are to be shipped, and one sold unit is {pieces} of them. Ship a multiple of"
            f" {pieces}. Nothing was recorded."
        )


class MoreThanToShip(StockRefused):
    """More than the order still wants."""

    title = "More than is to be shipped"
    code = "more_than_to_ship"

    def __init__(self, line: str, asked: int, to_ship: int) -> None:
        self.numbers = {"available": to_ship, "asked": asked}
        super().__init__(
            f"{line}: {asked} units were to be shipped, and the order still wants {to_ship}. Nothing was recorded."
        )


class NothingToShip(StockRefused):
    """An order of which nothing can be shipped now."""

    title = "Nothing to ship"
    code = "nothing_to_ship"

    def __init__(self, order_name: str, why: str) -> None:
        super().__init__(f"Order {order_name}: {why}. Nothing was recorded.")


class ShipmentDiffers(StockRefused):
    """A shipment id that is recorded with other contents."""

    title = "Shipment has another content"
    code = "conflict"

    def __init__(self, shipment_id: str, known: str, asked: str) -> None:
        super().__init__(
            f"Shipment {shipment_id} is recorded already: {known}. Asked for was {asked}. Use another id for another"
            " shipment, or cancel this one. Nothing was changed."
        )
