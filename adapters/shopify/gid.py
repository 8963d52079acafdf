"""Shopify's global ids, such as `gid://shopify/Order/450789469`."""

_ID_LIMIT = 2**63


def build_gid(kind: str, number: int) -> str:
    """The global id of a record."""
    return f"gid://shopify/{kind}/{number}"


def parse_gid(gid: str) -> int:
    """The number in a global id; some carry a query behind it. Raises `ValueError` if it is no number of Shopify's."""
    digits = gid[gid.rfind("/") + 1 :]
    found = int(digits if digits.isdecimal() else digits.partition("?")[0])
    if not 0 < found < _ID_LIMIT:
        raise ValueError("Shopify's numbers have 63 bits.")
    return found
