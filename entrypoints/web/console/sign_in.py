"""Coming in and going out."""

import structlog
from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import SignInDelayed, SignInRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import SIGN_IN, Visit, remember, same_site_path

_log = structlog.get_logger()


def ask(visit: Visit) -> Response:
    """The form."""
    if not visit.needs_password:
        return RedirectResponse("/console", 303)
    return render(visit, "sign_in.html", reason="", then=same_site_path(visit.asked("next")))


def enter(visit: Visit) -> Response:
    """Sign in, and go where one wanted to go. The browser gets a new secret, so that an old one is worth nothing."""
    then, source = same_site_path(visit.filled("next")), _source(visit)
    try:
        token = visit.container.sign_in()(Secret(visit.filled("password")), source)
    except SignInRefused as refusal:
        _log.warning("console.sign_in_refused", source=source, cause=type(refusal).__name__)
        response = render(visit, "sign_in.html", _status(refusal), reason=str(refusal), then=then)
        if isinstance(refusal, SignInDelayed):
            response.headers["Retry-After"] = str(round(refusal.delay.total_seconds()) or 1)
        return response
    _log.info("console.signed_in", source=source)
    response = RedirectResponse(then, 303)
    remember(response, visit.settings, token)
    return response


def leave(visit: Visit) -> Response:
    """Sign out."""
    visit.container.sign_in().sign_out(visit.token)
    response = RedirectResponse(SIGN_IN, 303)
    remember(response, visit.settings, Secret(visit.container.nonces().new()))
    return response


def _status(refusal: SignInRefused) -> int:
    return 429 if isinstance(refusal, SignInDelayed) else 401


def _source(visit: Visit) -> str:
    """The address that the connection comes from; what a header says of it anybody can write."""
    client = visit.request.client
    return client.host if client else "unknown"
