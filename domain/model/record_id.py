"""Ids of records, as people and other systems write them."""

MAX_ID = 2**63 - 1
"""Shopify's ids and those of the database are positive 63-bit numbers."""

_MAX_DIGITS = len(str(MAX_ID))


def parse_id(text: str) -> int | None:
    """Return the number of the digits 0 to 9; None if the text is no number, or one that no record can have."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        return None
    number = int(text)
    return number if number <= MAX_ID else None
