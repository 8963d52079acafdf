"""Errors about lots and stock."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from novex_shopify.domain.errors.kinds import NovexError

MAX_SHOWN_CHARACTERS = 100


class StockRefused(NovexError):
    """A change of stock that must not be made. Nothing was changed.

    `numbers` are what there is and what was asked for, if it is about numbers.
    """

    code = "stock_refused"
    numbers: Mapping[str, int] = MappingProxyType({})


class NoStockKept(StockRefused):
    """The ERP keeps no stock that this product could change."""

    title = "The ERP keeps no stock here"

    def __init__(self) -> None:
        super().__init__("The connected ERP keeps lots and stock in a system of its own. Change them there.")


class NotEnoughStock(StockRefused):
    """A balance would become negative. `part` is `free`, `assigned` or `held`."""

    title = "Not enough stock"
    code = "not_enough_stock"

    def __init__(self, lot_code: str, location: str, part: str, available: int, asked: int) -> None:
        self.numbers = {"available": available, "asked": asked}
        super().__init__(
            f"Lot {lot_code} has {available} {part} at {location}, and {asked} were asked for. Nothing was changed."
        )


class HeldForReturns(StockRefused):
    """Held units were to be changed that came back from customers, and whose return is not decided yet."""

    title = "Returned units stay held"
    code = "not_enough_stock"

    def __init__(self, lot_code: str, location: str, held: int, returned: int, asked: int) -> None:
        self.numbers = {"available": held - returned, "asked": asked}
        super().__init__(
            f"Lot {lot_code} has {held} held at {location}. {returned} of them came back from customers, and {asked}"
            " were asked for. Restock or scrap the return first. Nothing was changed."
        )


class CountedTooFew(StockRefused):
    """A count below what orders and holds have set aside."""

    title = "Count is below what is set aside"

    def __init__(self, lot_code: str, location: str, counted: int, set_aside: int) -> None:
        super().__init__(
            f"{counted} of lot {lot_code} were counted at {location}, but {set_aside} are assigned to orders or held."
            " Unassign or scrap what is missing first. Nothing was changed."
        )


class LotDiffers(StockRefused):
    """A receipt names a lot that exists with another expiry date."""

    title = "Lot exists with another date"

    what = "expires"

    def __init__(self, item_id: str, code: str, known: date | None, stated: date | None) -> None:
        super().__init__(
            f"Lot {code} of item {item_id} {self.what} {_describe_day(known)}, and the receipt says"
            f" {_describe_day(stated)}. Correct the date, or receive it under another lot code."
        )


class ProductionDayDiffers(LotDiffers):
    """A receipt names a lot that exists with another day of production."""

    what = "was produced"


class SupplierCodeDiffers(StockRefused):
    """A receipt names a lot that exists with another code of its supplier."""

    title = "Lot exists with another supplier's code"

    def __init__(self, item_id: str, code: str, known: str, stated: str) -> None:
        super().__init__(
            f"Lot {code} of item {item_id} has the supplier's lot code {known}, and the receipt says {stated}. Two lots"
            " of a supplier are two lots here: correct the code, or receive it under another lot code."
        )


class UnreadableLabel(StockRefused):
    """What was scanned is no GS1 label."""

    title = "Label can't be read"

    def __init__(self, text: str, reason: str = "It is no GS1 code.") -> None:
        shown = text if len(text) <= MAX_SHOWN_CHARACTERS else text[:MAX_SHOWN_CHARACTERS] + "\N{HORIZONTAL ELLIPSIS}"
        super().__init__(f"{shown!r} can't be read. {reason} Scan it again, or type what the label says.")


class ItemNotFound(StockRefused):
    """No item has this id, SKU or barcode."""

    title = "Item not found"

    def __init__(self, key: str) -> None:
        unknown = f"No item has the ID, SKU or barcode {key}. Add the barcode to its item, or name the item."
        super().__init__(unknown if key.strip() else "Name the item: its ID, SKU or barcode.")


class SeveralItems(StockRefused):
    """More than one item has this SKU or barcode."""

    title = "Several items match"

    def __init__(self, key: str, item_ids: Sequence[str]) -> None:
        super().__init__(f"{key} is the SKU or barcode of several items: {', '.join(item_ids)}. State the ID of one.")


class LotCodeMissing(StockRefused):
    """A receipt that names no lot."""

    title = "Lot code is missing"

    def __init__(self) -> None:
        super().__init__("State the lot code of the label: without one, nothing of it could be traced.")


class LotCodeDiffersInCase(StockRefused):
    """A lot was to be created whose code differs only in letter case from that of another lot of its item."""

    title = "Lot code differs in letter case only"

    def __init__(self, item_id: str, known: str, stated: str) -> None:
        super().__init__(
            f"Item {item_id} has a lot {known} already, and {stated} differs from it only in upper and lower case."
            f" State {known} for more of that lot, or give this lot another code."
        )


class LotCodeUnprintable(StockRefused):
    """A receipt whose lot code has characters that no label shows, such as a line break."""

    title = "Lot code has unprintable characters"

    def __init__(self, code: str) -> None:
        super().__init__(
            f"The lot code {code!r} has characters that no label shows, such as a line break. State it without them."
        )


class LotExpiredOnArrival(StockRefused):
    """A receipt of a lot that has expired, which no person has confirmed."""

    title = "Lot has expired"

    def __init__(self, code: str, expires_on: date) -> None:
        super().__init__(
            f"Lot {code} expired on {expires_on.isoformat()}, so it will not be assigned to orders. Correct the date,"
            " or confirm that it is received all the same."
        )


class LotCountedTwice(StockRefused):
    """A count that names a lot twice."""

    title = "Lot is counted twice"

    def __init__(self, code: str) -> None:
        super().__init__(f"Lot {code} is named twice. Add up what was counted of it, and name it once.")


class ReferenceUsed(StockRefused):
    """A reference that names another receipt already. `booked` says in words what."""

    title = "Reference is used already"
    code = "conflict"

    def __init__(self, reference: str, booked: str, at: datetime) -> None:
        super().__init__(
            f"Receipt {reference} was booked on {at:%Y-%m-%d}: {booked}."
            " State another reference if this is another receipt. Nothing was changed."
        )


class InvalidQuantity(StockRefused):
    """A quantity that is no whole number in the range that a balance can hold."""

    title = "Quantity isn't valid"

    def __init__(self, lowest: int, highest: int) -> None:
        super().__init__(f"The quantity must be a whole number from {lowest} to {highest:,}.")


class InvalidReason(StockRefused):
    """A change that needs a reason, without one or with one that no list can show."""

    title = "Reason isn't valid"

    def __init__(self, longest: int) -> None:
        super().__init__(
            f"State a reason of up to {longest} characters. It is kept, and shown to everyone who looks later."
        )


class LotRecalled(StockRefused):
    """A recalled lot was to be changed as if it were not."""

    title = "Lot is recalled"
    code = "lot_recalled"

    def __init__(self, code: str) -> None:
        super().__init__(f"Lot {code} is recalled, and only closing its recall releases it.")


class SameItem(StockRefused):
    """A conversion of an item into itself, which would make units from nothing."""

    title = "Same item"

    def __init__(self, item_id: str) -> None:
        super().__init__(f"Item {item_id} cannot become itself. Name the item that its units become.")


class SameLocation(StockRefused):
    """A move to where the lot already is."""

    title = "Same location"

    def __init__(self, location: str) -> None:
        super().__init__(f"The lot is at {location} already. Name another location to move it to.")


class LocationNameMissing(StockRefused):
    """A location without a name."""

    title = "Name is missing"

    def __init__(self) -> None:
        super().__init__("Name the location as its label at the shelf does.")


class LocationExists(StockRefused):
    """A name that another location has."""

    title = "Location exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a location {name} already. Names differ in more than letter case.")


def _describe_day(day: date | None) -> str:
    return f"on {day.isoformat()}" if day else "on no date"
