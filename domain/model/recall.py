"""Recalls: lots that must leave the market, and who was asked to send them back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor


class RecallClass(StrEnum):
    """How dangerous it is, in the classes of 21 CFR 7.3; a withdrawal breaks no law."""

    CLASS_1 = "class_1"
    CLASS_2 = "class_2"
    CLASS_3 = "class_3"
    WITHDRAWAL = auto()


class LotOutcome(StrEnum):
    """What becomes of a lot when its recall is closed."""

    RELEASED = auto()
    STAYS_RECALLED = auto()
    SCRAPPED = auto()


class NoticeChannel(StrEnum):
    """How a customer was notified."""

    EMAIL = auto()
    PHONE = auto()
    LETTER = auto()
    VISIT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall of some lots. `number` is such as `R-2026-0001`.

    - `mock`: an exercise. It is kept as evidence, but no lot is recalled and nothing is unassigned.
    - `conclusion`: what the person wrote who closed it.
    """

    id: int
    number: str
    recall_class: RecallClass
    reason: str
    mock: bool
    opened_at: datetime
    opened_by: Actor
    closed_at: datetime | None = None
    closed_by: Actor | None = None
    conclusion: str | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def count_minutes(self, now: datetime) -> int:
        """The whole minutes it took, or has taken until now."""
        return int(((self.closed_at or now) - self.opened_at).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class RecalledLot:
    """A lot of a recall. `outcome` is None until the recall is closed, and for an exercise."""

    recall_id: int
    lot_id: int
    outcome: LotOutcome | None = None


@dataclass(frozen=True, slots=True)
class RecallNotice:
    """That the customer of an order was notified. The ids are the ERP's; a guest has no `customer_id`.

    - `note`: what the customer answered, in the words of the person who wrote it down. It is erased with the customer.
    - `returned`: how many base units came back upon it.
    """

    id: int
    recall_id: int
    order_id: str
    customer_id: str | None
    channel: NoticeChannel
    notified_at: datetime
    notified_by: Actor
    answered_at: datetime | None = None
    note: str | None = None
    returned: int = 0


@dataclass(frozen=True, slots=True)
class NoticeTotals:
    """How many customers were notified and have answered, and what came back. A guest's order is one customer."""

    notified: int = 0
    answered: int = 0
    returned: int = 0
