"""Bulk operations: queries that Shopify answers later, with a file."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.bulk_faults import (
    NO_FAULT,
    BulkFault,
    BulkOperationErrorCode,
    BulkOperationStatus,
)
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent

MAX_RUNNING_OPERATIONS = 5
UNFINISHED_STATUSES = frozenset(
    (BulkOperationStatus.CREATED, BulkOperationStatus.RUNNING, BulkOperationStatus.CANCELING)
)


class ResultUrlField(StrEnum):
    """The field that holds the link to the file, by how the operation ended."""

    COMPLETE = "url"
    PARTIAL = "partialDataUrl"


RESULT_URL_FIELDS = {
    BulkOperationStatus.COMPLETED: ResultUrlField.COMPLETE,
    BulkOperationStatus.FAILED: ResultUrlField.PARTIAL,
    BulkOperationStatus.CANCELED: ResultUrlField.PARTIAL,
}


@dataclass(slots=True, kw_only=True)
class BulkOperation:
    """`root_lines` are the lines of the top-level objects; `nested_lines` follow after all of them."""

    id: int
    query: str
    group_objects: bool
    created_at: datetime
    fault: BulkFault = NO_FAULT
    status: BulkOperationStatus = BulkOperationStatus.CREATED
    error_code: BulkOperationErrorCode | None = None
    completed_at: datetime | None = None
    root_object_count: int = 0
    root_lines: list[bytes] = field(default_factory=list, repr=False)
    nested_lines: list[bytes] = field(default_factory=list, repr=False)
    file: bytes = field(default=b"", repr=False)
    download_count: int = 0

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED_STATUSES

    @property
    def object_count(self) -> int:
        return len(self.root_lines) + len(self.nested_lines) + self.fault.object_count_error

    @property
    def result_url_field(self) -> ResultUrlField | None:
        """None while there is no file or the file is empty."""
        return RESULT_URL_FIELDS.get(self.status) if self.file else None

    def finish(
        self, status: BulkOperationStatus, error_code: BulkOperationErrorCode | None, now: datetime
    ) -> list[WebhookEvent]:
        """Write the file and close the operation; returns the webhook events."""
        self.status, self.error_code, self.completed_at = status, error_code, now
        lines = [*self.root_lines, *reversed(self.nested_lines)]
        if status is not BulkOperationStatus.COMPLETED:
            lines = lines[: self.fault.count_kept_lines(len(lines))]
        self.file = self.fault.build_file(lines)
        return [] if self.fault.skip_webhook else [self._build_finish_event()]

    def _build_finish_event(self) -> WebhookEvent:
        name = build_gid("BulkOperation", self.id)
        payload = {
            "admin_graphql_api_id": name,
            "completed_at": format_shop_time(self.completed_at),
            "created_at": format_shop_time(self.created_at),
            "error_code": self.error_code and self.error_code.lower(),
            "status": self.status.lower(),
            "type": "query",
        }
        return WebhookEvent("bulk_operations/finish", name, payload)
