"""Bulk operations in memory."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.adapters.memory.stated_orders import stated_in
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.domain.errors import BulkFileGone, ShopifyAccessDenied
from novex_shopify.domain.model.bulk_operation import BulkFile, BulkOperation, BulkRecord, BulkStatus, RefusedLine
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopAccess


@dataclass(frozen=True, slots=True)
class MemoryBulkOperations:
    """The port `BulkOperations` over one store."""

    store: MemoryStore

    def start(self, access: ShopAccess, kind: ImportKind, orders: OrderRange | None = None) -> BulkOperation:
        """Ask for all records of a kind. The file is there at once, or at the next look if Shopify takes its time."""
        self._enter("bulk_start", access)
        records = self._records(kind, orders)
        operation_id = f"gid://shopify/BulkOperation/{self.store.next_number()}"
        self.store.files[operation_id] = records
        self.store.operations[operation_id] = BulkOperation(
            operation_id, BulkStatus.COMPLETED, len(records), len(records), operation_id if records else None
        )
        done = self.store.operations[operation_id]
        return replace(done, status=BulkStatus.RUNNING, url=None) if self.store.takes_its_time else done

    def get(self, access: ShopAccess, operation_id: str) -> BulkOperation | None:
        """How an operation stands."""
        self._enter("bulk_get", access)
        return self.store.operations.get(operation_id)

    @contextmanager
    def file(self, kind: ImportKind, operation: BulkOperation) -> Generator[BulkFile[Any]]:
        """Go through an operation's file."""
        self.store.begin("bulk_file")
        if operation.url is not None and operation.url not in self.store.files:
            raise BulkFileGone("The file is not there any more.")
        records = self.store.files.get(operation.url or "", [])
        yield BulkFile(str(hash(tuple(records))), self._lines(records))

    def _records(self, kind: ImportKind, orders: OrderRange | None) -> list[Any]:
        match kind:
            case ImportKind.PRODUCTS:
                return list(self.store.variants)
            case ImportKind.CUSTOMERS:
                return list(self.store.customers)
            case ImportKind.ORDERS:
                assert orders is not None
                return list(stated_in(orders, self.store.stated_orders.values()))

    def _lines(self, records: list[Any]) -> Iterator[BulkRecord[Any] | RefusedLine]:
        for line, record in enumerate(records, start=1):
            self.store.begin("bulk_line")
            if isinstance(record, RefusedLine):
                yield replace(record, line=line)
            else:
                yield _record(line, record)

    def _enter(self, call: str, access: ShopAccess) -> None:
        self.store.begin(call)
        if access.access_token != self.store.access_token:
            raise ShopifyAccessDenied(f"{access.shop} refused {call} (401): the token does not suffice.")


def _record(line: int, record: Any) -> BulkRecord[Any]:
    number = getattr(record, "variant_id", None) or record.id
    return BulkRecord(line, number, hash(record), lambda: record)
