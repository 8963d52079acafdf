"""Issues with their states, and what happened to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.issue import IssueKey, IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueRecord
from novex_shopify.domain.model.shop import ShopDomain


class Issues(Protocol):
    """One record for each cause, and the changes of all of them.

    Changes are the history of an issue. Each is written in the transaction that causes it: by the comparison
    (`CompareIssues`, a job of the workers), or by what a person does. The actor of a change says who made it; the
    comparison is `ActorKind.WORKER`.
    """

    def add(self, record: IssueRecord) -> IssueRecord | None:
        """Store a new record, whose id is 0; returns it with its id, or None if its key has a record already."""
        ...

    def save(self, record: IssueRecord) -> None:
        """Replace what is stored of a record, except its key and when it was first seen."""
        ...

    def mark_seen(self, issue_ids: Collection[int], now: datetime) -> None:
        """Store only that the causes of these are still there."""
        ...

    def lock(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        """Return those of the issues that exist, by id, locked until the end of the transaction."""
        ...

    def get_many(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        """Return those of the issues that exist, by id."""
        ...

    def list_watched(self) -> Sequence[IssueRecord]:
        """List what is not resolved, or was resolved by hand while its cause was there, by id."""
        ...

    def find(self, keys: Collection[IssueKey]) -> Sequence[IssueRecord]:
        """Find the records with these keys."""
        ...

    def list_resolved(self, since: datetime, limit: int, shop: ShopDomain | None = None) -> Sequence[IssueRecord]:
        """List what was resolved since then, of a store if one is named; the last first."""
        ...

    def count_open(self) -> Mapping[IssueKind, int]:
        """Count the open and acknowledged issues by kind."""
        ...

    def record_change(self, change: IssueChange) -> None:
        """Add a change, whose id is 0."""
        ...

    def list_changes(self, issue_id: int, limit: int) -> Sequence[IssueChange]:
        """List the last changes of an issue, newest first."""
        ...

    def delete_old(self, before: datetime) -> None:
        """Delete the issues that were resolved before then and are not watched, and all changes that are older."""
        ...

    def erase_details(self, shop: ShopDomain) -> None:
        """Erase the details of all issues of a store: an error can name a person."""
        ...
