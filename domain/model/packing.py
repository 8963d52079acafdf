"""Packing an order at the packing station."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.shop import ShopDomain


class PackingCommand(StrEnum):
    """What a person types, or scans from the sheet of commands, in place of an item.

    - `ok`: a wrong scan was noticed. `undo`: takes the last step off.
    - `short`: what is missing cannot be packed now. `full`: the rest goes into another parcel.
    - `buy`: asks for rates, and buys the label once they are shown: Enter alone, which no barcode is.
    - `next`: the parcel is done. `leave`: the order goes back unpacked.
    """

    NEXT = auto()
    BUY = auto()
    UNDO = auto()
    REPRINT = auto()
    SHORT = auto()
    FULL = auto()
    OK = auto()
    LEAVE = auto()


class PackingStage(StrEnum):
    """What the station waits for. It follows from the steps, the label and the shipment, and is stored nowhere."""

    SCANNING = auto()
    LOT = auto()
    BOX = auto()
    ASKING_RATES = auto()
    RATES = auto()
    BUYING = auto()
    DECISION = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class PackableLot:
    """Base units of a lot that may be packed for a line. `problem` says why it must not leave today."""

    code: str
    units: int
    expires_on: date | None = None
    places: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class PackableLine:
    """What is to be packed of an order line, in base units: `units` of it if it has no lots.

    - `pieces`: how many base units one sold unit is; `sku` is that of the sold unit.
    - `short`: what is ordered and has no lot yet, so it cannot be packed.
    """

    line_item_id: int
    title: str
    item_id: str | None = None
    sku: str | None = None
    pieces: int = 1
    units: int = 0
    lots: tuple[PackableLot, ...] = ()
    needs_lots: bool = False
    short: int = 0

    @property
    def to_pack(self) -> int:
        return sum(lot.units for lot in self.lots) if self.needs_lots else self.units

    def get_units(self, lot_code: str | None) -> int:
        """Of a lot; of None, for a line without lots."""
        if lot_code is None:
            return 0 if self.needs_lots else self.units
        return sum(lot.units for lot in self.lots if lot.code == lot_code)


@dataclass(frozen=True, slots=True)
class PackedUnits:
    """Base units of a line, of a lot if its item has lots."""

    line_item_id: int
    quantity: int
    lot_code: str | None = None


@dataclass(frozen=True, slots=True)
class ItemScanned:
    """One scan. Units of one lot may fill two lines of the same item."""

    units: tuple[PackedUnits, ...]


@dataclass(frozen=True, slots=True)
class ParcelClosed:
    """Nothing more goes into the parcel. `is_short`: the rest cannot be packed now."""

    is_short: bool


@dataclass(frozen=True, slots=True)
class BoxChosen:
    """A box by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class ParcelWeighed:
    """The weight of the packed parcel, in grams."""

    grams: int


@dataclass(frozen=True, slots=True)
class FilingStated:
    """The ITN or the exemption of an export, as `parse_filing` returns it."""

    text: str


PackingStep = ItemScanned | ParcelClosed | BoxChosen | ParcelWeighed | FilingStated


@dataclass(frozen=True, slots=True)
class LotSwap:
    """A lot that a person may take in place of an assigned one, with a reason."""

    line_item_id: int
    lot_code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """A scan that was refused. Until a person has noticed it, nothing else is accepted."""

    text: str
    swap: LotSwap | None = None


@dataclass(frozen=True, slots=True)
class LotQuestion:
    """An item was scanned without its lot, and several are assigned."""

    line_item_ids: tuple[int, ...]
    quantity: int


@dataclass(frozen=True, slots=True)
class Packing:
    """How far a person is with the parcel of an order. `order_id` is the ERP's; an order has one packing at most.

    - `steps`: what was done since the parcel was begun, oldest first. All that was packed follows from them.
    - `parcel_id`: the shipment that the parcel becomes, from the moment when its label is asked for, or it ships.
    - `rate_id`: the rate that a person chose instead of the proposed one.
    - `is_set_aside`: the rest of the order could not be packed. It waits until a person scans the order again.
    - `previous_label`: the label purchase before this packing, for printing it again.
    - `version`: counts the changes, so that a page that is older than the packing changes nothing.
    """

    order_id: str
    shop_domain: ShopDomain
    packer: Actor
    started_at: datetime
    changed_at: datetime
    steps: tuple[PackingStep, ...] = ()
    alarm: Alarm | None = None
    question: LotQuestion | None = None
    parcel_id: str | None = None
    rate_id: str | None = None
    is_printed: bool = False
    is_set_aside: bool = False
    previous_label: int | None = None
    version: int = 0
