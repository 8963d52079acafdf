"""The first page: is all well, and if not, where."""

from starlette.responses import JSONResponse, Response

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.health import check_readiness


def show_overview(request: ConsoleRequest) -> Response:
    """All stores together, and each; every figure leads to what it counts."""
    totals, stores = request.container.get_overview()()
    problems = {
        name: state for name, state in check_readiness(request.container).items() if state not in ("ok", "embedded")
    }
    return render(request, "overview.html", together=totals, stores=stores, wrong=problems)


def get_events_per_minute(request: ConsoleRequest) -> Response:
    """Events per minute of the last hour, for the chart: seconds since 1970, and counts."""
    shop = parse_shop_domain(request.get_query_param("shop")) if request.get_query_param("shop") else None
    minutes = request.container.get_overview().count_arrivals(shop)
    series = {"times": [int(at.timestamp()) for at, _ in minutes], "counts": [count for _, count in minutes]}
    return JSONResponse(series, headers={"Cache-Control": "no-store"})
