"""Sums of the stock ledger."""

from collections.abc import Iterable

from novex_shopify.domain.model.stock import Movement, StockBalance


def sum_movements(movements: Iterable[Movement]) -> list[StockBalance]:
    """What these movements add up to, for each lot and location that they touch, in this order."""
    sums: dict[tuple[int, int], StockBalance] = {}
    for movement in movements:
        key = (movement.lot_id, movement.location_id)
        sums[key] = sums.get(key, StockBalance(*key)).add(movement.change)
    return [sums[key] for key in sorted(sums)]
