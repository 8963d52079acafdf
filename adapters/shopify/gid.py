"""Shopify's global ids, such as `gid://shopify/Order/450789469`."""

ID_LIMIT = 2**63  # database columns for ids are signed 64-bit integers


def build_gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def parse_gid(gid: str) -> int:
    """The number in a global id. Raises `ValueError` if it holds no positive 63-bit number."""
    digits = gid[gid.rfind("/") + 1 :]
    # Some gids end in a query: gid://shopify/InventoryLevel/1?inventory_item_id=2
    number = int(digits if digits.isdecimal() else digits.partition("?")[0])
    if not 0 < number < ID_LIMIT:
        raise ValueError("Shopify's ids are positive 63-bit numbers.")
    return number
