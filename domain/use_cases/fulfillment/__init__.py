"""Sending shipments to Shopify."""

from novex_shopify.domain.use_cases.fulfillment.build_pick_list import BuildPickList
from novex_shopify.domain.use_cases.fulfillment.correct_shipment import CorrectShipment
from novex_shopify.domain.use_cases.fulfillment.draw_pick_list import DrawPickList
from novex_shopify.domain.use_cases.fulfillment.find_shipments import FindShipments
from novex_shopify.domain.use_cases.fulfillment.list_orders_to_ship import ListOrdersToShip
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.fulfillment.send_fulfillments import SendFulfillments
from novex_shopify.domain.use_cases.fulfillment.ship_order import ShipOrder

__all__ = [
    "BuildPickList",
    "CorrectShipment",
    "DrawPickList",
    "FindShipments",
    "ListOrdersToShip",
    "PushFulfillment",
    "SendFulfillments",
    "ShipOrder",
]
