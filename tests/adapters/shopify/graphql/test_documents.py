"""What GraphQL documents have in common with each other and with constants."""

import pytest
from graphql import REMOVE, FieldNode, Visitor, parse, print_ast, visit

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


class _ReturnsRemover(Visitor):
    def enter_field(self, node: FieldNode, *_: object) -> object:
        return REMOVE if node.name.value in {"returns", "returnStatus"} else None


@pytest.mark.parametrize("name", ["orderSummaries", "bulkOrders"])
def test_the_documents_of_stores_with_and_without_the_scope_differ_in_returns_only(name: str) -> None:
    """Bulk operations have no fragments, so the documents repeat each other."""
    without, with_returns = (parse(load_document(each)) for each in (name, f"{name}WithReturns"))
    stripped = print_ast(visit(with_returns, _ReturnsRemover())).replace("WithReturns", "", 1)
    assert stripped == print_ast(without)
