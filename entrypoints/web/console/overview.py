"""The first page: is all well, and if not, where."""

from starlette.responses import JSONResponse, Response

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit
from novex_shopify.entrypoints.web.health import readiness


def show(visit: Visit) -> Response:
    """All stores together, and each; every figure leads to what it counts."""
    together, stores = visit.container.survey()()
    wrong = {name: state for name, state in readiness(visit.container).items() if state not in ("ok", "embedded")}
    return render(visit, "overview.html", together=together, stores=stores, wrong=wrong)


def arrivals(visit: Visit) -> Response:
    """Events per minute of the last hour, for the chart: seconds since 1970, and counts."""
    shop = parse_shop_domain(visit.asked("shop")) if visit.asked("shop") else None
    minutes = visit.container.survey().arrivals(shop)
    figures = {"times": [int(at.timestamp()) for at, _ in minutes], "counts": [count for _, count in minutes]}
    return JSONResponse(figures, headers={"Cache-Control": "no-store"})
