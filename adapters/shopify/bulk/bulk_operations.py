"""Bulk operations: all records of a kind, in a file (Shopify: Perform bulk operations with the GraphQL Admin API)."""

import hashlib
import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO

import httpx

from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.adapters.shopify.bulk.download import download_file
from novex_shopify.adapters.shopify.bulk.jsonl_reader import JsonlReader, RecordParser
from novex_shopify.adapters.shopify.bulk.prefetch import prefetch
from novex_shopify.adapters.shopify.graphql import order_summaries, responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient, check_user_errors, load_document
from novex_shopify.domain.errors import ShopifyThrottled, ShopifyUnavailable
from novex_shopify.domain.model.bulk_operation import BulkFile, BulkOperation, BulkStatus
from novex_shopify.domain.model.import_run import ImportKind
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
    """What is asked for a kind, and how its lines are read.

    The document has no fragments: Shopify does not say whether a bulk operation takes them.
    """

    document_name: str
    parse_record: RecordParser
    has_children: bool


_QUERIES: Mapping[ImportKind, _BulkQuery] = {
    ImportKind.PRODUCTS: _BulkQuery("bulkProducts", record_mapper.parse_variant, has_children=False),
    ImportKind.CUSTOMERS: _BulkQuery("bulkCustomers", record_mapper.parse_customer, has_children=True),
    ImportKind.ORDERS: _BulkQuery("bulkOrders", order_summaries.parse_order_summary, has_children=False),
}


@dataclass(frozen=True, slots=True)
class GraphQLBulkOperations:
    """The port `BulkOperations`."""

    client: GraphQLClient
    http: httpx.Client

    def start(self, access: ShopAccess, kind: ImportKind, order_range: OrderRange | None = None) -> BulkOperation:
        """Ask for all records of a kind. A bulk query takes no variables, so a search stands in it as text."""
        query = load_document(_QUERIES[kind].document_name)
        if order_range:
            query = query.replace('""', json.dumps(order_summaries.build_search_query(order_range)))
        answer = self.client.execute(
            access, "bulkOperationRunQuery", responses.BulkOperationRunQueryResponse, query=query
        )
        started = answer.bulk_operation_run_query
        if _LIMIT_ERROR_CODES & {error.code for error in started.user_errors}:
            raise ShopifyThrottled(f"{access.shop} is writing as many files as it may at once.", _RETRY_AFTER)
        check_user_errors(f"the list of {kind}", started.user_errors)
        if started.bulk_operation is None:
            raise ShopifyUnavailable(f"The request for the list of {kind} gave neither a result nor an error.")
        return _map_operation(started.bulk_operation)

    def get(self, access: ShopAccess, operation_id: str) -> BulkOperation | None:
        """How an operation stands."""
        answer = self.client.execute(access, "bulkOperation", responses.BulkOperationResponse, id=operation_id)
        return _map_operation(answer.bulk_operation) if answer.bulk_operation else None

    @contextmanager
    def open_file(self, kind: ImportKind, operation: BulkOperation) -> Generator[BulkFile[Any]]:
        """Fetch an operation's file, to go through it."""
        query = _QUERIES[kind]
        complete = operation.status is BulkStatus.COMPLETED
        with download_file(self.http, operation.url) if operation.url else nullcontext(BytesIO()) as file:
            salt = load_document(query.document_name).encode()
            lines = JsonlReader(
                file, query.parse_record, salt, expected_lines=operation.line_count if complete else None
            )
            records = lines.iter_records_with_children() if query.has_children else lines.iter_records()
            yield BulkFile(_compute_digest(file, salt), prefetch(records))


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
