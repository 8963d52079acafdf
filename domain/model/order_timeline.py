"""All that happened to an order, in one list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.audit import AuditSubject


class TimelineKind(StrEnum):
    """What an entry is about."""

    ORDER = auto()
    WEBHOOK = auto()
    MAPPING = auto()
    LOTS = auto()
    SHIPMENT = auto()
    LABEL = auto()
    PARCEL = auto()
    INVOICE = auto()
    HOLD = auto()
    EXCEPTION = auto()
    RETURN = auto()
    MESSAGE = auto()
    COMMENT = auto()


class TimelineTone(StrEnum):
    """How good it is."""

    NEUTRAL = auto()
    GOOD = auto()
    WARN = auto()
    BAD = auto()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to an order. `id` is the same whenever the order is read, and no other entry has it.

    - `details`: what more there is to say, one thing a text; of a comment, its text.
    - `actor`: the person or program; None if Shopify, a carrier or a job of the product did it.
    - `about`: the record that it is about, which may have a page.
    - `comment_id`: of a comment. What it says may be personal.
    - `count`, `since`: how often the same happened without anything in between, and when it did first.
    """

    at: datetime
    id: str
    kind: TimelineKind
    title: str
    details: tuple[str, ...] = ()
    tone: TimelineTone = TimelineTone.NEUTRAL
    actor: Actor | None = None
    about: AuditSubject | None = None
    comment_id: int | None = None
    count: int = 1
    since: datetime | None = None

    @property
    def position(self) -> "TimelinePosition":
        return TimelinePosition(self.at, self.id)

    def says_the_same_as(self, other: "TimelineEntry") -> bool:
        """Whether reading both says no more than reading one; comments always do."""
        if self.comment_id is not None:
            return False
        mine, others = ((each.kind, each.title, each.details, each.tone, each.actor) for each in (self, other))
        return mine == others


@dataclass(frozen=True, slots=True, order=True)
class TimelinePosition:
    """Where a page of the timeline ends."""

    at: datetime
    id: str

    def __str__(self) -> str:
        """What an address has of it, in which a `+` would be a space."""
        return f"{self.at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z_{self.id}"


def parse_timeline_position(text: str) -> TimelinePosition | None:
    """Return the position of a text that `str` made of one; None for any other text."""
    moment, separator, entry_id = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return TimelinePosition(at, entry_id) if separator and at.tzinfo else None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Entries, newest first; `next` is where older ones begin, None if there are none."""

    entries: Sequence[TimelineEntry]
    next: TimelinePosition | None = None


def build_page(entries: Iterable[TimelineEntry], limit: int, before: TimelinePosition | None = None) -> TimelinePage:
    """Return the newest entries, or those before a position, with what is repeated as one entry."""
    newest_first = sorted(entries, key=lambda entry: entry.position, reverse=True)
    folded = list(_fold_repeated(newest_first))
    older = [entry for entry in folded if before is None or entry.position < before]
    return TimelinePage(older[:limit], older[limit - 1].position if len(older) > limit else None)


def _fold_repeated(newest_first: Sequence[TimelineEntry]) -> Iterator[TimelineEntry]:
    current: TimelineEntry | None = None
    for entry in newest_first:
        if current and current.says_the_same_as(entry):
            current = replace(current, count=current.count + 1, since=entry.at)
            continue
        if current:
            yield current
        current = entry
    if current:
        yield current
