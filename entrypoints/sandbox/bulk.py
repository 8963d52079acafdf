"""Bulk operations: queries that are answered by a file, some time later."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from novex_shopify.entrypoints.sandbox.bulk_faults import SOUND, BulkErrorCode, BulkFault, BulkStatus
from novex_shopify.entrypoints.sandbox.clock import shop_time
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.webhooks import Notice

LARGEST_NUMBER_AT_ONCE = 5
UNFINISHED = frozenset((BulkStatus.CREATED, BulkStatus.RUNNING, BulkStatus.CANCELING))


class Part(StrEnum):
    """What a link to the file is called, by how the operation ended."""

    WHOLE = "url"
    FIRST = "partialDataUrl"


PARTS = {
    BulkStatus.COMPLETED: Part.WHOLE,
    BulkStatus.FAILED: Part.FIRST,
    BulkStatus.CANCELED: Part.FIRST,
}


@dataclass(slots=True, kw_only=True)
class BulkOperation:
    """One operation. `roots` are the lines of its top objects, `others` those that come after all of them."""

    id: int
    query: str
    group_objects: bool
    created_at: datetime
    fault: BulkFault = SOUND
    status: BulkStatus = BulkStatus.CREATED
    error_code: BulkErrorCode | None = None
    completed_at: datetime | None = None
    root_object_count: int = 0
    roots: list[bytes] = field(default_factory=list, repr=False)
    others: list[bytes] = field(default_factory=list, repr=False)
    file: bytes = field(default=b"", repr=False)
    downloads: int = 0

    @property
    def unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def object_count(self) -> int:
        return len(self.roots) + len(self.others) + self.fault.miscount

    @property
    def part(self) -> Part | None:
        """Say which link leads to the file; none while there is no file, or nothing in it."""
        return PARTS.get(self.status) if self.file else None

    def end(self, status: BulkStatus, error_code: BulkErrorCode | None, now: datetime) -> list[Notice]:
        """Write the file and close the operation; answer whom to tell."""
        self.status, self.error_code, self.completed_at = status, error_code, now
        lines = [*self.roots, *reversed(self.others)]
        if status is not BulkStatus.COMPLETED:
            lines = lines[: self.fault.lines_kept(len(lines))]
        self.file = self.fault.spoil(lines)
        return [] if self.fault.silent else [self._finish_notice()]

    def _finish_notice(self) -> Notice:
        name = gid("BulkOperation", self.id)
        payload = {
            "admin_graphql_api_id": name,
            "completed_at": shop_time(self.completed_at),
            "created_at": shop_time(self.created_at),
            "error_code": self.error_code and self.error_code.lower(),
            "status": self.status.lower(),
            "type": "query",
        }
        return Notice("bulk_operations/finish", name, payload)
