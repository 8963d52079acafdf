"""Records in memory that a worker claims when they are due: purchases of labels, manifests, and notifications."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from novex_shopify.adapters.memory.state import Claim
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.manifest import Manifest
from novex_shopify.domain.model.notification import Notification
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.work import WorkerId

RecordT = TypeVar("RecordT", LabelPurchase, Manifest, Notification, StockSync)


def claim_due(records: dict[int, RecordT], claims: dict[int, Claim], worker: WorkerId, now: datetime) -> RecordT | None:
    """Claim the record that has been due for longest, and count the attempt."""
    due = [
        (each.next_attempt_at, each.id)
        for each in records.values()
        if each.next_attempt_at is not None and each.next_attempt_at <= now and each.claimed_by is None
    ]
    if not due:
        return None
    record = records[min(due)[1]]
    claims[record.id] = (worker, now)
    records[record.id] = replace(record, claimed_by=str(worker), attempts=record.attempts + 1)
    return records[record.id]


def requeue(records: dict[int, RecordT], ids: Iterable[int], now: datetime) -> None:
    """Make records due whose claims were abandoned."""
    for each in ids:
        records[each] = replace(records[each], claimed_by=None, next_attempt_at=now)
