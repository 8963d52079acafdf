"""Errors about the lots of orders."""

from datetime import date

from novex_shopify.domain.errors.stock import NotEnoughStock, StockRefused

_OVERRIDE = " Choose another lot, or state a reason to take this one."


class OrderNotOpen(StockRefused):
    """Lots were to be assigned to an order that has nothing left to ship, or is cancelled."""

    title = "Order isn't open"
    code = "order_not_open"

    def __init__(self, order_name: str, status: str) -> None:
        super().__init__(f"Order {order_name} is {status}, so no lots can be assigned to it.")


class OrderLocked(StockRefused):
    """Units that have left with a shipment were to be changed."""

    title = "Units have left already"
    code = "order_locked"

    def __init__(self, order_name: str, shipment_id: str | None) -> None:
        super().__init__(
            f"These units of order {order_name} left with shipment {shipment_id or 'unknown'}. Cancel it first if"
            " they are still here."
        )


class OrderIsTest(StockRefused):
    """Lots were to be assigned to an order that no customer pays for."""

    title = "Order is a test"
    code = "test_order"

    def __init__(self, order_name: str) -> None:
        super().__init__(f"Order {order_name} is a test order of the store: it takes nothing from stock.")


class LotQuarantined(StockRefused):
    """A quarantined lot was to be assigned or shipped."""

    title = "Lot is quarantined"
    code = "lot_quarantined"

    def __init__(self, code: str, reason: str | None) -> None:
        because = f" ({reason})" if reason else ""
        super().__init__(f"Lot {code} is quarantined{because}. Choose another lot, or release it first.")


class LotExpired(StockRefused):
    """A lot was to be assigned or shipped after its last day. `final`: it has a use-by date, so no reason helps."""

    title = "Lot has expired"
    code = "lot_expired"

    def __init__(self, code: str, expires_on: date, ship_on: date, *, final: bool) -> None:
        self.final = final
        fix = " It may not be eaten after its use-by date: choose another lot." if final else _OVERRIDE
        super().__init__(f"Lot {code} is good until {expires_on}, and the order ships on {ship_on}.{fix}")


class TooShortALife(StockRefused):
    """A lot is good for fewer days than the customer or the store asks for."""

    title = "Lot isn't good for long enough"
    code = "too_short_a_life"

    def __init__(self, code: str, ship_on: date, *, days_left: int, days_needed: int) -> None:
        self.numbers = {"available": days_left, "asked": days_needed}
        super().__init__(
            f"Lot {code} is good for {days_left} more days on {ship_on}, and {days_needed} are needed.{_OVERRIDE}"
        )


class LotNotProposed(StockRefused):
    """A person chose another lot than the one that goes first, without a reason."""

    title = "Another lot goes first"
    code = "lot_not_proposed"

    def __init__(self, code: str, proposed: str | None) -> None:
        first = f" {proposed}" if proposed else ""
        super().__init__(f"Lot {code} isn't the one that is proposed.{first} State a reason to take it all the same.")


class MoreThanOrdered(StockRefused):
    """More units were to be assigned to a line than it still needs."""

    title = "More than ordered"
    code = "more_than_ordered"

    def __init__(self, line: str, *, needed: int, asked: int) -> None:
        self.numbers = {"available": needed, "asked": asked}
        super().__init__(f"{line} still needs {needed} units, and {asked} were to be assigned. Nothing was changed.")


class MoreThanAssigned(StockRefused):
    """More units were to be unassigned than are assigned."""

    title = "More than assigned"
    code = "more_than_assigned"

    def __init__(self, *, assigned: int, asked: int) -> None:
        self.numbers = {"available": assigned, "asked": asked}
        super().__init__(f"{assigned} units are assigned, and {asked} were to be unassigned. Nothing was changed.")


class WrongItem(StockRefused):
    """A lot of another item than the line's."""

    title = "Lot is of another item"
    code = "wrong_item"

    def __init__(self, line: str, item_id: str, lot_code: str, lot_item_id: str) -> None:
        super().__init__(
            f"{line} is booked to item {item_id}, and lot {lot_code} is of item {lot_item_id}. Choose a lot of"
            f" {item_id}, or book the line to the other item first."
        )


class LineNeedsNoLots(StockRefused):
    """A lot for a line without an item, or of an item that is not tracked by lots."""

    title = "Line needs no lots"
    code = "line_needs_no_lots"

    def __init__(self, line: str, item_id: str | None) -> None:
        why = f"item {item_id} isn't tracked by lots" if item_id else "it has no item. Map its product first"
        super().__init__(f"No lot can be assigned to {line}: {why}.")


class LocationDoesNotSell(StockRefused):
    """Units were to be assigned from a place that nothing is shipped from."""

    title = "Location doesn't sell"
    code = "location_does_not_sell"

    def __init__(self, location: str) -> None:
        super().__init__(f"Nothing is shipped from {location}. Choose another location, or move the units first.")


class SameLot(StockRefused):
    """An assignment was to be changed to the lot that it has."""

    title = "Same lot"

    def __init__(self, code: str) -> None:
        super().__init__(f"The units are of lot {code} already. Name another lot, or another location of this one.")


class RequestDiffers(StockRefused):
    """A reference that names another request already."""

    title = "Reference is used already"
    code = "conflict"

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Request {reference} assigned other lots to this order. State another reference if this is another"
            " request. Nothing was changed."
        )


class ExceptionIsClosed(StockRefused):
    """A person decided about an exception that somebody else, or settling, has closed."""

    title = "Exception is closed already"
    code = "conflict"

    def __init__(self, closed_by: str, note: str | None) -> None:
        super().__init__(f"{closed_by or 'Somebody'} has closed this exception: {note or 'without a note'}")


class LotStillUnknown(StockRefused):
    """A person wanted to close an exception about units that left without a lot."""

    title = "The lot is not known yet"
    code = "conflict"

    def __init__(self, quantity: int) -> None:
        super().__init__(
            f"{quantity} units left without a known lot, and every recall has to show them until they have one."
            " Name the lot instead: the exception closes with the last unit."
        )


class MoreThanToName(StockRefused):
    """A lot was named for more units than left without a known one."""

    title = "More than left without a known lot"
    code = "more_than_to_name"

    def __init__(self, line: str, *, left: int, asked: int) -> None:
        self.numbers = {"available": left, "asked": asked}
        super().__init__(
            f"{line}: {left} units left without a known lot, and a lot was named for {asked}. Nothing was changed."
        )


class NotEnoughToName(NotEnoughStock):
    """Units are said to be of a lot of which the books have fewer."""

    title = "The lot has too few free units"

    def __init__(self, lot_code: str, location: str, available: int, asked: int) -> None:
        super().__init__(lot_code, location, "free", available, asked)
        self.args = (
            f"{asked} units are said to be of lot {lot_code} from {location}, and {available} are free there by the"
            " books. Count or adjust the lot first, or name another location. Nothing was changed.",
        )
