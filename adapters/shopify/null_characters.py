"""Replaces in Shopify's JSON what is no text: U+0000, which PostgreSQL cannot store, and halves of characters."""

import re

_ESCAPED_NULL = b"\\u0000"
# An even number of backslashes before it: `\\u0000` is a backslash followed by the text "u0000".
_ESCAPED_NULL_PATTERN = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_SURROGATES_PATTERN = re.compile(
    rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"  # a backslash, or a whole character: stays
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_SURROGATE_STARTS = (b"\\ud", b"\\uD")
_REPLACEMENT = rb"\ufffd"


def remove_null_characters(body: bytes) -> bytes:
    # JSON can only hold U+0000 as an escape, and nearly no body has one, so the search comes before the pattern.
    return _ESCAPED_NULL_PATTERN.sub(rb"\1", body) if _ESCAPED_NULL in body else body


def replace_lone_surrogates(body: bytes) -> bytes:
    """The body with U+FFFD for each half of an emoji, as apps write that cut texts."""
    if not any(start in body for start in _SURROGATE_STARTS):
        return body
    return _SURROGATES_PATTERN.sub(lambda found: found[1] or _REPLACEMENT, body)
