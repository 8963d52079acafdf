"""What the daily data check says in a notification, one entry for each store."""

from collections import Counter
from datetime import date

from novex_shopify.domain.model.notification import NoticeEvent, NotificationEntry
from novex_shopify.domain.model.reconciliation import DailyAudit, DifferenceKind
from novex_shopify.domain.model.shop import ShopDomain

MAX_NAMES = 20
"""Orders that are named. The page has all."""

_KINDS = {
    DifferenceKind.MISSING: "Missing in the ERP",
    DifferenceKind.DELETED: "Deleted in Shopify",
    DifferenceKind.TOTAL: "Total differs",
    DifferenceKind.REFUNDS: "Refunds differ",
    DifferenceKind.FULFILLMENTS: "Fulfillments differ",
    DifferenceKind.RETURNS: "Returns differ",
    DifferenceKind.UNREADABLE: "Unreadable",
}


def build_entry(shop: ShopDomain, day: date, audit: DailyAudit | None) -> NotificationEntry:
    """Return what is known of one day of a store; None is a day that was not compared."""
    page = f"/console/stores/{shop}/data-check/{day}"
    if audit is None:
        title, detail = f"{day} was not compared yet", "The store was not reachable, or its orders were not read yet."
        return NotificationEntry(NoticeEvent.DATA_CHECK, title, detail, shop, page=page)
    count = len(audit.differences)
    result = f"{count} {'difference' if count == 1 else 'differences'}" if count else "no differences"
    title = f"{day}, {result} in {audit.shopify_counts.orders} compared orders"
    affected = len({each.order_id for each in audit.differences})
    return NotificationEntry(NoticeEvent.DATA_CHECK, title, _describe(audit), shop, affected, page=page)


def _describe(audit: DailyAudit) -> str:
    """Orders are named by their numbers, which say nothing of a customer."""
    counts = Counter(each.kind for each in audit.differences)
    parts = []
    for kind, label in _KINDS.items():
        if counts[kind]:
            names = list(dict.fromkeys(each.name for each in audit.differences if each.kind is kind))
            more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
            parts.append(f"{label}: {', '.join(names[:MAX_NAMES])}{more}")
    return ". ".join(parts)
