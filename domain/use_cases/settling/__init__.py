"""Use cases that bring the lots of orders in line with Shopify's news."""

from novex_shopify.domain.use_cases.settling.correct_named_lot import CorrectNamedLot
from novex_shopify.domain.use_cases.settling.name_shipped_lot import NameShippedLot
from novex_shopify.domain.use_cases.settling.settle_again import SettleAgain
from novex_shopify.domain.use_cases.settling.settle_order import SettleOrder

__all__ = ["CorrectNamedLot", "NameShippedLot", "SettleAgain", "SettleOrder"]
