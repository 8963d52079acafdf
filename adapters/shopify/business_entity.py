"""Ids of the merchant's legal entities: webhooks write the number in base64 (`MTU0ODM4MDAwOQ`), without padding."""

import base64


def parse_business_entity_id(text: str | None) -> str | None:
    """Return the number, of a webhook's id or of a gid; the text itself if there is no number in it."""
    last = (text or "").rpartition("/")[2]
    if last.isdecimal():
        return last
    try:
        decoded = base64.b64decode(last + "=" * (-len(last) % 4), validate=True).decode("ascii")
    except ValueError:
        return last or None
    return decoded if decoded.isdecimal() else last or None
