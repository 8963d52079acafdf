"""EasyPost's error responses, as errors of the domain."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct

from novex_shopify.domain.errors import (
    CarriersAccessDenied,
    CarriersRefused,
    CarriersUnavailable,
    NovexError,
)
from novex_shopify.domain.timing import MAX_RETRY_DELAY

_KEY_STATUSES = (401, 403)
_CODES = {402: "PAYMENT_REQUIRED", 404: "NOT_FOUND"}
"""Where the body names no code, and the status says the same."""


class ErrorBody(Struct, frozen=True):
    """`message` and each of `errors` has come as text, list and object."""

    code: Any = None
    message: Any = None
    errors: Any = None


class ErrorResponse(Struct, frozen=True):
    """Text alone is the message."""

    error: ErrorBody | str


def is_unclear_status(status: int) -> bool:
    """Whether a status says nothing about what was done."""
    return status >= 500 or status == 408 or status < 200 or 300 <= status < 400


def build_error(status: int, content: bytes, call: str) -> NovexError:
    """The error of a response in EasyPost's words; a page of a proxy in between says nothing."""
    try:
        error = msgspec.json.decode(content, type=ErrorResponse).error
    except (msgspec.MsgspecError, ValueError):
        return CarriersUnavailable(f"EasyPost answered {call} with HTTP {status} and no reason.")
    body = ErrorBody(message=error) if isinstance(error, str) else error
    code = body.code if body.code and isinstance(body.code, str) else _CODES.get(status)
    if status in _KEY_STATUSES:
        return CarriersAccessDenied(
            f"EasyPost refused the key ({code or status}). Enter a key that works under Settings, Carriers."
        )
    details = tuple(map(_describe, body.errors)) if isinstance(body.errors, list) else ()
    reason = _describe(body.message) or code or f"HTTP {status}"
    return CarriersRefused(f"EasyPost declined {call}: {' '.join((reason, *details))}", code, details)


def find_retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The wait that EasyPost asks for, which it need not; at most `MAX_RETRY_DELAY`."""
    try:
        return min(timedelta(seconds=float(headers["Retry-After"])), MAX_RETRY_DELAY)
    except (KeyError, ValueError, OverflowError):
        return None


def _describe(part: Any) -> str:
    if isinstance(part, dict):
        texts = (part.get("field"), part.get("message"), part.get("suggestion"))
        return ": ".join(str(each) for each in texts if each)
    if isinstance(part, list):
        return " ".join(map(_describe, part))
    return str(part) if part else ""
