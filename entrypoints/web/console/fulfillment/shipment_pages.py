"""`/console/shipments`: shipments, and how far each is synced to Shopify."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.model.fulfillment import (
    STUCK_PUSH_STATUSES,
    WAITING_PUSH_STATUSES,
    PushStatus,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.tracking_pages import list_tracking_pages
from novex_shopify.entrypoints.web.console.labels import PUSH_STATUS_DESCRIPTIONS, build_status_options
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query

PAGE_SIZE = 50

STATUS_GROUPS = {"waiting": WAITING_PUSH_STATUSES, "failed": STUCK_PUSH_STATUSES}
"""What the figures of the overview count."""

_ANY, *_SINGLE_STATUSES = build_status_options(PushStatus)
_STATUS_OPTIONS = [_ANY, ("waiting", "Waiting to sync"), ("failed", "Sync failed"), *_SINGLE_STATUSES]


def show_shipments(request: ConsoleRequest) -> Response:
    """One page, newest first. The first page refreshes itself."""
    status, shop, text = (request.get_query_param(name) for name in ("status", "shop", "text"))
    before = request.get_query_number("before")
    with request.container.read_transaction() as tx:
        shops = [each.domain for each in tx.shops.list_all()]
    shop_domain = ShopDomain(shop) if shop else None
    found = request.container.find_shipments()(PAGE_SIZE + 1, parse_statuses(status), shop_domain, text, before)
    shown, has_older = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    return render(
        request,
        "fulfillment/shipments.html",
        shipments=shown,
        text=text,
        status=status,
        shop=shop,
        status_options=_STATUS_OPTIONS,
        status_descriptions=PUSH_STATUS_DESCRIPTIONS,
        shops=shops,
        list_url="/console/shipments" + build_query(text=text, status=status, shop=shop),
        older_query=build_query(text=text, status=status, shop=shop, before=shown[-1].push.id) if has_older else "",
        is_first_page=not before,
        list_tracking_pages=list_tracking_pages,
    )


def parse_statuses(value: str) -> Sequence[PushStatus]:
    """A group or one status; an unknown value means all, as an empty one does."""
    return STATUS_GROUPS.get(value) or [status for status in PushStatus if status == value]
