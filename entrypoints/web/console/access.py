"""Who may see a page, and what is rejected before a view runs."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, urlsplit

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import (
    NotFound,
    NotTheWriter,
    NovexError,
    RoleRequired,
    SecondFactorRequired,
    TransientError,
    to_log_fields,
)
from novex_shopify.domain.model.actor import acting_as
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role
from novex_shopify.entrypoints.web.client_messages import describe_to_client
from novex_shopify.entrypoints.web.console.console_route import ConsoleRoute
from novex_shopify.entrypoints.web.console.request import (
    CSRF_FIELD,
    SECOND_FACTOR_PATH,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    ConsoleRequest,
    Redirect,
    View,
    clean_form,
    get_session_cookie_name,
    redirect,
    set_session_cookie,
    set_toast_cookie,
)
from novex_shopify.entrypoints.web.console.sign_in import keep_form
from novex_shopify.entrypoints.web.local_client import is_local_client

_log = structlog.get_logger()

RenderError = Callable[..., Response]

CSRF_HEADER = "X-CSRF-Token"
_MAX_FIELDS = 2_000
_MAX_UPLOAD_BYTES = 20 * 1024 * 1024
_MAX_ANONYMOUS_BYTES = 16 * 1024
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def build_page_route(path: str, view: View, render_error: RenderError, least_role: Role | None) -> ConsoleRoute:
    """A page."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_handle, request, FormData(), view, render_error, least_role)

    return ConsoleRoute(path, endpoint, "GET", least_role)


def build_action_route(path: str, view: View, render_error: RenderError, least_role: Role | None) -> ConsoleRoute:
    """The target of a form. The form must come from a page of this console."""

    async def endpoint(request: Request) -> Response:
        if refusal := await run_in_threadpool(_find_refusal_of_length, request, render_error, least_role):
            return refusal
        async with request.form(max_files=1, max_fields=_MAX_FIELDS, max_part_size=_MAX_UPLOAD_BYTES) as form:
            return await run_in_threadpool(_handle, request, clean_form(form), view, render_error, least_role)

    return ConsoleRoute(path, endpoint, "POST", least_role)


def _handle(
    http_request: Request, form: FormData, view: View, render_error: RenderError, least_role: Role | None
) -> Response:
    request = _build_request(http_request, form)
    response = _authorize_and_run(request, view, render_error, least_role)
    name = get_session_cookie_name(request.settings)
    if not http_request.cookies.get(name) and name not in response.headers.get("set-cookie", ""):
        set_session_cookie(response, request.settings, request.session_token)
    if isinstance(response, Redirect) and response.toast:
        set_toast_cookie(response, response.toast, request.session_token)
    return response


def _build_request(http_request: Request, form: FormData) -> ConsoleRequest:
    container: Container = http_request.app.state.container
    session_token = http_request.cookies.get(get_session_cookie_name(container.settings()), "")
    return ConsoleRequest(http_request, container, Secret(session_token or secrets.token_urlsafe(32)), form)


def _find_refusal_of_length(
    http_request: Request, render_error: RenderError, least_role: Role | None
) -> Response | None:
    # A form is read into memory before it is checked, so an anonymous one may only be as long as a password needs.
    length = http_request.headers.get("content-length", "")
    request = _build_request(http_request, FormData())
    try:
        request = _identify(request) if least_role is not None else request
    except TransientError as error:
        return _render_novex_error(request, error, render_error, to_stranger=True)
    trusted = least_role is not None and not _find_refusal(request) and request.is_authorized
    if length.isdecimal() and int(length) <= (_MAX_UPLOAD_BYTES if trusted else _MAX_ANONYMOUS_BYTES):
        return None
    return PlainTextResponse("The form is too large, or its Content-Length is missing.", 413)


def _identify(request: ConsoleRequest) -> ConsoleRequest:
    """Find out who is signed in, and whether anybody has to be."""
    # A page that refreshes itself does not keep its session open.
    in_use = request.http_request.method != "GET" or not request.is_htmx
    user = request.container.find_signed_in_user()(request.session_token, in_use=in_use)
    # A session has a user, so the others are not read.
    requires_sign_in = user is not None or request.settings.requires_sign_in or request.container.has_users()()
    return replace(request, user=user, requires_sign_in=requires_sign_in)


def _authorize_and_run(
    request: ConsoleRequest, view: View, render_error: RenderError, least_role: Role | None
) -> Response:
    try:
        request = _identify(request)
    except NovexError as error:
        return _render_novex_error(request, error, render_error, to_stranger=True)
    if refusal := _find_refusal(request):
        return render_error(request, *refusal, to_stranger=True)
    if least_role is not None and not request.is_authorized:
        return _redirect_to_sign_in(request)
    if request.http_request.method == "POST" and not _has_valid_csrf_token(request):
        _log_form(request, "console.form_refused", 403, **({"burst": "form"} if least_role is None else {}))
        message = "This page is out of date. Reload it and try again."
        return render_error(request, 403, message, to_stranger=least_role is None)
    with acting_as(request.actor):
        response = _run(request, view, render_error, least_role)
    if request.http_request.method == "POST" and least_role is not None:
        _log_form(request, "console.form_sent", response.status_code)
    return response


def _run(request: ConsoleRequest, view: View, render_error: RenderError, least_role: Role | None) -> Response:
    try:
        if least_role is not None:
            request.require_role(least_role)
            request.require_second_factor()
        return view(request)
    except SecondFactorRequired as error:
        return _lead_to_second_factor(request, error, render_error)
    except NovexError as error:
        return _render_novex_error(request, error, render_error, to_stranger=least_role is None)


def _lead_to_second_factor(request: ConsoleRequest, error: SecondFactorRequired, render_error: RenderError) -> Response:
    if request.http_request.method == "GET" and not request.is_htmx:
        return redirect(SECOND_FACTOR_PATH, str(error))
    return render_error(request, 403, str(error))


def _render_novex_error(
    request: ConsoleRequest, error: NovexError, render_error: RenderError, *, to_stranger: bool
) -> Response:
    if isinstance(error, TransientError):
        _log.warning("console.unavailable", **to_log_fields(error))
    return render_error(request, _get_http_status(error), describe_to_client(error), to_stranger=to_stranger)


def _log_form(request: ConsoleRequest, event: str, status: int, **limit: str) -> None:
    """One line for each form, because it may change something. What was filled in may be personal, except the store."""
    client, session = request.http_request.client, hashlib.sha256(request.session_token.value.encode()).hexdigest()[:8]
    facts = {"path": request.http_request.url.path, "shop": request.get_form_field("shop")[:100] or None}
    user = {"user": request.user.id} if request.user else {}
    source = client.host if client else "unknown"
    _log.info(event, **facts, **user, status=status, session=session, source=source, **limit)


def _redirect_to_sign_in(request: ConsoleRequest) -> Response:
    if request.is_htmx:
        return Response(status_code=401)  # the page says it; a redirect would lose what a person is typing
    if request.http_request.method != "GET":
        # With its token the form comes from a page of this console, so it may be shown and sent again.
        is_ours = _has_valid_csrf_token(request) and request.http_request.url.path != SIGN_OUT_PATH
        return keep_form(request) if is_ours else RedirectResponse(SIGN_IN_PATH, 303)
    url = request.http_request.url
    next_path = f"{url.path}?{url.query}" if url.query else url.path
    return RedirectResponse(f"{SIGN_IN_PATH}?next={quote(next_path)}", 303)


def _has_valid_csrf_token(request: ConsoleRequest) -> bool:
    received_token = request.http_request.headers.get(CSRF_HEADER) or request.get_form_field(CSRF_FIELD)
    return hmac.compare_digest(received_token.encode(), request.csrf_token.encode())


def _find_refusal(request: ConsoleRequest) -> tuple[int, str] | None:
    """Without a password the console is only for this machine: the status and the text for everyone else."""
    if request.requires_sign_in:
        return None
    if not is_local_client(request.http_request):
        return 403, "Without a password the console can be used only on its own machine. Set CONSOLE_PASSWORD_HASH."
    # A foreign page could point a host name of its own at this machine (DNS rebinding).
    if urlsplit(f"//{request.http_request.headers.get('host', '')}").hostname not in _LOCAL_HOSTS:
        return 421, f"Open the console at {request.settings.app_url}/console."
    return None


def _get_http_status(error: NovexError) -> int:
    statuses: tuple[tuple[type[NovexError], int], ...] = (
        (NotFound, 404),
        (TransientError, 503),
        (RoleRequired, 403),
        (NotTheWriter, 403),
    )
    return next((status for kind, status in statuses if isinstance(error, kind)), 422)
