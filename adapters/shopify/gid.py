"""Shopify's global ids, such as `gid://shopify/Order/450789469`."""


def gid(kind: str, number: int) -> str:
    """The global id of a record."""
    return f"gid://shopify/{kind}/{number}"


def number(gid: str) -> int:
    """The number in a global id; some carry a query behind it."""
    digits = gid[gid.rfind("/") + 1 :]
    return int(digits if digits.isdecimal() else digits.partition("?")[0])
