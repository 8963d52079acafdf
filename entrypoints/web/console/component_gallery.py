"""`/console/components`: every component in its states, for people who develop the console."""

from datetime import timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def show_components(request: ConsoleRequest) -> Response:
    """Only on a development machine."""
    if request.settings.is_public:
        raise NotFound("The components are shown only on a development machine.")
    now = request.container.clock().now()
    times = [now - timedelta(seconds=4), now - timedelta(days=2), now - timedelta(days=400), now + timedelta(minutes=3)]
    return render(request, "component_gallery.html", times=times)
