"""Finding anything by what people know of it."""

from novex_shopify.domain.use_cases.search.check_search import CheckSearch
from novex_shopify.domain.use_cases.search.rebuild_search import RebuildSearch
from novex_shopify.domain.use_cases.search.search_records import SearchRecords

__all__ = ["CheckSearch", "RebuildSearch", "SearchRecords"]
