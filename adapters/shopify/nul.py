"""U+0000 in what Shopify sends: nobody means it, and PostgreSQL takes it in no text."""

import re

_ESCAPED = b"\\u0000"
_AFTER_WHOLE_ESCAPES = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def without_nul(body: bytes) -> bytes:
    """JSON without it. There it can only be escaped; a backslash before `u0000` that is escaped itself is a text."""
    return _AFTER_WHOLE_ESCAPES.sub(rb"\1", body) if _ESCAPED in body else body
