"""The first page: the state of all stores, and what needs attention."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.console.get_overview import ShopOverview
from novex_shopify.entrypoints.web.console.move_page import MOVE_PATH
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.health_report import HealthMonitor

_CHECKS = {
    "database": ("Database", ""),
    "disk": ("Disk", ""),
    "webhooks": ("Webhooks", ""),
    "redis": ("Redis", ""),
    "worker": ("Worker", ""),
    "events": ("Events", "/console/events"),
    "shipments": ("Shipments", "/console/shipments?status=waiting"),
    "shops": ("Stores", "/console/stores"),
    "address": ("Address changed", MOVE_PATH),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that needs attention; `url` is the page that shows it."""

    title: str
    message: str
    url: str


def show_overview(request: ConsoleRequest) -> Response:
    totals, shop_overviews = request.container.get_overview()()
    problems = [*_find_problems(request.http_request.app.state.health), *_find_unmapped_shops(request, shop_overviews)]
    return render(request, "overview.html", totals=totals, shop_overviews=shop_overviews, problems=problems)


def _find_unmapped_shops(request: ConsoleRequest, shop_overviews: Sequence[ShopOverview]) -> Iterator[Problem]:
    """Stores whose orders wait because the ERP has no items yet."""
    waiting = [each.shop.domain for each in shop_overviews if each.metrics.parked and each.metrics.unmapped_products]
    with request.container.read_transaction() as tx:
        unmapped = [shop for shop in waiting if not tx.mappings.list_for_shop(shop, MappingStatus.MAPPED, limit=1)]
    for shop in unmapped:
        message = f"no product of {shop} is mapped to an ERP item, so its orders wait: take them over as items."
        yield Problem("Products", message, f"/console/products{build_query(shop=shop)}")


def get_events_per_minute(request: ConsoleRequest) -> Response:
    """The last hour for the chart: times in seconds since 1970, and counts."""
    shop = parse_shop_domain(request.get_query_param("shop")) if request.get_query_param("shop") else None
    minutes = request.container.get_overview().count_arrivals(shop)
    series = {"times": [int(at.timestamp()) for at, _ in minutes], "counts": [count for _, count in minutes]}
    return JSONResponse(series, headers={"Cache-Control": "no-store"})


def _find_problems(monitor: HealthMonitor) -> Iterator[Problem]:
    for name, message in monitor.make_report().problems.items():
        title, url = _CHECKS[name]
        yield Problem(title, message, url)
