"""What lots are chosen for an order line, and why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from novex_shopify.domain.model.lot import Lot


class LotStrategy(StrEnum):
    """Which lot goes first: the one received first, or the one that expires first."""

    FIFO = auto()
    FEFO = auto()


@dataclass(frozen=True, slots=True)
class LotDemand:
    """What is asked of the lots of an item.

    - `quantity`: in base units.
    - `ship_on`: the day on which the lots are judged; ordering earlier makes none of them fresher.
    - `min_remaining_days`: how many days a lot must still be good after that day, for this customer or channel.
    - `prefer_whole_lots`: rather one lot that is enough than several that go before it.
    """

    quantity: int
    ship_on: date
    strategy: LotStrategy = LotStrategy.FIFO
    min_remaining_days: int = 0
    prefer_whole_lots: bool = False


@dataclass(frozen=True, slots=True)
class LotCandidate:
    """What is free of a lot at a location that sells."""

    lot: Lot
    location_id: int
    free: int


class Obstacle(StrEnum):
    """Why a lot may not be assigned or shipped."""

    RECALLED = auto()
    QUARANTINED = auto()
    EXPIRED = auto()
    TOO_SHORT_LIFE = auto()


@dataclass(frozen=True, slots=True)
class ChosenLot:
    """A part of the demand, with the reason for this lot in words."""

    lot: Lot
    location_id: int
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedLot:
    """A lot that was left out, with the reason in words."""

    lot: Lot
    obstacle: Obstacle
    reason: str


@dataclass(frozen=True, slots=True)
class LotProposal:
    """Lots for a demand. `short` is what no lot could fill."""

    chosen: tuple[ChosenLot, ...]
    short: int
    refused: tuple[RefusedLot, ...] = ()
