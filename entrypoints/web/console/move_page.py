"""`/console/moved`: a person confirms that the installation has another address now."""

from starlette.responses import Response

from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

MOVE_PATH = "/console/moved"


def show_move(request: ConsoleRequest) -> Response:
    with request.container.read_transaction() as tx:
        previous = request.container.check_address().find_previous(tx)
    return render(request, "moved.html", previous=previous, app_url=request.settings.app_url)


def confirm_move(request: ConsoleRequest) -> Response:
    previous = request.container.confirm_move()()
    message = f"Moved to {request.settings.app_url}. Webhooks are being subscribed there."
    return redirect("/console", message if previous else "")
