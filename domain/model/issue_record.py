"""What is kept of an issue from one look to the next: its state, its owner and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.issue import SEVERITIES, Issue, IssueKey, IssueKind, Severity
from novex_shopify.domain.model.shop import ShopDomain

ORDER_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
"""An issue has grown when its orders reach one of these for the first time. Thresholds are chosen from them."""


class IssueState(StrEnum):
    """Where a person's work on an issue stands."""

    OPEN = auto()
    ACKNOWLEDGED = auto()
    IGNORED = auto()
    RESOLVED = auto()


class IssueChangeKind(StrEnum):
    """What happened to an issue.

    The comparison finds:

    - `opened`: the issue is new. `reopened`: it was resolved, and is there again; by a person: it was opened by hand.
    - `grew`: its orders reached one of `ORDER_STEPS`. Not while it is ignored.
    - `ended`: its cause is gone.
    - `ignore_ended`: what it was ignored until has come, and it is open.

    A person does the others.
    """

    OPENED = auto()
    REOPENED = auto()
    GREW = auto()
    ENDED = auto()
    IGNORE_ENDED = auto()
    ACKNOWLEDGED = auto()
    ASSIGNED = auto()
    IGNORED = auto()
    RESOLVED = auto()
    COMMENTED = auto()


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """An issue with its state. It is kept by its key, so a cause that comes back opens the same record again.

    - `title`, `detail`, `subject`, `orders`, `since`: as the last look found them. Of one that was resolved by hand,
      `orders` is the smallest number since then.
    - `most_orders`: the largest number of orders since it was opened.
    - `first_seen_at`: of all its occurrences. `opened_at`: of the last one, which is number `occurrences`.
    - `last_seen_at`: when its cause was last found, to some minutes.
    - `missing_since`: its cause is not found since then; None while it is there.
    - `summed_up`: its cause is there, and another issue stands for it.
    - `owner`: who takes care of it; None if no person does.
    - `ignored_until`, `ignored_above`: the time, and the number of orders above which it is open again.
    - `changed_at`, `changed_by`: when its state or its owner changed, and by whom.
    """

    id: int
    kind: IssueKind
    shop: ShopDomain | None
    cause: str
    title: str
    first_seen_at: datetime
    opened_at: datetime
    last_seen_at: datetime
    changed_at: datetime
    changed_by: Actor
    state: IssueState = IssueState.OPEN
    detail: str = ""
    subject: str = ""
    orders: int = 0
    most_orders: int = 0
    since: datetime | None = None
    missing_since: datetime | None = None
    occurrences: int = 1
    summed_up: bool = False
    owner: Actor | None = None
    ignored_until: datetime | None = None
    ignored_above: int | None = None
    resolved_at: datetime | None = None

    @property
    def key(self) -> IssueKey:
        return IssueKey(self.kind, self.shop, self.cause)

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.kind]

    @property
    def needs_attention(self) -> bool:
        return self.state in (IssueState.OPEN, IssueState.ACKNOWLEDGED)

    @property
    def is_listed(self) -> bool:
        """Whether the last look found it, as an issue of its own."""
        return self.missing_since is None and not self.summed_up

    def to_issue(self) -> Issue:
        """The issue as the last look found it."""
        return Issue(self.kind, self.title, self.shop, self.detail, self.orders, self.since, self.subject, self.cause)


@dataclass(frozen=True, slots=True)
class IssueChange:
    """One line of an issue's history.

    `orders` is how many it has, and `orders_before` the most that it had since it was opened; 0 for one that is opened.
    So a threshold is reached if it is above `orders_before`, and not above `orders`. `text` is the new owner's name,
    what it is ignored until, or what a person wrote.
    """

    id: int
    issue_id: int
    kind: IssueChangeKind
    at: datetime
    actor: Actor
    orders: int = 0
    orders_before: int = 0
    text: str = ""
