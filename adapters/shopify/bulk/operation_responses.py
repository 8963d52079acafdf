"""Bulk operations, as the documents start and read them."""

import msgspec

from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct, UserError


class BulkOperation(GraphQLStruct):
    """Shopify sends the counts as texts, because its type is an unsigned 64-bit integer."""

    id: str
    status: str
    object_count: str
    root_object_count: str
    url: str | None = None
    partial_data_url: str | None = None
    error_code: str | None = None


class BulkOperationPayload(GraphQLStruct):
    bulk_operation: BulkOperation | None = None
    user_errors: list[UserError] = msgspec.field(default_factory=list)


class BulkOperationRunQueryResponse(GraphQLStruct):
    """`bulkOperationRunQuery`."""

    bulk_operation_run_query: BulkOperationPayload


class BulkOperationResponse(GraphQLStruct):
    """`bulkOperation`."""

    bulk_operation: BulkOperation | None = None
