"""Accounts with providers of labels; their keys are encrypted where they are stored."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain


class CarrierAccounts(Protocol):
    """The accounts: one per store at most, and one for all other stores.

    While none is stored for all others, the account of the environment stands for it, if there is one; its id is 0.
    """

    def save(
        self, shop: ShopDomain | None, mode: CarrierMode, api_key: Secret, webhook_secret: Secret | None
    ) -> CarrierAccount:
        """Create the account of a store, or of all others, or replace its keys."""
        ...

    def delete(self, account_id: int) -> None:
        """Delete an account, if there is one."""
        ...

    def find(self, shop: ShopDomain) -> CarrierAccount | None:
        """Find the account that a store uses: its own, otherwise that of all others."""
        ...

    def get(self, account_id: int) -> CarrierAccount | None:
        """Get an account; None if there is none."""
        ...

    def list_all(self) -> Sequence[CarrierAccount]:
        """List the accounts, that of all stores first."""
        ...

    def list_ids(self) -> Mapping[int, ShopDomain | None]:
        """List the accounts by id with their stores, without reading a key."""
        ...

    def reencrypt(self, account_id: int) -> bool:
        """Encrypt the keys with the current encryption key; returns False if they are.

        Raises `TokenUnreadable` if no configured key decrypts them.
        """
        ...
