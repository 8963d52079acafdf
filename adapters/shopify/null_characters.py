"""U+0000 in what Shopify sends: nobody means it, and PostgreSQL takes it in no text."""

import re

_ESCAPED_NULL = b"\\u0000"
_ESCAPED_NULL_PATTERN = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def remove_null_characters(body: bytes) -> bytes:
    """JSON without it. There it can only be escaped; a backslash before `u0000` that is escaped itself is a text."""
    return _ESCAPED_NULL_PATTERN.sub(rb"\1", body) if _ESCAPED_NULL in body else body
