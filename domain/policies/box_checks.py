"""Whether a box can be stored as it is stated."""

import re

from novex_shopify.domain.errors import InvalidBox
from novex_shopify.domain.model.parcel import Box

_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
_MAX_NAME = 100
_MAX_MM = 5_000
_MAX_GRAMS = 1_000_000


def check_box(box: Box) -> None:
    """Raise `InvalidBox` for a value that is out of range."""
    if not _CODE.fullmatch(box.code):
        raise InvalidBox("code", "A code has 1 to 20 letters, digits, - and _, such as M or COOL-2.")
    if not 1 <= len(box.name) <= _MAX_NAME:
        raise InvalidBox("name", f"A name has 1 to {_MAX_NAME} characters.")
    for field, label in (("length_mm", "length"), ("width_mm", "width"), ("height_mm", "height")):
        if not 1 <= getattr(box, field) <= _MAX_MM:
            raise InvalidBox(field, f"The {label} is a whole number of millimetres from 1 to {_MAX_MM:,}.")
    if not 0 <= box.tare_g <= _MAX_GRAMS:
        raise InvalidBox("tare_g", f"The empty weight is a whole number of grams from 0 to {_MAX_GRAMS:,}.")
    if box.max_weight_g is not None and not box.tare_g < box.max_weight_g <= _MAX_GRAMS:
        raise InvalidBox("max_weight_g", f"The highest weight is more than the empty one, up to {_MAX_GRAMS:,} grams.")
