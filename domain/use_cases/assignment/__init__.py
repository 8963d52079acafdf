"""Use cases that give lots to order lines, and release them."""

from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots, AssignManyOrders
from novex_shopify.domain.use_cases.assignment.auto_assign_lots import AutoAssignLots
from novex_shopify.domain.use_cases.assignment.order_lots import ShowOrderLots
from novex_shopify.domain.use_cases.assignment.propose_lots import ProposeLots
from novex_shopify.domain.use_cases.assignment.reassign_lot import ReassignLot
from novex_shopify.domain.use_cases.assignment.show_order_warehouse import ShowOrderWarehouse
from novex_shopify.domain.use_cases.assignment.unassign_lots import UnassignLots

__all__ = [
    "AssignLots",
    "AssignManyOrders",
    "AutoAssignLots",
    "ProposeLots",
    "ReassignLot",
    "ShowOrderLots",
    "ShowOrderWarehouse",
    "UnassignLots",
]
