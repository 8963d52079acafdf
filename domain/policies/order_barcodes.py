"""What the barcode of an order says, on pick lists: the ERP's id, as stores may share order names."""

import re

_BARCODE = re.compile(r"ORDER-(\d{1,19})", re.IGNORECASE)


def build_order_barcode(order_id: str) -> str:
    return f"ORDER-{order_id}"


def parse_order_barcode(text: str) -> str | None:
    """Return the ERP's id of the order; None if the text is no barcode of an order."""
    found = _BARCODE.fullmatch(text)
    return found[1] if found else None
