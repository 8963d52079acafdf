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

SIGN_IN = "/console/sign-in"
CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf"
SAID = "novex-said"

_LARGEST_FIELDS = 2_000
_LARGEST_UPLOAD = 20 * 1024 * 1024
_LARGEST_OF_A_STRANGER = 16 * 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and for what. `token` is the browser's secret; a browser that is not signed in has one too."""

    request: Request
    container: Container
    token: Secret
    form: FormData

    @property
    def csrf(self) -> str:
        """What only a page that we gave to this browser knows."""
        return hmac.new(self.token.value.encode(), b"csrf", hashlib.sha256).hexdigest()

    @property
    def settings(self) -> Settings:
        """The product's settings."""
        settings: Settings = self.container.settings()
        return settings

    @property
    def needs_password(self) -> bool:
        """Whether one has to sign in at all: on this machine, without a password set, everybody may."""
        return self.settings.public or self.settings.console_password is not None

    def asked(self, name: str) -> str:
        """A parameter of the address; empty if it is not there."""
        return self.request.query_params.get(name, "").strip()

    def filled(self, name: str) -> str:
        """A field of the form; empty if it is not there."""
        value = self.form.get(name, "")
        return "" if isinstance(value, UploadFile) else value.strip()

    @property
    def piecewise(self) -> bool:
        """Whether a part of a page is asked for, by htmx."""
        return self.request.headers.get("HX-Request") == "true"


View = Callable[[Visit], Response]
Render = Callable[..., Response]


def cookie_name(settings: Settings) -> str:
    """With https the browser itself sees to it that no other host can set the cookie."""
    return "__Host-novex" if settings.app_url.startswith("https://") else "novex"


def remember(response: Response, settings: Settings, token: Secret) -> None:
    """Give the browser its secret."""
    response.set_cookie(
        cookie_name(settings),
        token.value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.app_url.startswith("https://"),
    )


def back(to: str, said: str = "") -> Response:
    """Send the browser to a page, which says what was done."""
    response = RedirectResponse(to, 303)
    if said:
        response.set_cookie(SAID, quote(said), max_age=60, path="/console", httponly=True, samesite="lax")
    return response


def shown(path: str, view: View, refused: Render, *, to_all: bool = False) -> Route:
    """A page. Without `to_all` it is shown only to who is signed in."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answer, request, FormData(), view, refused, to_all)

    return Route(path, endpoint, methods=["GET"])


def done(path: str, view: View, refused: Render, *, to_all: bool = False) -> Route:
    """What a form does. It must come from a page of ours."""

    async def endpoint(request: Request) -> Response:
        if not await run_in_threadpool(_has_room_for, request, to_all):
            return PlainTextResponse("The form is too large, or does not say how large it is.", 413)
        async with request.form(max_files=1, max_fields=_LARGEST_FIELDS, max_part_size=_LARGEST_UPLOAD) as form:
            return await run_in_threadpool(_answer, request, form, view, refused, to_all)

    return Route(path, endpoint, methods=["POST"])


def _answer(request: Request, form: FormData, view: View, refused: Render, to_all: bool) -> Response:
    visit = _visit(request, form)
    name = cookie_name(visit.settings)
    response = _checked(visit, view, refused, to_all)
    if not request.cookies.get(name) and name not in response.headers.get("set-cookie", ""):
        remember(response, visit.settings, visit.token)
    return response


def _visit(request: Request, form: FormData) -> Visit:
    container: Container = request.app.state.container
    known = request.cookies.get(cookie_name(container.settings()), "")
    return Visit(request, container, Secret(known or secrets.token_urlsafe(32)), form)


def _has_room_for(request: Request, to_all: bool) -> bool:
    """A form is read into memory before it is looked at, so a stranger's may be as long as a password needs."""
    length = request.headers.get("content-length", "")
    trusted = not to_all and _may_enter(_visit(request, FormData()))
    return length.isdecimal() and int(length) <= (_LARGEST_UPLOAD if trusted else _LARGEST_OF_A_STRANGER)


def _checked(visit: Visit, view: View, refused: Render, to_all: bool) -> Response:
    if not _is_our_name(visit):
        return refused(visit, 421, f"The console is at {visit.settings.app_url}/console, and under no other name.")
    try:
        if not (to_all or _may_enter(visit)):
            return _to_the_door(visit)
        if visit.request.method == "POST" and not _from_our_page(visit):
            why = "This did not come from a page that is open in this browser. Load the page again and repeat it."
            return refused(visit, 403, why)
        return view(visit)
    except NovexError as error:
        return refused(visit, _status(error), str(error))


def _may_enter(visit: Visit) -> bool:
    return not visit.needs_password or visit.container.sign_in().holds(visit.token)


def _to_the_door(visit: Visit) -> Response:
    if visit.piecewise:
        return Response(status_code=401, headers={"HX-Redirect": SIGN_IN})
    url = visit.request.url
    there = f"{url.path}?{url.query}" if url.query else url.path
    return RedirectResponse(f"{SIGN_IN}?next={quote(there)}" if visit.request.method == "GET" else SIGN_IN, 303)


def _from_our_page(visit: Visit) -> bool:
    given = visit.request.headers.get(CSRF_HEADER) or visit.filled(CSRF_FIELD)
    return hmac.compare_digest(given.encode(), visit.csrf.encode())


def _is_our_name(visit: Visit) -> bool:
    """On this machine no password may be needed, so no page of a stranger may reach us by a name of its own."""
    if visit.needs_password:
        return True
    return urlsplit(f"//{visit.request.headers.get('host', '')}").hostname in ("localhost", "127.0.0.1", "::1")


def _status(error: NovexError) -> int:
    statuses: tuple[tuple[type[NovexError], int], ...] = ((NotFound, 404), (TransientError, 503))
    return next((status for kind, status in statuses if isinstance(error, kind)), 422)


def same_site_path(wish: str) -> str:
    """Where to go after signing in: a page of the console, whatever was asked for."""
    is_ours = wish == "/console" or wish.startswith(("/console/", "/console?"))
    return wish if is_ours and "\\" not in wish else "/console"


def query_of(**parameters: Any) -> str:
    """The end of an address, with what is not empty."""
    filled = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in filled.items()) if filled else ""
