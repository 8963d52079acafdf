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

from novex_shopify.adapters.shopify import answers, bulk_records, stated_orders
from novex_shopify.adapters.shopify.bulk_download import fetched
from novex_shopify.adapters.shopify.bulk_lines import BulkLines, Reader
from novex_shopify.adapters.shopify.graphql import GraphQLClient, check_user_errors, document
from novex_shopify.adapters.shopify.read_ahead import read_ahead
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
_TOO_MANY = frozenset({"LIMIT_REACHED", "OPERATION_IN_PROGRESS"})
_ASK_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Query:
    """What is asked for a kind, and how its lines are read.

    The document has no fragments: Shopify does not say whether a bulk operation takes them.
    """

    document: str
    read: Reader
    has_children: bool


_QUERIES: Mapping[ImportKind, _Query] = {
    ImportKind.PRODUCTS: _Query("bulkProducts", bulk_records.variant, has_children=False),
    ImportKind.CUSTOMERS: _Query("bulkCustomers", bulk_records.customer, has_children=True),
    ImportKind.ORDERS: _Query("bulkOrders", stated_orders.line, has_children=False),
}


@dataclass(frozen=True, slots=True)
class GraphQLBulkOperations:
    """The port `BulkOperations`."""

    client: GraphQLClient
    http: httpx.Client

    def start(self, access: ShopAccess, kind: ImportKind, orders: OrderRange | None = None) -> BulkOperation:
        """Ask for all records of a kind. A bulk query takes no variables, so a search stands in it as text."""
        query = document(_QUERIES[kind].document)
        if orders:
            query = query.replace('""', json.dumps(stated_orders.search(orders)))
        answer = self.client.execute(access, "bulkOperationRunQuery", answers.BulkOperationStarted, query=query)
        started = answer.bulk_operation_run_query
        if _TOO_MANY & {error.code for error in started.user_errors}:
            raise ShopifyThrottled(f"{access.shop} is writing as many files as it may at once.", _ASK_AGAIN_AFTER)
        check_user_errors(f"the list of {kind}", started.user_errors)
        if started.bulk_operation is None:
            raise ShopifyUnavailable(f"The request for the list of {kind} gave neither a result nor an error.")
        return _operation(started.bulk_operation)

    def get(self, access: ShopAccess, operation_id: str) -> BulkOperation | None:
        """How an operation stands."""
        answer = self.client.execute(access, "bulkOperation", answers.BulkOperationState, id=operation_id)
        return _operation(answer.bulk_operation) if answer.bulk_operation else None

    @contextmanager
    def file(self, kind: ImportKind, operation: BulkOperation) -> Generator[BulkFile[Any]]:
        """Fetch an operation's file, to go through it."""
        query = _QUERIES[kind]
        whole = operation.status is BulkStatus.COMPLETED
        with fetched(self.http, operation.url) if operation.url else nullcontext(BytesIO()) as file:
            salt = document(query.document).encode()
            lines = BulkLines(file, query.read, salt, promised=operation.lines if whole else None)
            records = lines.records_with_children() if query.has_children else lines.records()
            yield BulkFile(_digest(file, salt), read_ahead(records))


def _digest(file: BinaryIO, salt: bytes) -> str:
    digest = hashlib.blake2b(salt)
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def _operation(node: answers.BulkOperation) -> BulkOperation:
    return BulkOperation(
        node.id,
        _STATUSES.get(node.status, BulkStatus.RUNNING),
        int(node.root_object_count),
        int(node.object_count),
        node.url or node.partial_data_url,
        node.error_code,
    )
