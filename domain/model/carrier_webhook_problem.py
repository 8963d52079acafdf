"""Why a provider of labels does not send its news."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CarrierWebhookProblem:
    """A problem, and since when it is known."""

    reason: str
    since: datetime
