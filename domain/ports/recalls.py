"""Recalls in an ERP that keeps lots."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.recall import LotOutcome, NoticeTotals, Recall, RecalledLot, RecallNotice


class Recalls(Protocol):
    """Recalls with their lots and notices. None is ever deleted."""

    def add(self, recall: Recall, lot_ids: Collection[int]) -> Recall:
        """Create a recall of these lots; returns it with its id."""
        ...

    def close(self, recall: Recall, outcomes: Mapping[int, LotOutcome]) -> None:
        """Store how a locked recall ended, and what became of its lots, by id."""
        ...

    def lock(self, number: str) -> Recall | None:
        """Get a recall and lock it until the end of the transaction."""
        ...

    def get(self, number: str) -> Recall | None: ...

    def count_of_year(self, year: int) -> int:
        """Count the recalls whose number has this year."""
        ...

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[Recall]:
        """List the newest recalls, newest first; those before an id, if given."""
        ...

    def count(self, limit: int) -> int:
        """Count recalls, up to `limit`."""
        ...

    def list_open(self) -> Sequence[Recall]:
        """List those that are not closed, oldest first."""
        ...

    def list_lots(self, recall_ids: Collection[int]) -> Sequence[RecalledLot]:
        """List the lots of these recalls, by recall and lot."""
        ...

    def find_by_lots(self, lot_ids: Collection[int]) -> Sequence[Recall]:
        """Find the recalls of these lots, newest first."""
        ...

    def save_notice(self, notice: RecallNotice) -> RecallNotice:
        """Create a notice whose id is 0, or store the answer of the one with its id; returns it with its id."""
        ...

    def get_notice(self, notice_id: int) -> RecallNotice | None: ...

    def list_notices(
        self, recall_id: int | None, order_ids: Collection[str], customer_ids: Collection[str]
    ) -> Sequence[RecallNotice]:
        """List the notices of a recall, or of all, to these orders or customers, by id."""
        ...

    def sum_notices(self, recall_id: int) -> NoticeTotals:
        """Sum the notices of a recall."""
        ...
