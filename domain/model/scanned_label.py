"""What a scanned label says."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ScannedLabel:
    """The parts of a label that a receipt needs; None if the label does not state them.

    - `gtin`: the trade item's number, as a barcode has it.
    - `expires_on`: its use-by date, or else its best-before date.
    - `quantity`: how many trade items it is on.
    """

    gtin: str | None = None
    lot_code: str | None = None
    expires_on: date | None = None
    produced_on: date | None = None
    quantity: int | None = None
