"""The key of a request."""

import base64
import binascii

from starlette.requests import Request


def read_key(request: Request) -> str:
    """The user name of Basic authentication, or a Bearer token as EasyPost's own clients send it; else nothing."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
