"""Signing in and out."""

from dataclasses import replace

import structlog
from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import NotFound, SignInDelayed, SignInRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Visitor
from novex_shopify.entrypoints.web.console.kept_form import KeptForm
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import (
    SIGN_IN_PATH,
    ConsoleRequest,
    sanitize_next_path,
    set_session_cookie,
)

_log = structlog.get_logger()


def show_sign_in(request: ConsoleRequest) -> Response:
    if not request.requires_sign_in:
        return RedirectResponse("/console", 303)
    next_path = sanitize_next_path(request.get_query_param("next"))
    return render(request, "sign_in.html", error="", next_path=next_path, kept_form=KeptForm())


def keep_form(request: ConsoleRequest) -> Response:
    """Ask a person whose session expired to sign in, and keep the form that was sent."""
    error = "Your session has expired. Sign in, and nothing you entered is lost."
    kept_form = KeptForm.from_expired(request)
    return render(request, "sign_in.html", 401, error=error, next_path="/console", kept_form=kept_form)


def sign_in(request: ConsoleRequest) -> Response:
    next_path, visitor = sanitize_next_path(request.get_form_field("next")), get_visitor(request)
    if not request.settings.console_password_sign_in:
        raise NotFound("Signing in with a password is switched off here (CONSOLE_PASSWORD_SIGN_IN).")
    email, password = request.get_form_field("email"), Secret(request.get_form_field("password"))
    try:
        token = request.container.sign_in()(email, password, visitor)
    except SignInRefused as refusal:
        # Each guess is logged; attempts that are not even tried have no limit, and could fill the disk.
        limit = {"burst": "sign-in"} if isinstance(refusal, SignInDelayed) else {}
        _log.warning("console.sign_in_refused", source=visitor.address, error_type=type(refusal).__name__, **limit)
        return _render_refusal(request, refusal, next_path)
    _log.info("console.signed_in", source=visitor.address)
    response: Response = RedirectResponse(next_path, 303)
    if (kept_form := KeptForm.from_sign_in(request)).path:
        response = render(replace(request, session_token=token), "kept_form.html", kept_form=kept_form)
    # A new token, so that one planted in the browser before is worthless.
    set_session_cookie(response, request.settings, token)
    return response


def sign_out(request: ConsoleRequest) -> Response:
    user = request.container.find_signed_in_user()(request.session_token)
    if user and request.get_form_field("everywhere") == "yes":
        request.container.end_sessions().end_all(user.id)
    else:
        request.container.end_sessions().sign_out(request.session_token)
    response = RedirectResponse(SIGN_IN_PATH, 303)
    set_session_cookie(response, request.settings, Secret(request.container.nonces().generate()))
    return response


def _render_refusal(request: ConsoleRequest, refusal: SignInRefused, next_path: str) -> Response:
    status = 429 if isinstance(refusal, SignInDelayed) else 401
    kept_form = KeptForm.from_sign_in(request)
    response = render(request, "sign_in.html", status, error=str(refusal), next_path=next_path, kept_form=kept_form)
    if isinstance(refusal, SignInDelayed):
        response.headers["Retry-After"] = str(round(refusal.delay.total_seconds()) or 1)
    return response


def get_visitor(request: ConsoleRequest) -> Visitor:
    # The address of the connection, or what a proxy in TRUSTED_PROXIES says of it.
    client = request.http_request.client
    return Visitor(client.host if client else "unknown", request.http_request.headers.get("user-agent", ""))
