"""The security headers of every answer, also of errors, redirects and webhooks."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DEFAULTS = (
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_NOT_STORED = (b"cache-control", b"no-store")
_ASKED_FOR_AGAIN = (b"cache-control", b"no-cache")
_STATIC_PATH = "/static/"

Header = tuple[bytes, bytes]


def list_security_headers(*, uses_https: bool) -> tuple[Header, ...]:
    """Those of every answer, except how long browsers may keep it."""
    return (*_DEFAULTS, *((_HTTPS_ONLY,) if uses_https else ()))


def encode_refusal_headers(*, uses_https: bool) -> bytes:
    """The lines of an answer that the server gives without the application, to what is no request or beyond a limit."""
    headers = (*list_security_headers(uses_https=uses_https), _NOT_STORED)
    return b"".join(b"%b: %b\r\n" % header for header in headers)


class SecurityHeadersMiddleware:
    """Adds the headers that an answer does not have itself, and with HTTPS `Secure` to cookies.

    Browsers and proxies do not store answers. They store static files, and ask whether these are still current.
    """

    def __init__(self, app: ASGIApp, *, uses_https: bool) -> None:
        self._app, self._uses_https = app, uses_https
        self._defaults = list_security_headers(uses_https=uses_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caching = _ASKED_FOR_AGAIN if scope["path"].startswith(_STATIC_PATH) else _NOT_STORED

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._complete([*message.get("headers", ())], caching)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _complete(self, headers: list[Header], caching: Header) -> list[Header]:
        present = {name for name, _ in headers}
        if self._uses_https and b"set-cookie" in present:
            headers = [_secure_cookie(header) for header in headers]
        return [*headers, *(header for header in (*self._defaults, caching) if header[0] not in present)]


def _secure_cookie(header: Header) -> Header:
    name, value = header
    is_open_cookie = name == b"set-cookie" and b"; secure" not in value.lower()
    return (name, value + b"; Secure") if is_open_cookie else header
