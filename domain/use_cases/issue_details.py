"""The details of issues against erasures: an error can name a person."""

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction


def erase_issue_details(tx: Transaction, shop: ShopDomain) -> None:
    """Erase the details of a store's issues. The next comparison stores those that remain."""
    lock_issue_details(tx)
    tx.issues.erase_details(shop)


def lock_issue_details(tx: Transaction) -> None:
    """Keep details from being read before an erasure, and stored after it."""
    tx.key_locks.acquire(["details of issues"])
