"""Where a provider of labels sends its news, and why it does not."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CarrierWebhook:
    """An address that the provider sends to. Since `disabled_at` it does not, until it is asked again."""

    url: str
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CarrierWebhookProblem:
    """A problem, and since when it is known."""

    reason: str
    since: datetime
