"""All that happened to an order: one source for each kind of record."""

from novex_shopify.domain.use_cases.timeline.show_timeline import ShowTimeline

__all__ = ["ShowTimeline"]
