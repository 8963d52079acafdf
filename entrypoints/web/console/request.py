"""One request to the console, and what its views answer with."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.actor import LOCAL_USER, STRANGER, Actor
from novex_shopify.domain.model.record_id import MAX_ID, parse_id
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Role, User
from novex_shopify.entrypoints.web.console.preferences import Preferences
from novex_shopify.entrypoints.web.console.search_text import hide_text, reveal_text
from novex_shopify.entrypoints.web.console.toast import TOAST_COOKIE, Toast, Undo

SIGN_IN_PATH = "/console/sign-in"
SECOND_FACTOR_PATH = "/console/account/second-factor"
SIGN_OUT_PATH = "/console/sign-out"
INVITATION_PATH = "/console/invitation"
CSRF_FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class ConsoleRequest:
    """`session_token` is the browser's secret; a browser that is not signed in has one too.

    `user` is who is signed in. On one machine alone no sign-in is needed, and everything is allowed.
    """

    http_request: Request
    container: Container
    session_token: Secret
    form: FormData
    requires_sign_in: bool = True
    user: User | None = None

    @property
    def csrf_token(self) -> str:
        """Known only to pages that were rendered for this browser."""
        return hmac.new(self.session_token.value.encode(), b"csrf", hashlib.sha256).hexdigest()

    @property
    def settings(self) -> Settings:
        settings: Settings = self.container.settings()
        return settings

    @property
    def is_authorized(self) -> bool:
        return self.user is not None or not self.requires_sign_in

    @property
    def actor(self) -> Actor:
        if self.user:
            return self.user.to_actor()
        return STRANGER if self.requires_sign_in else LOCAL_USER

    @property
    def role(self) -> Role:
        return self.user.role if self.user else Role.ADMIN

    @property
    def may_find_people(self) -> bool:
        """Whether the user may search by what says who a person is."""
        return self.role.includes(Role.PACKER)

    def may(self, role: str) -> bool:
        """Whether the user has at least this role, for templates."""
        return self.role.includes(Role(role))

    def require_role(self, needed: Role) -> None:
        """Raise `RoleRequired` if the user may not do what this role may."""
        if self.user:
            self.container.require_role()(self.user, needed)

    @property
    def preferences(self) -> Preferences:
        return Preferences.from_cookies(self.http_request.cookies)

    @property
    def target(self) -> str:
        """The id of the part of the page that htmx replaces; `main` after an action in place."""
        return self.http_request.headers.get("HX-Target", "") if self.is_htmx else ""

    @property
    def is_refresh(self) -> bool:
        """Whether a page only refreshes a part of itself, which has neither the frame nor a toast."""
        return self.is_htmx and self.target != "main"

    @property
    def toast(self) -> Toast | None:
        """What the last action left for this page."""
        return Toast.from_cookie(self.http_request.cookies.get(TOAST_COOKIE, ""), self.session_token)

    def get_next_path(self, otherwise: str = "/console") -> str:
        """The page of the console that the form's field `next` asks for, or another one."""
        return sanitize_next_path(self.get_form_field("next") or otherwise)

    @property
    def address(self) -> str:
        """This page's path and query, for forms that return to it."""
        url = self.http_request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    def require_second_factor(self) -> None:
        """Raise `SecondFactorRequired` if the user must turn two-step sign-in on before using this page."""
        path = self.http_request.url.path
        if self.user and path != SIGN_OUT_PATH and not path.startswith(SECOND_FACTOR_PATH):
            self.container.require_second_factor()(self.user)

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.http_request.headers.get("HX-Request") == "true"

    def get_query_param(self, name: str) -> str:
        """Empty if it is missing. What `hide_text` has encrypted is readable."""
        value = remove_unstorable(self.http_request.query_params.get(name, "")).strip()
        return reveal_text(self.container, value)

    def read_param(self, name: str) -> str:
        """A value of the form if one was sent, or else of the address."""
        return self.get_form_field(name) if self.http_request.method == "POST" else self.get_query_param(name)

    def restrict_text(self, text: str) -> str:
        """What the user may search for in a list: no list finds an e-mail address without its sign."""
        return text if self.may_find_people else text.replace("@", " ").replace("\uff20", " ")

    def hide_text(self, text: str) -> str:
        """What stands for a searched text in an address; what this page's own address has, if it is the same text."""
        value = self.http_request.query_params.get("text", "")
        is_hidden = value != text and reveal_text(self.container, value) == text
        return value if is_hidden else hide_text(self.container, text)

    def get_query_number(self, name: str) -> int | None:
        """None if it is missing, or no number that a record can have."""
        return parse_id(self.get_query_param(name))

    def get_path_id(self, name: str) -> int:
        """The number of a record in the path."""
        number: int = self.http_request.path_params[name]
        return number

    def get_form_field(self, name: str) -> str:
        """Empty if it is missing, or a file."""
        value = self.form.get(name, "")
        return "" if isinstance(value, UploadFile) else value.strip()


class RecordIdConvertor(Convertor[int]):
    """`{name:id}` in a path. A number that no record can have becomes the largest one, which none has."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        return min(int(value), MAX_ID)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("id", RecordIdConvertor())


def remove_unstorable(text: str) -> str:
    """The text without U+0000 and halves of characters: not every database takes them, and no record contains them."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def clean_form(form: FormData) -> FormData:
    """The form with texts that every database takes."""
    return FormData(
        [(name, remove_unstorable(value) if isinstance(value, str) else value) for name, value in form.multi_items()]
    )


View = Callable[[ConsoleRequest], Response]


def get_session_cookie_name(settings: Settings) -> str:
    # With this prefix, browsers accept the cookie only over HTTPS and only from this host.
    return "__Host-novex" if settings.uses_https else "novex"


def set_session_cookie(response: Response, settings: Settings, token: Secret) -> None:
    response.set_cookie(
        get_session_cookie_name(settings),
        token.value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.uses_https,
    )


def set_toast_cookie(response: Response, toast: Toast, session_token: Secret) -> None:
    value = toast.sign(session_token)
    response.set_cookie(TOAST_COOKIE, value, max_age=60, path="/console", httponly=True, samesite="lax")


class Redirect(RedirectResponse):
    """Sends the browser to a page, which shows `toast` once."""

    def __init__(self, url: str, toast: Toast | None) -> None:
        super().__init__(url, 303)
        self.toast = toast


def redirect(url: str, message: str = "", undo: Undo | None = None) -> Response:
    """Send the browser to a page, which shows the message once, with a button that undoes the action."""
    return Redirect(url, Toast(message, undo) if message else None)


def find_previous_path(http_request: Request) -> str:
    """The page of the console whose link or form led here; Home if it was none, or this one."""
    previous = urlsplit(http_request.headers.get("referer", ""))
    is_other = previous.netloc == http_request.url.netloc and previous.path != http_request.url.path
    path = f"{previous.path}?{previous.query}" if previous.query else previous.path
    return sanitize_next_path(path) if is_other else "/console"


def sanitize_next_path(path: str) -> str:
    """The page to show after sign-in: always one of the console, whatever the link said."""
    is_ours = path == "/console" or path.startswith(("/console/", "/console?"))
    return path if is_ours and "\\" not in path else "/console"


def build_query(**parameters: Any) -> str:
    """A query string of the parameters that are not empty."""
    non_empty = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in non_empty.items()) if non_empty else ""
