"""Coming in and going out."""

import structlog
from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import SignInDelayed, SignInRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import (
    SIGN_IN_PATH,
    ConsoleRequest,
    sanitize_next_path,
    set_session_cookie,
)

_log = structlog.get_logger()


def show_sign_in(request: ConsoleRequest) -> Response:
    """The form."""
    if not request.requires_sign_in:
        return RedirectResponse("/console", 303)
    return render(request, "sign_in.html", reason="", then=sanitize_next_path(request.get_query_param("next")))


def sign_in(request: ConsoleRequest) -> Response:
    """Sign in, and go where one wanted to go. The browser gets a new secret, so that an old one is worth nothing."""
    next_path, source = sanitize_next_path(request.get_form_field("next")), _get_client_address(request)
    try:
        token = request.container.sign_in()(Secret(request.get_form_field("password")), source)
    except SignInRefused as refusal:
        _log.warning("console.sign_in_refused", source=source, cause=type(refusal).__name__)
        response = render(request, "sign_in.html", _get_http_status(refusal), reason=str(refusal), then=next_path)
        if isinstance(refusal, SignInDelayed):
            response.headers["Retry-After"] = str(round(refusal.delay.total_seconds()) or 1)
        return response
    _log.info("console.signed_in", source=source)
    response = RedirectResponse(next_path, 303)
    set_session_cookie(response, request.settings, token)
    return response


def sign_out(request: ConsoleRequest) -> Response:
    """Sign out."""
    request.container.sign_in().sign_out(request.session_token)
    response = RedirectResponse(SIGN_IN_PATH, 303)
    set_session_cookie(response, request.settings, Secret(request.container.nonces().generate()))
    return response


def _get_http_status(refusal: SignInRefused) -> int:
    return 429 if isinstance(refusal, SignInDelayed) else 401


def _get_client_address(request: ConsoleRequest) -> str:
    """The address that the connection comes from; what a header says of it anybody can write."""
    client = request.http_request.client
    return client.host if client else "unknown"
