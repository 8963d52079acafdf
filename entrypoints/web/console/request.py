"""One request to the console, and what is refused before any page sees it."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import NotFound, NovexError, TransientError
from novex_shopify.domain.model.secret import Secret

SIGN_IN_PATH = "/console/sign-in"
CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf"
FLASH_COOKIE = "novex-said"

_MAX_FIELDS = 2_000
_MAX_UPLOAD_BYTES = 20 * 1024 * 1024
_MAX_ANONYMOUS_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class ConsoleRequest:
    """Who asks, and for what. `token` is the browser's secret; a browser that is not signed in has one too."""

    http_request: Request
    container: Container
    session_token: Secret
    form: FormData

    @property
    def csrf_token(self) -> str:
        """What only a page that we gave to this browser knows."""
        return hmac.new(self.session_token.value.encode(), b"csrf", hashlib.sha256).hexdigest()

    @property
    def settings(self) -> Settings:
        """The product's settings."""
        settings: Settings = self.container.settings()
        return settings

    @property
    def requires_sign_in(self) -> bool:
        """Whether one has to sign in at all: on this machine, without a password set, everybody may."""
        return self.settings.is_public or self.settings.password_hash is not None

    def get_query_param(self, name: str) -> str:
        """A parameter of the address; empty if it is not there."""
        return self.http_request.query_params.get(name, "").strip()

    def get_form_field(self, name: str) -> str:
        """A field of the form; empty if it is not there."""
        value = self.form.get(name, "")
        return "" if isinstance(value, UploadFile) else value.strip()

    @property
    def is_htmx(self) -> bool:
        """Whether a part of a page is asked for, by htmx."""
        return self.http_request.headers.get("HX-Request") == "true"


View = Callable[[ConsoleRequest], Response]
RenderError = Callable[..., Response]


def get_session_cookie_name(settings: Settings) -> str:
    """With https the browser itself sees to it that no other host can set the cookie."""
    return "__Host-novex" if settings.app_url.startswith("https://") else "novex"


def set_session_cookie(response: Response, settings: Settings, token: Secret) -> None:
    """Give the browser its secret."""
    response.set_cookie(
        get_session_cookie_name(settings),
        token.value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.app_url.startswith("https://"),
    )


def redirect(url: str, flash: str = "") -> Response:
    """Send the browser to a page, which says what was done."""
    response = RedirectResponse(url, 303)
    if flash:
        response.set_cookie(FLASH_COOKIE, quote(flash), max_age=60, path="/console", httponly=True, samesite="lax")
    return response


def build_page_route(path: str, view: View, render_error: RenderError, *, public: bool = False) -> Route:
    """A page. Without `public` it is shown only to who is signed in."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_handle, request, FormData(), view, render_error, public)

    return Route(path, endpoint, methods=["GET"])


def build_action_route(path: str, view: View, render_error: RenderError, *, public: bool = False) -> Route:
    """What a form does. It must come from a page of ours."""

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(_accepts_content_length, request, public):
            return PlainTextResponse("The form is too large, or does not say how large it is.", 413)
        async with request.form(max_files=1, max_fields=_MAX_FIELDS, max_part_size=_MAX_UPLOAD_BYTES) as form:
            return await run_in_threadpool(_handle, request, form, view, render_error, public)

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


def _accepts_content_length(http_request: Request, public: bool) -> bool:
    """A form is read into memory before it is looked at, so a stranger's may be as long as a password needs."""
    length = http_request.headers.get("content-length", "")
    trusted = not public and _is_authorized(_build_request(http_request, FormData()))
    return length.isdecimal() and int(length) <= (_MAX_UPLOAD_BYTES if trusted else _MAX_ANONYMOUS_BYTES)


def _authorize_and_run(request: ConsoleRequest, view: View, render_error: RenderError, public: bool) -> Response:
    if not _is_allowed_host(request):
        return render_error(
            request, 421, f"The console is at {request.settings.app_url}/console, and under no other name."
        )
    try:
        if not (public or _is_authorized(request)):
            return _redirect_to_sign_in(request)
        if request.http_request.method == "POST" and not _has_valid_csrf_token(request):
            reason = "This did not come from a page that is open in this browser. Load the page again and repeat it."
            return render_error(request, 403, reason)
        return view(request)
    except NovexError as error:
        return render_error(request, _get_http_status(error), str(error))


def _is_authorized(request: ConsoleRequest) -> bool:
    return not request.requires_sign_in or request.container.sign_in().is_signed_in(request.session_token)


def _redirect_to_sign_in(request: ConsoleRequest) -> Response:
    if request.is_htmx:
        return Response(status_code=401, headers={"HX-Redirect": SIGN_IN_PATH})
    url = request.http_request.url
    next_path = f"{url.path}?{url.query}" if url.query else url.path
    return RedirectResponse(
        f"{SIGN_IN_PATH}?next={quote(next_path)}" if request.http_request.method == "GET" else SIGN_IN_PATH, 303
    )


def _has_valid_csrf_token(request: ConsoleRequest) -> bool:
    received_token = request.http_request.headers.get(CSRF_HEADER) or request.get_form_field(CSRF_FIELD)
    return hmac.compare_digest(received_token.encode(), request.csrf_token.encode())


def _is_allowed_host(request: ConsoleRequest) -> bool:
    """On this machine no password may be needed, so no page of a stranger may reach us by a name of its own."""
    if request.requires_sign_in:
        return True
    return urlsplit(f"//{request.http_request.headers.get('host', '')}").hostname in ("localhost", "127.0.0.1", "::1")


def _get_http_status(error: NovexError) -> int:
    statuses: tuple[tuple[type[NovexError], int], ...] = ((NotFound, 404), (TransientError, 503))
    return next((status for kind, status in statuses if isinstance(error, kind)), 422)


def sanitize_next_path(path: str) -> str:
    """Where to go after signing in: a page of the console, whatever was asked for."""
    is_ours = path == "/console" or path.startswith(("/console/", "/console?"))
    return path if is_ours and "\\" not in path else "/console"


def build_query(**parameters: Any) -> str:
    """The end of an address, with what is not empty."""
    non_empty = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in non_empty.items()) if non_empty else ""
