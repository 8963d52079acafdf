"""`/console/data-check` and `/console/stores/{shop}/data-check`: both sides' orders, compared day by day."""

from datetime import date

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidDateRange
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.timing import AUDITED_DAYS, DAY
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.shops.data_check_days import align_weeks, build_days, build_week
from novex_shopify.entrypoints.web.console.shops.shop_frame import fetch_shop, render_shop

LISTED_DAYS = 30
PAGE_SIZE = 100


def list_shops(request: ConsoleRequest) -> Response:
    """All stores by the days of the last week."""
    now = request.container.clock().now()
    with request.container.read_transaction() as tx:
        shops = [shop for shop in tx.shops.list_all() if shop.connected]
        weeks = {
            shop.domain: build_week(shop, tx.reconciliations.list_audits(shop.domain, AUDITED_DAYS + 1), now)
            for shop in shops
        }
    return render(request, "shops/data_checks.html", weeks=align_weeks(weeks))


def show_days(request: ConsoleRequest) -> Response:
    """The last days of one store, and a form that has days checked now."""
    shop = fetch_shop(request)
    today = to_day(request.container.clock().now(), shop.profile.zone)
    with request.container.read_transaction() as tx:
        audits = tx.reconciliations.list_audits(shop.domain, LISTED_DAYS)
        waiting = tx.reconciliations.get_audit_request(shop.domain)
    first = min((audit.day for audit in audits), default=today)
    last = max((audit.day for audit in audits), default=today)
    earliest_shown = max(min(first, today - AUDITED_DAYS * DAY), today - LISTED_DAYS * DAY)
    days = build_days(audits, earliest_shown, max(last, today - DAY))
    return render_shop(
        request,
        "data_check.html",
        "/data-check",
        days=days,
        waiting=waiting,
        today=today,
        week_ago=today - AUDITED_DAYS * DAY,
        yesterday=today - DAY,
        difference_count=sum(len(each.audit.differences) for each in days if each.audit),
    )


def show_day(request: ConsoleRequest) -> Response:
    """One day: both sides' figures, and a page of its differences."""
    shop, day = fetch_shop(request), _parse_day(request.http_request.path_params["day"])
    begin = request.get_query_number("from") or 0
    with request.container.read_transaction() as tx:
        audit = tx.reconciliations.get_audit(shop.domain, day)
        waiting = tx.reconciliations.get_audit_request(shop.domain)
    differences = audit.differences if audit else ()
    return render_shop(
        request,
        "data_check_day.html",
        "/data-check",
        checked=build_days([audit] if audit else [], day, day)[0],
        waiting=waiting,
        differences=differences[begin : begin + PAGE_SIZE],
        begin=begin,
        next_url=build_query(**{"from": begin + PAGE_SIZE}) if len(differences) > begin + PAGE_SIZE else None,
    )


def check_now(request: ConsoleRequest) -> Response:
    return _request(request, repairs=False)


def repair_now(request: ConsoleRequest) -> Response:
    """Have the orders that differ read from Shopify again."""
    return _request(request, repairs=True)


def _request(request: ConsoleRequest, *, repairs: bool) -> Response:
    """Have the days of the form checked; without any, the days of the last week, or those that differ."""
    shop = fetch_shop(request)
    first, last = _read_range(request, shop, repairs=repairs)
    request.container.request_audit()(shop.domain, first, last, repairs=repairs)
    days = format_plural((last - first).days + 1, "day")
    message = f"Reading what differs on {days} from Shopify…" if repairs else f"Checking {days}…"
    return redirect(f"/console/stores/{shop.domain}/data-check", message)


def _read_range(request: ConsoleRequest, shop: Shop, *, repairs: bool) -> tuple[date, date]:
    if given := request.get_form_field("first"):
        return _parse_day(given), _parse_day(request.get_form_field("last") or given)
    today = to_day(request.container.clock().now(), shop.profile.zone)
    week = today - AUDITED_DAYS * DAY, today - DAY
    if not repairs:
        return week
    with request.container.read_transaction() as tx:
        audits = tx.reconciliations.list_audits(shop.domain, LISTED_DAYS)
    differing = [audit.day for audit in audits if not audit.matches]
    return (min(differing), max(differing)) if differing else week


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidDateRange(text, text) from None
