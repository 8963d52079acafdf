"""Where the ERP keeps items."""

from dataclasses import dataclass
from enum import StrEnum, auto


class StorageKind(StrEnum):
    """NovexERP's five kinds."""

    FREEZER = auto()
    PALLET = auto()
    RACK = auto()
    ROOM = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class StorageLocation:
    """A place in the warehouse.

    - `sells`: items are shipped from here.
    - `counted`: False for a place that inventory counts leave out ("do not inventory").
    """

    id: int
    name: str
    kind: StorageKind = StorageKind.OTHER
    sells: bool = True
    counted: bool = True
    address: str | None = None
