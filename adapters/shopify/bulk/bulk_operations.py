"""Starts bulk operations and opens their files (docs/shopify.md, Bulk operations)."""

import hashlib
import json
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO

import httpx

from novex_shopify.adapters.shopify.bulk import operation_responses as responses
from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.adapters.shopify.bulk.download import download_file
from novex_shopify.adapters.shopify.bulk.jsonl_reader import JsonlReader, RecordParser
from novex_shopify.adapters.shopify.bulk.prefetch import prefetch
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient, load_document
from novex_shopify.adapters.shopify.graphql.errors import check_user_errors
from novex_shopify.adapters.shopify.graphql.order_summaries import build_search_query
from novex_shopify.domain.errors import ShopifyThrottled, ShopifyUnavailable
from novex_shopify.domain.model.bulk_operation import BulkFile, BulkOperation, BulkStatus
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.optional_scopes import READ_RETURNS
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopAccess

_STATUSES: Mapping[str, BulkStatus] = {
    "COMPLETED": BulkStatus.COMPLETED,
    "FAILED": BulkStatus.FAILED,
    "CANCELED": BulkStatus.CANCELLED,
    "EXPIRED": BulkStatus.EXPIRED,
}
_LIMIT_ERROR_CODES = frozenset({"LIMIT_REACHED", "OPERATION_IN_PROGRESS"})
_RETRY_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _BulkQuery:
    """The document that lists a kind of records, and the parser of its lines.

    A store that grants `scope` gets the document `with_scope`, which lists more about the same records.
    """

    # Documents for bulk operations have no fragments: Shopify does not state whether it accepts them there.
    document_name: str
    parse_record: RecordParser
    has_children: bool
    scope: str | None = None
    with_scope: str = ""

    def load_document(self, access: ShopAccess) -> str:
        granted = self.scope is not None and access.grants(self.scope)
        return load_document(self.with_scope if granted else self.document_name)


_QUERIES: Mapping[ImportKind, _BulkQuery] = {
    ImportKind.PRODUCTS: _BulkQuery("bulkProducts", record_mapper.parse_variant, has_children=False),
    ImportKind.CUSTOMERS: _BulkQuery("bulkCustomers", record_mapper.parse_customer, has_children=True),
    ImportKind.ORDERS: _BulkQuery(
        "bulkOrders",
        record_mapper.parse_order_summary,
        has_children=True,
        scope=READ_RETURNS,
        with_scope="bulkOrdersWithReturns",
    ),
}


@dataclass(frozen=True, slots=True)
class GraphQLBulkOperations:
    client: GraphQLClient
    http: httpx.Client

    def start(self, access: ShopAccess, kind: ImportKind, order_range: OrderRange | None = None) -> BulkOperation:
        query = _QUERIES[kind].load_document(access)
        if order_range:
            # A bulk query takes no variables, so the filter replaces the empty text in the document.
            query = query.replace('""', json.dumps(build_search_query(order_range)))
        started = self.client.execute(
            access, "bulkOperationRunQuery", responses.BulkOperationRunQueryResponse, query=query
        ).bulk_operation_run_query
        if _LIMIT_ERROR_CODES & {error.code for error in started.user_errors}:
            message = f"{access.shop} already has as many bulk operations as Shopify runs at once."
            raise ShopifyThrottled(message, _RETRY_AFTER)
        check_user_errors(f"the export of {kind}", started.user_errors)
        if started.bulk_operation is None:
            raise ShopifyUnavailable(f"Shopify returned neither a bulk operation for {kind} nor an error.")
        return _map_operation(started.bulk_operation)

    def get(self, access: ShopAccess, operation_id: str) -> BulkOperation | None:
        response = self.client.execute(access, "bulkOperation", responses.BulkOperationResponse, id=operation_id)
        return _map_operation(response.bulk_operation) if response.bulk_operation else None

    @contextmanager
    def open_file(self, kind: ImportKind, operation: BulkOperation) -> Generator[BulkFile[Any]]:
        query = _QUERIES[kind]
        complete = operation.status is BulkStatus.COMPLETED
        with self._download(operation.url) as file:
            # With the document in every digest, records count as changed once the product asks for other fields.
            salt = load_document(query.document_name).encode()
            lines = JsonlReader(
                file, query.parse_record, salt, expected_lines=operation.line_count if complete else None
            )
            records = lines.iter_records_with_children() if query.has_children else lines.iter_records()
            yield BulkFile(_compute_digest(file, salt), prefetch(records))

    def _download(self, url: str | None) -> AbstractContextManager[BinaryIO]:
        return download_file(self.http, url, self.client.endpoints.sandbox_url) if url else nullcontext(BytesIO())


def _compute_digest(file: BinaryIO, salt: bytes) -> str:
    digest = hashlib.blake2b(salt)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _map_operation(node: responses.BulkOperation) -> BulkOperation:
    return BulkOperation(
        node.id,
        _STATUSES.get(node.status, BulkStatus.RUNNING),
        int(node.root_object_count),
        int(node.object_count),
        node.url or node.partial_data_url,
        node.error_code,
    )
