"""Lots: quantities of an item that were made or received together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto


class LotStatus(StrEnum):
    """Whether a lot may leave. Expired is no status: it follows from the date, so no job can fail to set it."""

    RELEASED = auto()
    QUARANTINED = auto()
    RECALLED = auto()


class LotSource(StrEnum):
    """How a lot came into the warehouse."""

    PRODUCTION = auto()
    PURCHASE = auto()
    CONVERSION = auto()
    OPENING = auto()


class ReceiptSource(StrEnum):
    """What a receipt may state as the source of a lot. A conversion is no receipt: its units were here before."""

    PURCHASE = LotSource.PURCHASE
    PRODUCTION = LotSource.PRODUCTION
    OPENING = LotSource.OPENING


def build_code_key(code: str) -> str:
    """What codes have in common that people take for the same: `L1` and `l1` are two codes for GS1 (AI 10) only."""
    return code.strip().casefold()


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot; its code is unique for its item, ignoring case. A lot is never deleted, also when none of it is left.

    - `code`: the traceability lot code, set when the lot is packed and never changed by shipping (21 CFR 1.1320).
    - `supplier_code`: the code on the supplier's label, if it is another one.
    - `source_reference`: the record that its first receipt comes from, such as a manufacturing run.
    - `expires_on`: the last day on which it is good.
    """

    id: int
    item_id: str
    code: str
    source: LotSource
    received_at: datetime
    supplier_code: str | None = None
    source_reference: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    status: LotStatus = LotStatus.RELEASED
    status_reason: str | None = None
    note: str | None = None

    @property
    def position(self) -> "LotPosition":
        """Its position in the list of lots."""
        return LotPosition(self.expires_on, self.received_at, self.id)

    def is_expired(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day


@dataclass(frozen=True, slots=True)
class LotPosition:
    """A position in the list of lots: those that expire first come first, those without a date last."""

    expires_on: date | None
    received_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class LotFilter:
    """Which lots; None is any. `expires_until` leaves out lots without a date.

    `text` is a part of the code or of the supplier's code, ignoring case; lots of `text_item_ids`, the items that the
    same text means, match too.
    """

    item_id: str | None = None
    status: LotStatus | None = None
    expires_until: date | None = None
    with_stock: bool = False
    text: str | None = None
    text_item_ids: Collection[str] = ()
