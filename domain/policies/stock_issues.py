"""What of a store's stock at Shopify needs attention, one issue for each cause."""

from collections.abc import Iterator

from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.stock_health import StockHealth

FAILURES_UNTIL_ISSUE = 3
"""Shopify may be away for a moment."""


def find_stock_issues(health: StockHealth) -> Iterator[Issue]:
    """What needs a person. A store that lacks a permission has no other issue."""
    if health.missing_scopes:
        scopes = " and ".join(sorted(health.missing_scopes))
        detail = f"The store did not grant {scopes}. Reconnect it to grant them."
        yield Issue(IssueKind.STOCK_NOT_SENT, "Stock can't be sent to Shopify", health.shop, detail, cause="scopes")
        return
    if health.is_unmapped:
        title, detail = "No location is mapped", "Say which storage locations the store's locations stand for."
        yield Issue(IssueKind.LOCATION_UNMAPPED, title, health.shop, detail)
    elif names := health.unmapped_locations:
        title = f"{names[0]} is not mapped" if len(names) == 1 else f"{len(names)} locations are not mapped"
        detail = f"Stock is never written at {', '.join(names)}. Map what the ERP ships from."
        yield Issue(IssueKind.LOCATION_UNMAPPED, title, health.shop, detail)
    if health.error:
        title = "Stock can't be sent to Shopify"
        yield Issue(IssueKind.STOCK_NOT_SENT, title, health.shop, health.error, since=health.due_since)
    if count := health.refused:
        title = "Shopify refused a stock level" if count == 1 else f"Shopify refused {count} stock levels"
        yield Issue(IssueKind.STOCK_REFUSED, title, health.shop, "The page of each says why.")
    if count := health.drifted:
        levels = "A stock level was" if count == 1 else f"{count} stock levels were"
        detail = "Nothing in the ERP explains it. Push the ERP's numbers, or count the stock in the ERP."
        yield Issue(IssueKind.STOCK_DRIFT, f"{levels} changed at Shopify", health.shop, detail)
