"""Removes U+0000 from Shopify's JSON: PostgreSQL cannot store it in a text."""

import re

_ESCAPED_NULL = b"\\u0000"
# An even number of backslashes before it: `\\u0000` is a backslash followed by the text "u0000".
_ESCAPED_NULL_PATTERN = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def remove_null_characters(body: bytes) -> bytes:
    # JSON can only hold U+0000 as an escape, and nearly no body has one, so the search comes before the pattern.
    return _ESCAPED_NULL_PATTERN.sub(rb"\1", body) if _ESCAPED_NULL in body else body
