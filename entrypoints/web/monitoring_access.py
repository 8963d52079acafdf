"""Who may see metrics and the details of readiness: they name stores, and show the volume of business."""

import hmac

from starlette.requests import Request

from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.web.local_client import is_local_client


def may_see_details(request: Request) -> bool:
    """A client that sends `METRICS_TOKEN`; without one, a client on this machine, if `APP_URL` is on it too.

    A public product is behind a proxy, which may be on this machine: then everyone's connection comes from here.
    """
    settings: Settings = request.app.state.container.settings()
    if settings.metrics_token:
        scheme, _, received = request.headers.get("authorization", "").partition(" ")
        expected = settings.metrics_token.get_secret_value()
        return scheme.lower() == "bearer" and hmac.compare_digest(received.strip().encode(), expected.encode())
    return not settings.is_public and is_local_client(request)
