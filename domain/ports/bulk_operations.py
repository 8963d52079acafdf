"""Bulk operations: files in which Shopify lists all records of a kind."""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from novex_shopify.domain.model.bulk_operation import BulkFile, BulkOperation
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopAccess


class BulkOperations(Protocol):
    """The bulk operations of one shop.

    Every method raises what the methods of `ShopifyAdmin` raise.
    """

    def start(self, access: ShopAccess, kind: ImportKind, order_range: OrderRange | None = None) -> BulkOperation:
        """Start an operation that lists all records of a kind; orders of a range, as `OrderSummary`.

        Raises `ShopifyThrottled` while too many operations are running.
        """
        ...

    def get(self, access: ShopAccess, operation_id: str) -> BulkOperation | None:
        """Get an operation; None if Shopify does not know it any more."""
        ...

    def open_file(self, kind: ImportKind, operation: BulkOperation) -> AbstractContextManager[BulkFile[Any]]:
        """Download an operation's file and iterate over it by line: records with their children, and unreadable lines.

        Ends with a refused line if the file has fewer or more lines than Shopify counted. Memory use does not grow with
        the file. Raises `BulkFileExpired` if the file is gone, and `ShopifyUnavailable` if it could not be downloaded
        completely.
        """
        ...
