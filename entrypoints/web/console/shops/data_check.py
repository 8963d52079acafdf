"""`/console/data-check` and `/console/stores/{shop}/data-check`: both sides' orders, compared day by day."""

from collections.abc import Sequence
from datetime import date

from starlette.responses import Response

from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.timing import AUDITED_DAYS, DAY
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.shops.data_check_days import (
    align_weeks,
    build_days,
    build_week,
    parse_day,
)
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
    """The last days of one store, or those up to `until`, and a form that has days checked now."""
    shop = fetch_shop(request)
    today = to_day(request.container.clock().now(), shop.profile.zone)
    until = parse_day(given) if (given := request.get_query_param("until")) else None
    with request.container.read_transaction() as tx:
        audits = tx.reconciliations.list_audits(shop.domain, LISTED_DAYS, until)
        last = until or max([today - DAY, *(audit.day for audit in audits)])
        first = _find_first_shown(audits, today, last)
        older = tx.reconciliations.list_audits(shop.domain, 1, first - DAY)
        waiting = tx.reconciliations.get_audit_request(shop.domain)
    days = build_days(audits, first, last)
    return render_shop(
        request,
        "shops/data_check.html",
        "/data-check",
        days=days,
        waiting=waiting,
        today=today,
        week_ago=today - AUDITED_DAYS * DAY,
        yesterday=today - DAY,
        difference_count=sum(len(each.audit.differences) for each in days if each.audit),
        until=until,
        older=older[0].day if older else None,
    )


def _find_first_shown(audits: Sequence[DailyAudit], today: date, last: date) -> date:
    """A page has at most `LISTED_DAYS`, and at least the week that is checked each night."""
    first = min((audit.day for audit in audits), default=last)
    return max(min(first, today - AUDITED_DAYS * DAY), last - (LISTED_DAYS - 1) * DAY)


def show_day(request: ConsoleRequest) -> Response:
    """One day: both sides' figures, and a page of its differences."""
    shop, day = fetch_shop(request), parse_day(request.http_request.path_params["day"])
    begin = request.get_query_number("from") or 0
    with request.container.read_transaction() as tx:
        audit = tx.reconciliations.get_audit(shop.domain, day)
        waiting = tx.reconciliations.get_audit_request(shop.domain)
    differences = audit.differences if audit else ()
    return render_shop(
        request,
        "shops/data_check_day.html",
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


def repair_order(request: ConsoleRequest) -> Response:
    """Have one order read from Shopify again, and its day checked after that."""
    shop, day = fetch_shop(request), parse_day(request.http_request.path_params["day"])
    order_id = request.get_path_id("order")
    request.container.request_audit()(shop.domain, day, day, repairs=True, order_id=order_id)
    return redirect(f"/console/stores/{shop.domain}/data-check/{day}", "Reading the order from Shopify…")


def _request(request: ConsoleRequest, *, repairs: bool) -> Response:
    """Have the days of the form checked; without any, the days of the last week, or those that differ."""
    shop = fetch_shop(request)
    first, last = _read_range(request, shop, repairs=repairs)
    request.container.request_audit()(shop.domain, first, last, repairs=repairs)
    days = format_plural((last - first).days + 1, "day")
    message = f"Reading what differs on {days} from Shopify…" if repairs else f"Checking {days}…"
    page = f"/console/stores/{shop.domain}/data-check"
    return redirect(f"{page}/{first}" if request.get_form_field("first") and first == last else page, message)


def _read_range(request: ConsoleRequest, shop: Shop, *, repairs: bool) -> tuple[date, date]:
    if given := request.get_form_field("first"):
        return parse_day(given), parse_day(request.get_form_field("last") or given)
    today = to_day(request.container.clock().now(), shop.profile.zone)
    week = today - AUDITED_DAYS * DAY, today - DAY
    if not repairs:
        return week
    with request.container.read_transaction() as tx:
        audits = tx.reconciliations.list_audits(shop.domain, LISTED_DAYS)
    differing = [audit.day for audit in audits if not audit.matches]
    return (min(differing), max(differing)) if differing else week
