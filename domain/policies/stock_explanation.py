"""Why Shopify's stock is what it is, in words."""

from collections.abc import Mapping

from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.optional_scopes import READ_INVENTORY, WRITE_INVENTORY
from novex_shopify.domain.model.product import MappingStatus, ProductMapping
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock_level import LevelState, StockLevel
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.stock_terms import StockTerm, TermKind

_REASONS: Mapping[LevelState, str] = {
    LevelState.NEW: "It was not compared yet.",
    LevelState.IN_STEP: "Shopify has the ERP's number.",
    LevelState.DIFFERS: "Shopify has another number, and this store only reports.",
    LevelState.SENDING: "The ERP's number is being sent.",
    LevelState.WAITING: "Shopify's number changed, and news of a shipment or a count may be on its way to the ERP.",
    LevelState.DRIFT: "Somebody else changed Shopify's number.",
    LevelState.REFUSED: "Shopify refused the number.",
    LevelState.NOT_TRACKED: "Shopify does not track this item, so it has no number.",
    LevelState.BUNDLE: "This is a bundle: Shopify counts its parts instead.",
    LevelState.NOT_STOCKED: "Shopify does not stock this item at the location.",
    LevelState.NO_STOCK_KEPT: "The ERP keeps no lots of this item, so it knows no number.",
}
_NEXT_STEPS: Mapping[LevelState, str] = {
    LevelState.NEW: "It is compared in a moment.",
    LevelState.IN_STEP: "It is compared when something changes.",
    LevelState.DIFFERS: "Turn on stock to Shopify in the store's settings when the numbers are right.",
    LevelState.SENDING: "Shopify's answer is stored, or the same call is sent again.",
    LevelState.WAITING: "It is compared again within two minutes.",
    LevelState.DRIFT: (
        "Push it now to send the ERP's number, or count the stock in the ERP. Changes in the ERP are still sent, on top"
        " of the difference."
    ),
    LevelState.REFUSED: "Correct what Shopify names, and push it now.",
    LevelState.NOT_TRACKED: "Turn on “Track quantity” of the variant in Shopify to have it written.",
    LevelState.BUNDLE: "Nothing: its parts are written.",
    LevelState.NOT_STOCKED: "Stock the item at the location in Shopify to have it written.",
    LevelState.NO_STOCK_KEPT: "Have the item tracked by lots in the ERP to have it written.",
}
_TERMS: Mapping[TermKind, str] = {
    TermKind.FREE: "Free and good for long enough",
    TermKind.ASSIGNED: "Set aside for this store's orders",
    TermKind.IN_TRANSIT: "Shipped, and not known to Shopify yet",
    TermKind.NOT_COMMITTED: "Of these, no longer counted by Shopify",
    TermKind.DEMAND: "Needed elsewhere",
    TermKind.SAFETY: "Safety stock",
    TermKind.BELOW_ZERO: "Missing to nothing",
    TermKind.ROUNDING: "No whole pack",
}


def describe_level(level: StockLevel) -> str:
    """Say how a level stands."""
    reason = _REASONS[level.state]
    if level.state is LevelState.REFUSED and level.error:
        return level.error
    if level.state is LevelState.DRIFT and level.drift:
        return f"{reason} It has {abs(level.drift)} {'more' if level.drift > 0 else 'fewer'} than is explained."
    return reason


def find_next_step(level: StockLevel) -> str:
    """Say what happens next, or what a person can do."""
    is_due_now = level.due_at is not None and level.state is not LevelState.WAITING
    return _NEXT_STEPS[LevelState.NEW if is_due_now else level.state]


def describe_term(term: StockTerm) -> str:
    """Name a term of a target, with whom it is for."""
    if term.kind is not TermKind.DEMAND:
        return _TERMS[term.kind]
    if term.shop is None:
        return f"{_TERMS[term.kind]}: orders from elsewhere"
    return f"{_TERMS[term.kind]}: variant {term.variant_id or 'no longer sold'} of {term.shop}"


def find_shop_obstacle(
    shop: Shop | None, settings: ShopSettings, sync: StockSync | None, *, keeps_stock: bool
) -> str | None:
    """Say why the stock of a store is not sent; None if nothing is in the way."""
    obstacles = (
        (not keeps_stock, "The ERP keeps lots and stock in a system of its own."),
        (shop is None or not shop.active, "The store is not connected."),
        (settings.push_stock is StockMode.OFF, "Stock to Shopify is off in the store's settings."),
        (settings.stock_since is None, "Orders of this store move no stock: set stock_since in its settings."),
        (
            shop is not None and not all(map(shop.scopes.includes, (READ_INVENTORY, WRITE_INVENTORY))),
            f"The store did not grant {READ_INVENTORY} and {WRITE_INVENTORY}. Reconnect it.",
        ),
        (sync is not None and sync.is_paused, _describe_pause(sync)),
        (settings.push_stock is StockMode.REPORT, "This store only reports: nothing is sent."),
    )
    return next((text for applies, text in obstacles if applies), None)


def find_variant_obstacle(mapping: ProductMapping) -> str | None:
    """Say why nothing of a variant is sent; None if nothing is in the way."""
    obstacles = (
        (mapping.deleted_at is not None, "Shopify has deleted this variant."),
        (mapping.status is MappingStatus.IGNORED, "A person has decided that this variant has no ERP item."),
        (mapping.status is MappingStatus.UNMAPPED, "This variant has no ERP item yet. Map it."),
        (
            mapping.variant.inventory_item_id is None,
            "Shopify's inventory item of this variant is not known yet. Import the products.",
        ),
    )
    return next((text for applies, text in obstacles if applies), None)


def find_location_obstacle(location: Location, *, is_mapped: bool) -> str | None:
    """Say why a location is never written; None if nothing is in the way."""
    if location.is_fulfillment_service:
        return "Another app keeps the stock of this location."
    if not location.is_active:
        return "The location is deactivated in Shopify."
    return None if is_mapped else "The location stands for no storage location of the ERP, so it is never written."


def _describe_pause(sync: StockSync | None) -> str:
    return f"{sync.paused_by} has paused it: {sync.pause_reason}" if sync else ""
