"""What was packed, as commands are given it."""

from typing import Annotated

import typer

from novex_shopify.domain.model.packed_shipment import PackedLine

PackedLinesArgument = Annotated[
    list[str],
    typer.Option(
        metavar="LINE_ITEM_ID[=LOT]=QUANTITY",
        help="What is in the parcel, with ids from `orders lots`; can be repeated. With a lot, the quantity is in base"
        " units of the item.",
    ),
]


def parse_packed_line(text: str) -> PackedLine:
    # A lot code may hold any character; the ids and the quantity around it are digits.
    line, *lot, quantity = _split(text)
    if not (line.isdecimal() and quantity.isdecimal()):
        raise typer.BadParameter(
            f"'{text}' is not LINE_ITEM_ID=QUANTITY or LINE_ITEM_ID=LOT=QUANTITY, such as 866550311766439020=L1=6"
        )
    return PackedLine(int(line), int(quantity), lot[0] if lot else None)


def _split(text: str) -> list[str]:
    line, _, rest = text.partition("=")
    lot, separator, quantity = rest.rpartition("=")
    return [line, lot, quantity] if separator else [line, quantity]
