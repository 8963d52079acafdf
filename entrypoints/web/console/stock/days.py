"""Days at the warehouse, which are those of the person who asks."""

from datetime import UTC, date, timedelta

from novex_shopify.domain.model.lot import Lot
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

PERIODS = {"7": "7 days", "30": "30 days", "90": "90 days", "180": "180 days", "365": "1 year"}
"""Within which something expires."""

DEFAULT_PERIOD = "30"


def get_today(request: ConsoleRequest) -> date:
    return request.container.clock().now().astimezone(request.preferences.zone or UTC).date()


def compute_last_day(today: date, period: str) -> date:
    """The last day of a period that begins today."""
    return today + timedelta(days=int(period or DEFAULT_PERIOD))


def format_day(day: date | None) -> str:
    """Such as `2 May 2027`; empty for none."""
    return f"{day.day} {day:%b %Y}" if day else ""


def describe_days_left(lot: Lot, today: date) -> str:
    """How long a lot is still good; empty for one without a date."""
    if lot.expires_on is None:
        return ""
    days = (lot.expires_on - today).days
    if days == 0:
        return "last day today"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days:,} {unit} left" if days > 0 else f"expired {-days:,} {unit} ago"


def parse_day(text: str) -> date | None:
    """A day as browsers send it; None for an empty field. Raises `ValueError`."""
    return date.fromisoformat(text) if text else None
