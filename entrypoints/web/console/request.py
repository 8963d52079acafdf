"""One request to the console, and what its views answer with."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.record_id import MAX_ID, parse_id
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.preferences import Preferences
from novex_shopify.entrypoints.web.console.search_text import hide_text, reveal_text

SIGN_IN_PATH = "/console/sign-in"
SIGN_OUT_PATH = "/console/sign-out"
CSRF_FIELD = "csrf"
FLASH_COOKIE = "novex-flash"


@dataclass(frozen=True, slots=True)
class ConsoleRequest:
    """`session_token` is the browser's secret; a browser that is not signed in has one too."""

    http_request: Request
    container: Container
    session_token: Secret
    form: FormData

    @property
    def csrf_token(self) -> str:
        """Known only to pages that were rendered for this browser."""
        return hmac.new(self.session_token.value.encode(), b"csrf", hashlib.sha256).hexdigest()

    @property
    def settings(self) -> Settings:
        settings: Settings = self.container.settings()
        return settings

    @property
    def requires_sign_in(self) -> bool:
        return self.settings.requires_sign_in

    @property
    def preferences(self) -> Preferences:
        return Preferences.from_cookies(self.http_request.cookies)

    @property
    def address(self) -> str:
        """This page's path and query, for forms that return to it."""
        url = self.http_request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.http_request.headers.get("HX-Request") == "true"

    def get_query_param(self, name: str) -> str:
        """Empty if it is missing. What `hide_text` has encrypted is readable."""
        value = remove_unstorable(self.http_request.query_params.get(name, "")).strip()
        return reveal_text(self.container, value)

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


def redirect(url: str, flash: str = "") -> Response:
    """Send the browser to a page, which shows `flash` once."""
    response = RedirectResponse(url, 303)
    if flash:
        response.set_cookie(FLASH_COOKIE, quote(flash), max_age=60, path="/console", httponly=True, samesite="lax")
    return response


def sanitize_next_path(path: str) -> str:
    """The page to show after sign-in: always one of the console, whatever the link said."""
    is_ours = path == "/console" or path.startswith(("/console/", "/console?"))
    return path if is_ours and "\\" not in path else "/console"


def build_query(**parameters: Any) -> str:
    """A query string of the parameters that are not empty."""
    non_empty = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in non_empty.items()) if non_empty else ""
