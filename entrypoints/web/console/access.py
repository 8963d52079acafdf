"""Who may see a page, and what is rejected before a view runs."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound, NovexError, TransientError, to_log_fields
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.client_messages import describe_to_client
from novex_shopify.entrypoints.web.console.request import (
    CSRF_FIELD,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    ConsoleRequest,
    View,
    clean_form,
    get_session_cookie_name,
    set_session_cookie,
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


def build_page_route(path: str, view: View, render_error: RenderError, *, public: bool = False) -> Route:
    """A page; unless `public`, only for people who are signed in."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_handle, request, FormData(), view, render_error, public)

    return Route(path, endpoint, methods=["GET"])


def build_action_route(path: str, view: View, render_error: RenderError, *, public: bool = False) -> Route:
    """The target of a form. The form must come from a page of this console."""

    async def endpoint(request: Request) -> Response:
        if refusal := await run_in_threadpool(_find_refusal_of_length, request, render_error, public):
            return refusal
        async with request.form(max_files=1, max_fields=_MAX_FIELDS, max_part_size=_MAX_UPLOAD_BYTES) as form:
            return await run_in_threadpool(_handle, request, clean_form(form), view, render_error, public)

    return Route(path, endpoint, methods=["POST"])


def _handle(http_request: Request, form: FormData, view: View, render_error: RenderError, public: bool) -> Response:
    request = _build_request(http_request, form)
    name = get_session_cookie_name(request.settings)
    response = _authorize_and_run(request, view, render_error, public)
    if not http_request.cookies.get(name) and name not in response.headers.get("set-cookie", ""):
        set_session_cookie(response, request.settings, request.session_token)
    return response


def _build_request(http_request: Request, form: FormData) -> ConsoleRequest:
    container: Container = http_request.app.state.container
    session_token = http_request.cookies.get(get_session_cookie_name(container.settings()), "")
    return ConsoleRequest(http_request, container, Secret(session_token or secrets.token_urlsafe(32)), form)


def _find_refusal_of_length(http_request: Request, render_error: RenderError, public: bool) -> Response | None:
    # A form is read into memory before it is checked, so an anonymous one may only be as long as a password needs.
    length = http_request.headers.get("content-length", "")
    request = _build_request(http_request, FormData())
    try:
        trusted = not public and not _find_refusal(request) and _is_authorized(request)
    except TransientError as error:
        _log.warning("console.unavailable", **to_log_fields(error))
        return render_error(request, _get_http_status(error), describe_to_client(error), to_stranger=True)
    if length.isdecimal() and int(length) <= (_MAX_UPLOAD_BYTES if trusted else _MAX_ANONYMOUS_BYTES):
        return None
    return PlainTextResponse("The form is too large, or its Content-Length is missing.", 413)


def _authorize_and_run(request: ConsoleRequest, view: View, render_error: RenderError, public: bool) -> Response:
    if refusal := _find_refusal(request):
        return render_error(request, *refusal, to_stranger=True)
    signed_in = False
    try:
        signed_in = not public and _is_authorized(request)
        if not (public or signed_in):
            return _redirect_to_sign_in(request)
        if request.http_request.method != "POST":
            return view(request)
        if not _has_valid_csrf_token(request):
            _log_form(request, "console.form_refused", 403, **({"burst": "form"} if public else {}))
            message = "This page is out of date. Reload it and try again."
            return render_error(request, 403, message, to_stranger=public)
        response = view(request)
    except NovexError as error:
        if isinstance(error, TransientError):
            _log.warning("console.unavailable", **to_log_fields(error))
        response = render_error(request, _get_http_status(error), describe_to_client(error), to_stranger=not signed_in)
    if request.http_request.method == "POST" and not public:
        _log_form(request, "console.form_sent", response.status_code)
    return response


def _log_form(request: ConsoleRequest, event: str, status: int, **limit: str) -> None:
    """One line for each form, because it may change something. What was filled in may be personal, except the store."""
    client, session = request.http_request.client, hashlib.sha256(request.session_token.value.encode()).hexdigest()[:8]
    facts = {"path": request.http_request.url.path, "shop": request.get_form_field("shop")[:100] or None}
    _log.info(event, **facts, status=status, session=session, source=client.host if client else "unknown", **limit)


def _is_authorized(request: ConsoleRequest) -> bool:
    if not request.requires_sign_in:
        return True
    # A page that refreshes itself does not keep its session open.
    in_use = request.http_request.method != "GET" or not request.is_htmx
    return request.container.find_signed_in_user()(request.session_token, in_use=in_use) is not None


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
    statuses: tuple[tuple[type[NovexError], int], ...] = ((NotFound, 404), (TransientError, 503))
    return next((status for kind, status in statuses if isinstance(error, kind)), 422)
