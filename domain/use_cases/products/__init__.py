"""Maps the variants of products to ERP items."""

from novex_shopify.domain.use_cases.products.accept_suggestions import AcceptSuggestions
from novex_shopify.domain.use_cases.products.change_item import ChangeItem
from novex_shopify.domain.use_cases.products.export_mappings import ExportMappings
from novex_shopify.domain.use_cases.products.import_items import ImportItems
from novex_shopify.domain.use_cases.products.import_mappings import ImportMappings
from novex_shopify.domain.use_cases.products.list_items import ListItems
from novex_shopify.domain.use_cases.products.list_variants import ListVariants
from novex_shopify.domain.use_cases.products.map_product import MapProduct
from novex_shopify.domain.use_cases.products.match_again import MatchAgain
from novex_shopify.domain.use_cases.products.put_items import PutItems
from novex_shopify.domain.use_cases.products.suggest_items import SuggestItems
from novex_shopify.domain.use_cases.products.sync_products import SyncProducts
from novex_shopify.domain.use_cases.products.take_over_items import TakeOverItems

__all__ = [
    "AcceptSuggestions",
    "ChangeItem",
    "ExportMappings",
    "ImportItems",
    "ImportMappings",
    "ListItems",
    "ListVariants",
    "MapProduct",
    "MatchAgain",
    "PutItems",
    "SuggestItems",
    "SyncProducts",
    "TakeOverItems",
]
