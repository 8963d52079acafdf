"""The first page: is all well, and if not, where."""

from starlette.responses import Response

from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit
from novex_shopify.entrypoints.web.health import readiness


def show(visit: Visit) -> Response:
    """The health of everything we stand on."""
    return render(visit, "overview.html", checks=readiness(visit.container))
