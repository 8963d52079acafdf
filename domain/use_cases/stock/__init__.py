"""Use cases of lots and stock."""

from novex_shopify.domain.use_cases.stock.adjust_stock import AdjustStock
from novex_shopify.domain.use_cases.stock.convert_product import ConvertProduct
from novex_shopify.domain.use_cases.stock.count_stock import CountStock
from novex_shopify.domain.use_cases.stock.find_item import FindItem
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.list_lots import ListLots
from novex_shopify.domain.use_cases.stock.list_receipts import ListReceipts
from novex_shopify.domain.use_cases.stock.list_stock import ListStock
from novex_shopify.domain.use_cases.stock.move_stock import MoveStock
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.read_label import ReadLabel
from novex_shopify.domain.use_cases.stock.receive_lot import ReceiveLot
from novex_shopify.domain.use_cases.stock.save_location import SaveLocation
from novex_shopify.domain.use_cases.stock.scrap_stock import ScrapStock
from novex_shopify.domain.use_cases.stock.show_lot import ShowLot
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock

__all__ = [
    "AdjustStock",
    "ConvertProduct",
    "CountStock",
    "FindItem",
    "HoldStock",
    "ListLots",
    "ListReceipts",
    "ListStock",
    "MoveStock",
    "QuarantineLot",
    "ReadLabel",
    "ReceiveLot",
    "SaveLocation",
    "ScrapStock",
    "ShowLot",
    "VerifyStock",
]
