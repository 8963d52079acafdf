"""How many base units of its item a sold unit is after a decision."""

from novex_shopify.domain.errors import InvalidPieces
from novex_shopify.domain.model.product import MAX_PIECES, MappedItem


def book_to_item(before: MappedItem, item_id: str | None, pieces: int | None) -> MappedItem:
    """Return what is booked by a decision for an item. Raises `InvalidPieces`.

    Without `pieces`, the same item keeps them, and another has one: a case of 12 of the old item says nothing about it.
    """
    if pieces is None:
        pieces = before.pieces if item_id is not None and item_id == before.item_id else 1
    if not 1 <= pieces <= MAX_PIECES:
        raise InvalidPieces(MAX_PIECES)
    return MappedItem(item_id, pieces)
