"""Constants that state how much a document asks for."""

import pytest

from novex_shopify.adapters.shopify.graphql import fulfillments, order_summaries, orders
from novex_shopify.adapters.shopify.graphql.client import load_document


@pytest.mark.parametrize(
    ("document", "field", "size"),
    [
        ("order", "refunds", orders.LIST_SIZE),
        ("order", "fulfillments", orders.LIST_SIZE),
        ("orderSummaries", "refunds", order_summaries.LIST_SIZE),
        ("orderSummaries", "fulfillments", order_summaries.LIST_SIZE),
        ("bulkOrders", "refunds", order_summaries.LIST_SIZE),
        ("bulkOrders", "fulfillments", order_summaries.LIST_SIZE),
        ("orderFulfillments", "fulfillments", fulfillments.LIST_SIZE),
        ("allOrderFulfillments", "fulfillments", fulfillments.MAX_LIST_SIZE),
    ],
)
def test_a_list_without_a_cursor_has_the_size_that_the_document_asks_for(document: str, field: str, size: int) -> None:
    assert f"{field}(first: {size})" in load_document(document)
