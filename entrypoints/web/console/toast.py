"""The result of an action, which the next page shows once, and how to undo it.

It is in a cookie with a signature of the session, so that nothing else can put a text or a button into a page.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from novex_shopify.domain.model.secret import Secret

TOAST_COOKIE = "novex-toast"
_MAX_CHARACTERS = 3500
"""Browsers refuse longer cookies."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The form that undoes an action."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Toast:
    """A text, and the form behind its button *Undo*."""

    text: str
    undo: Undo | None = None

    def sign(self, session_token: Secret) -> str:
        """The value of the cookie. What is too long for one loses its *Undo*, then its end."""
        undo = [self.undo.path, dict(self.undo.fields)] if self.undo else None
        value = quote(json.dumps([self.text, undo]), safe="")
        if len(value) > _MAX_CHARACTERS and undo:
            return Toast(self.text).sign(session_token)
        if len(value) > _MAX_CHARACTERS:
            return Toast(self.text[: len(self.text) // 2] + "…").sign(session_token)
        return f"{value}.{_compute_signature(value, session_token)}"

    @classmethod
    def from_cookie(cls, cookie: str, session_token: Secret) -> "Toast | None":
        value, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(signature.encode(), _compute_signature(value, session_token).encode()):
            return None
        text, undo = json.loads(unquote(value))
        return cls(text, Undo(*undo) if undo else None)


def _compute_signature(value: str, session_token: Secret) -> str:
    return hmac.new(session_token.value.encode(), f"toast:{value}".encode(), hashlib.sha256).hexdigest()
