"""Signing in and out."""

from dataclasses import replace

import structlog
from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import NotFound, SignInDelayed, SignInRefused, WrongCode
from novex_shopify.domain.model.second_factor import AwaitedCode
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
    return render_sign_in(request, next_path, KeptForm())


def keep_form(request: ConsoleRequest) -> Response:
    """Ask a person whose session expired to sign in, and keep the form that was sent."""
    error = "Your session has expired. Sign in, and nothing you entered is lost."
    if not request.settings.console_password_sign_in:  # single sign-on leaves the page
        error = "Your session has expired. Sign in, and enter it again."
    return render_sign_in(request, "/console", KeptForm.from_expired(request), error, 401)


def sign_in(request: ConsoleRequest) -> Response:
    next_path, visitor = request.get_next_path(), get_visitor(request)
    if not request.settings.console_password_sign_in:
        raise NotFound("Signing in with a password is switched off here (CONSOLE_PASSWORD_SIGN_IN).")
    email, password = request.get_form_field("email"), Secret(request.get_form_field("password"))
    try:
        result = request.container.sign_in()(email, password, visitor)
    except SignInRefused as refusal:
        _log_refusal(visitor, refusal)
        return _render_refusal(request, refusal, next_path)
    if isinstance(result, AwaitedCode):
        return _ask_for_code(request, result.ticket, next_path)
    return _enter(request, result, next_path)


def enter_code(request: ConsoleRequest) -> Response:
    """The second step, after the password."""
    next_path, visitor = request.get_next_path(), get_visitor(request)
    ticket, code = (Secret(request.get_form_field(name)) for name in ("ticket", "code"))
    try:
        token = request.container.complete_sign_in()(ticket, code, visitor)
    except (WrongCode, SignInDelayed) as refusal:
        _log_refusal(visitor, refusal)
        return _ask_for_code(request, ticket, next_path, refusal)
    except SignInRefused as refusal:
        _log_refusal(visitor, refusal)
        return _render_refusal(request, refusal, next_path)
    return _enter(request, token, next_path)


def _enter(request: ConsoleRequest, token: Secret, next_path: str) -> Response:
    _log.info("console.signed_in", source=get_visitor(request).address)
    response: Response = RedirectResponse(next_path, 303)
    if (kept_form := KeptForm.from_sign_in(request)).path:
        response = render(replace(request, session_token=token), "kept_form.html", kept_form=kept_form)
    # A new token, so that one planted in the browser before is worthless.
    set_session_cookie(response, request.settings, token)
    return response


def sign_out(request: ConsoleRequest) -> Response:
    if request.user and request.get_form_field("everywhere") == "yes":
        request.container.end_sessions().end_all(request.user.id)
    else:
        request.container.end_sessions().sign_out(request.session_token)
    response = RedirectResponse(SIGN_IN_PATH, 303)
    set_session_cookie(response, request.settings, Secret(request.container.nonces().generate()))
    return response


def _log_refusal(visitor: Visitor, refusal: SignInRefused) -> None:
    # Each guess is logged; attempts that are not even tried have no limit, and could fill the disk.
    limit = {"burst": "sign-in"} if isinstance(refusal, SignInDelayed) else {}
    _log.warning("console.sign_in_refused", source=visitor.address, error_type=type(refusal).__name__, **limit)


def _render_refusal(request: ConsoleRequest, refusal: SignInRefused, next_path: str) -> Response:
    kept_form, status, delay = KeptForm.from_sign_in(request), _get_status(refusal), _get_delay(refusal)
    return _add_delay(render_sign_in(request, next_path, kept_form, str(refusal), status, delay=delay), delay)


def _ask_for_code(
    request: ConsoleRequest, ticket: Secret, next_path: str, refusal: SignInRefused | None = None
) -> Response:
    delay = _get_delay(refusal)
    response = render(
        request,
        "sign_in_code.html",
        _get_status(refusal) if refusal else 200,
        error=str(refusal or ""),
        ticket=ticket.value,
        next_path=next_path,
        kept_form=KeptForm.from_sign_in(request),
        delay=delay,
    )
    return _add_delay(response, delay)


def _get_status(refusal: SignInRefused) -> int:
    return 429 if isinstance(refusal, SignInDelayed) else 401


def _get_delay(refusal: SignInRefused | None) -> int:
    """The seconds to wait; 0 for none."""
    return refusal.seconds if isinstance(refusal, SignInDelayed) else 0


def _add_delay(response: Response, delay: int) -> Response:
    if delay:
        response.headers["Retry-After"] = str(delay)
    return response


def render_sign_in(
    request: ConsoleRequest, next_path: str, kept_form: KeptForm, error: str = "", status: int = 200, *, delay: int = 0
) -> Response:
    with request.container.read_transaction() as tx:
        has_invited_users = any(not user.is_first_admin for user in tx.users.list_all())
    return render(
        request,
        "sign_in.html",
        status,
        error=error,
        next_path=next_path,
        kept_form=kept_form,
        delay=delay,
        email=request.get_form_field("email"),
        asks_email=has_invited_users,
        has_first_admin=request.settings.password_hash is not None,
    )


def get_visitor(request: ConsoleRequest) -> Visitor:
    # The address of the connection, or what a proxy in TRUSTED_PROXIES says of it.
    client = request.http_request.client
    return Visitor(client.host if client else "unknown", request.http_request.headers.get("user-agent", ""))
