"""Errors about the stock of Shopify stores."""

from novex_shopify.domain.errors.kinds import NovexError


class ShopStockRefused(NovexError):
    """Something that cannot be done with a store's stock at Shopify. Nothing was changed."""


class LocationBelongsToApp(ShopStockRefused):
    """A location of a fulfillment service was to be mapped."""

    title = "Location belongs to another app"

    def __init__(self, name: str) -> None:
        super().__init__(f"Another app keeps the stock of {name}, so it can't be mapped.")


class StorageIsTaken(ShopStockRefused):
    """A storage location was to be mapped twice in one store."""

    title = "Storage location is mapped already"

    def __init__(self, storage: str, location: str) -> None:
        super().__init__(
            f"{storage} belongs to {location} of this store, and no unit can be in two of its locations. Remove it"
            " there first."
        )


class RestIsTaken(ShopStockRefused):
    """A second location of a store was to take the rest."""

    title = "Another location takes the rest"

    def __init__(self, location: str) -> None:
        super().__init__(
            f"{location} of this store takes all storage locations that belong to no other. Change it first."
        )


class StockNotCompared(ShopStockRefused):
    """Levels were to be sent of a store whose stock is not compared."""

    title = "Stock isn't sent to this store"

    def __init__(self, shop: str) -> None:
        super().__init__(
            f"The stock of {shop} is not sent to Shopify. Set push_stock to report or on, and stock_since, in its"
            " settings."
        )


class InvalidSafetyStock(ShopStockRefused):
    """A rule of safety stock that cannot be stored."""

    title = "Safety stock can't be saved"
