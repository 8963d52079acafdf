"""Files that Shopify writes with all records of a kind."""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from novex_shopify.domain.model.bulk_operation import BulkFile, BulkOperation
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopAccess


class BulkOperations(Protocol):
    """One store's operations.

    Each call raises what the calls of `ShopifyAdmin` raise.
    """

    def start(self, access: ShopAccess, kind: ImportKind, order_range: OrderRange | None = None) -> BulkOperation:
        """Ask for all records of a kind; of orders, for those in a range, summed up (`OrderSummary`).

        Raises `ShopifyThrottled` while too many operations are under way.
        """
        ...

    def get(self, access: ShopAccess, operation_id: str) -> BulkOperation | None:
        """How an operation stands; None if Shopify does not know it any more."""
        ...

    def open_file(self, kind: ImportKind, operation: BulkOperation) -> AbstractContextManager[BulkFile[Any]]:
        """Fetch an operation's file, to go through it by line: records with their children, and what cannot be read.

        That ends with a refused line if there is less or more in the file than Shopify counted. Raises `BulkFileExpired`
        if the file is not there any more, and `ShopifyUnavailable` if it could not be fetched whole. However large it
        is, this takes little memory.
        """
        ...
