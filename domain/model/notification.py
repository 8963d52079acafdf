"""Messages about issues, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.shop import ShopDomain


class NoticeEvent(StrEnum):
    """What a message says of an issue; or that it is the data check, or a test."""

    OPENED = auto()
    REMINDER = auto()
    OVER = auto()
    DATA_CHECK = auto()
    TEST = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """What a channel knows of an issue. It exists from the decision until the channel knows that the issue is over.

    - `rule_id`: the rule that decided it, which may have been removed since.
    - `due_at`: when the message is due. `sent_at`: when it was handed to the outbox; None while it waits.
    - `last_sent_at`: the same of the message or its last reminder.
    - `over_due_at`: when the message that it is over is due, if it is over.
    """

    channel_id: int
    issue_id: int
    rule_id: int
    due_at: datetime
    sent_at: datetime | None = None
    last_sent_at: datetime | None = None
    over_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotificationEntry:
    """One thing that a message says. It holds no customer data, and no secret.

    - `issue_id`, `kind`, `severity`: of the issue; 0 and empty for a data check and a test.
    - `orders`: how many orders are affected. `since`: since when. `ended_at`: until when, if it is over.
    - `page`: the path of the console's page that repairs or shows it.
    """

    event: NoticeEvent
    title: str
    detail: str = ""
    shop: ShopDomain | None = None
    orders: int = 0
    since: datetime | None = None
    ended_at: datetime | None = None
    page: str = "/console"
    issue_id: int = 0
    kind: str = ""
    severity: str = ""


class NotificationState(StrEnum):
    """Queued until it is sent, given up after the last try, or cancelled because its channel was paused or removed.

    A person dismisses one that was given up.
    """

    QUEUED = auto()
    SENT = auto()
    GIVEN_UP = auto()
    CANCELLED = auto()
    DISMISSED = auto()


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to one channel, stored in the transaction that decided it.

    - `message_id` is the same at each try, so that the receiver can recognise what it has.
    - `answer`: what the channel answered when it took it. `error`: why the last try failed.
    """

    id: int
    message_id: str
    channel_id: int
    entries: tuple[NotificationEntry, ...]
    created_at: datetime
    state: NotificationState = NotificationState.QUEUED
    next_attempt_at: datetime | None = None
    attempts: int = 0
    claimed_by: str | None = None
    settled_at: datetime | None = None
    answer: str = ""
    error: str | None = None
