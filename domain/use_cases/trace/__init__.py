"""Use cases that trace lots."""

from novex_shopify.domain.use_cases.trace.trace_lot import TraceLot
from novex_shopify.domain.use_cases.trace.trace_order import TraceOrder

__all__ = ["TraceLot", "TraceOrder"]
