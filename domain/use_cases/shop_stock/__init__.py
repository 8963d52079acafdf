"""The stock of Shopify stores: what they are to have, and what was sent."""

from novex_shopify.domain.use_cases.shop_stock.compare_stock import CompareStock
from novex_shopify.domain.use_cases.shop_stock.explain_stock import ExplainStock
from novex_shopify.domain.use_cases.shop_stock.map_location import MapLocation
from novex_shopify.domain.use_cases.shop_stock.mark_new_day import MarkNewDay
from novex_shopify.domain.use_cases.shop_stock.pause_stock import PauseStock, ResumeStock
from novex_shopify.domain.use_cases.shop_stock.push_now import PushNow
from novex_shopify.domain.use_cases.shop_stock.push_stock import PushStock
from novex_shopify.domain.use_cases.shop_stock.read_locations import ReadLocations
from novex_shopify.domain.use_cases.shop_stock.save_safety_stock import SaveSafetyStock

__all__ = [
    "CompareStock",
    "ExplainStock",
    "MapLocation",
    "MarkNewDay",
    "PauseStock",
    "PushNow",
    "PushStock",
    "ReadLocations",
    "ResumeStock",
    "SaveSafetyStock",
]
