"""The stored issues, as notifications see them."""

from collections.abc import Collection, Sequence

from novex_shopify.domain.policies.notification_decisions import TrackedIssue
from novex_shopify.domain.ports.unit_of_work import Transaction


def list_issues(tx: Transaction, known_ids: Collection[int]) -> Sequence[TrackedIssue]:
    """List what is open, and what of `known_ids` is over."""
    return ()
