"""Whether an item can be stored as it is stated."""

import re
from collections.abc import Mapping

from novex_shopify.domain.errors import InvalidItem
from novex_shopify.domain.model.product import Item

_HIGHEST: Mapping[str, int] = {"shelf_life_days": 36_500, "nominal_grams": 999_999_999, "volume_ml": 999_999_999}
_HS_CODE = re.compile(r"[0-9]{6,13}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_MAX_UNIT_LENGTH = 20


def check_item(item: Item) -> None:
    """Raise `InvalidItem` for a value of `EDITED_FIELDS` that is out of range."""
    for name, highest in _HIGHEST.items():
        value: int | None = getattr(item, name)
        if value is not None and not 1 <= value <= highest:
            raise InvalidItem(name, f"must be a whole number from 1 to {highest:,}.")
    if item.unit is not None and not 1 <= len(item.unit) <= _MAX_UNIT_LENGTH:
        raise InvalidItem("unit", f"must have 1 to {_MAX_UNIT_LENGTH} letters.")
    if item.hs_code is not None and not _HS_CODE.fullmatch(item.hs_code):
        raise InvalidItem("hs_code", "must have 6 to 13 digits, without dots, such as 200599.")
    if item.origin_country is not None and not _COUNTRY.fullmatch(item.origin_country):
        raise InvalidItem("origin_country", "must be a country's two letters, such as KR.")
