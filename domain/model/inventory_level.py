"""The stock of one inventory item at one location, as Shopify counts it. Quantities are sold units of the variant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class LevelKey:
    """An inventory item and a location of one store."""

    inventory_item_id: int
    location_id: int


@dataclass(frozen=True, slots=True)
class InventoryLevel:
    """What Shopify says of a level.

    - `on_hand`: all that is in the house.
    - `available`: what may still be sold; negative after an oversale.
    - `committed`: what orders have taken and is not fulfilled yet. Shopify subtracts it from `on_hand` on its own.
    - `tracked`: whether Shopify counts this item at all.
    - `is_active`: whether the item is stocked at the location.
    """

    on_hand: int
    available: int
    committed: int
    tracked: bool = True
    is_active: bool = True
