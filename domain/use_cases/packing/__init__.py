"""Use cases of the packing station."""

from novex_shopify.domain.use_cases.packing.begin_packing import BeginPacking
from novex_shopify.domain.use_cases.packing.find_orders_to_pack import FindOrdersToPack
from novex_shopify.domain.use_cases.packing.finish_parcel import FinishParcel
from novex_shopify.domain.use_cases.packing.label_many_orders import LabelledOrder, LabelManyOrders, RateChoice
from novex_shopify.domain.use_cases.packing.label_parcel import LabelParcel
from novex_shopify.domain.use_cases.packing.pack_order import PackOrder
from novex_shopify.domain.use_cases.packing.save_printer import SavePrinter
from novex_shopify.domain.use_cases.packing.show_packing import ShowPacking
from novex_shopify.domain.use_cases.packing.swap_lot import SwapLot

__all__ = [
    "BeginPacking",
    "FindOrdersToPack",
    "FinishParcel",
    "LabelManyOrders",
    "LabelParcel",
    "LabelledOrder",
    "PackOrder",
    "RateChoice",
    "SavePrinter",
    "ShowPacking",
    "SwapLot",
]
