"""What a page that refreshes itself shows of the issues: what the last comparison stored.

A load of a page looks for itself, so that what a person has just repaired is gone. Its refreshes ask for what is not
older than what the page shows, and look for themselves until the next comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from novex_shopify.domain.model.issue import Issue
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_FORMAT = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True, slots=True)
class StoredIssues:
    """The issues of all stores, without those of connections and of the installation, as they were at `seen_at`."""

    issues: Sequence[Issue]
    seen_at: datetime

    def of(self, shop: str) -> Sequence[Issue]:
        """Those of one store and those of none; or all without a store."""
        return [each for each in self.issues if not shop or each.shop in (None, shop)]


def find_stored_issues(request: ConsoleRequest) -> StoredIssues | None:
    """None for a load, and while nothing is stored that is new enough."""
    seen = _parse_seen(request.get_query_param("seen")) if request.is_refresh else None
    found = request.container.list_issues().find_stored(seen) if seen else None
    return StoredIssues(*found) if found else None


def format_seen(seen_at: datetime) -> str:
    """For the address of a refresh."""
    return seen_at.astimezone(UTC).strftime(_FORMAT)


def _parse_seen(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
