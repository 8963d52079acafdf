"""Brings the units of an order's lots in line with what has left and what is wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.policies.departures import Departure
from novex_shopify.domain.policies.lot_choice import propose_for_lines
from novex_shopify.domain.policies.release_causes import find_release_causes
from novex_shopify.domain.policies.settlement import Lack, Surplus, find_unneeded
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.free_lots import read_lots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_assignments_again
from novex_shopify.domain.use_cases.assignment.lot_rules import LotRules
from novex_shopify.domain.use_cases.assignment.proposed_lots import build_assignment
from novex_shopify.domain.use_cases.assignment.transfers import (
    RELEASE,
    SHIP,
    UNSHIP,
    AssignedPart,
    TransferDetails,
    assign_units,
    take_newest,
    transfer_units,
)
from novex_shopify.domain.use_cases.stock.records import get_stock
