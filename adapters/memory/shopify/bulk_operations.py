"""Bulk operations in memory."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.order_summaries import list_order_summaries
from novex_shopify.domain.errors import BulkFileExpired, ShopifyAccessDenied
from novex_shopify.domain.model.bulk_operation import BulkFile, BulkOperation, BulkRecord, BulkStatus, RefusedLine
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.optional_scopes import READ_RETURNS
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopAccess


@dataclass(frozen=True, slots=True)
class MemoryBulkOperations:
    """The port `BulkOperations` for one store."""

    fake_shop: FakeShop

    def start(self, access: ShopAccess, kind: ImportKind, order_range: OrderRange | None = None) -> BulkOperation:
        self._begin_call("bulk_start", access)
        records = self._select_records(access, kind, order_range)
        operation_id = f"gid://shopify/BulkOperation/{self.fake_shop.allocate_number()}"
        self.fake_shop.bulk_files[operation_id] = records
        self.fake_shop.bulk_operations[operation_id] = BulkOperation(
            operation_id, BulkStatus.COMPLETED, len(records), len(records), operation_id if records else None
        )
        operation = self.fake_shop.bulk_operations[operation_id]
        return (
            replace(operation, status=BulkStatus.RUNNING, url=None)
            if self.fake_shop.delays_bulk_operations
            else operation
        )

    def get(self, access: ShopAccess, operation_id: str) -> BulkOperation | None:
        self._begin_call("bulk_get", access)
        return self.fake_shop.bulk_operations.get(operation_id)

    @contextmanager
    def open_file(self, kind: ImportKind, operation: BulkOperation) -> Generator[BulkFile[Any]]:
        self.fake_shop.begin_call("bulk_file")
        if operation.url is not None and operation.url not in self.fake_shop.bulk_files:
            raise BulkFileExpired("Shopify has deleted the file.")
        records = self.fake_shop.bulk_files.get(operation.url or "", [])
        yield BulkFile(str(hash(tuple(records))), self._iterate_lines(records))

    def _select_records(self, access: ShopAccess, kind: ImportKind, orders: OrderRange | None) -> list[Any]:
        match kind:
            case ImportKind.PRODUCTS:
                return list(self.fake_shop.variants)
            case ImportKind.CUSTOMERS:
                return list(self.fake_shop.customers)
            case ImportKind.ORDERS:
                assert orders is not None
                with_returns = access.grants(READ_RETURNS)
                return list_order_summaries(orders, self.fake_shop.orders.values(), with_returns=with_returns)

    def _iterate_lines(self, records: list[Any]) -> Iterator[BulkRecord[Any] | RefusedLine]:
        for line, record in enumerate(records, start=1):
            self.fake_shop.begin_call("bulk_line")
            if isinstance(record, RefusedLine):
                yield replace(record, line=line)
            else:
                yield _build_record(line, record)

    def _begin_call(self, call: str, access: ShopAccess) -> None:
        self.fake_shop.begin_call(call)
        if access.access_token != self.fake_shop.access_token:
            raise ShopifyAccessDenied(f"{access.shop} refused {call} (401): the token does not suffice.")


def _build_record(line: int, record: Any) -> BulkRecord[Any]:
    shopify_id = getattr(record, "variant_id", None) or record.id
    return BulkRecord(line, shopify_id, hash(record), lambda: record)
