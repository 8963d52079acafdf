"""Connected shops."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.connection import ConnectionProblem
from novex_shopify.domain.model.shop import Credentials, Shop, ShopDomain, ShopProfile
from novex_shopify.domain.model.shop_settings import ShopSettings


class Shops(Protocol):
    """The shops. Credentials are encrypted at rest and never part of a `Shop`."""

    def save(self, shop: Shop) -> None:
        """Create or replace a shop, except for its connection problem."""
        ...

    def set_connection_problem(self, shop: Shop, problem: ConnectionProblem | None) -> None:
        """Set or clear why the shop cannot be called; skipped if it was reconnected since `shop` was read."""
        ...

    def set_profile(self, domain: ShopDomain, profile: ShopProfile) -> None:
        """Store what a known shop says about itself."""
        ...

    def get(self, domain: ShopDomain) -> Shop | None:
        """Get one shop; None if it was never connected."""
        ...

    def list_all(self) -> Sequence[Shop]:
        """List every shop that was ever connected, by domain."""
        ...

    def filter_known(self, domains: Iterable[ShopDomain]) -> set[ShopDomain]:
        """Return those of `domains` that are or were connected."""
        ...

    def expect(self, domain: ShopDomain, at: datetime) -> None:
        """Remember that a person expects this shop: its next installation needs no approval."""
        ...

    def pop_expected(self, domain: ShopDomain) -> bool:
        """Return whether the shop is expected, and forget it."""
        ...

    def get_settings(self, domain: ShopDomain) -> ShopSettings:
        """Get a shop's settings, with defaults for those that were never set."""
        ...

    def get_with_settings(self, domain: ShopDomain) -> tuple[Shop | None, ShopSettings]:
        """Do what `get` and `get_settings` do, in one read."""
        ...

    def list_customer_group(self, domain: ShopDomain) -> frozenset[ShopDomain]:
        """List the shops with the same customer group as this one, and this one in any case."""
        ...

    def save_settings(self, domain: ShopDomain, settings: ShopSettings) -> None:
        """Store the settings of a known shop."""
        ...

    def save_credentials(self, domain: ShopDomain, credentials: Credentials | None) -> None:
        """Replace a shop's tokens; None deletes them."""
        ...

    def renew_credentials(self, domain: ShopDomain, used: Credentials, renewed: Credentials) -> bool:
        """Replace the tokens that were `used` to get new ones; returns False, and replaces nothing, if the shop has
        others.

        A shop that was disconnected or reconnected in the meantime keeps its tokens.
        """
        ...

    def get_credentials(self, domain: ShopDomain) -> Credentials | None:
        """Get a shop's tokens. Raises `TokenUnreadable` if no configured key decrypts them."""
        ...

    def reencrypt_credentials(self, domain: ShopDomain) -> bool:
        """Encrypt a shop's tokens with the first key; returns False if there is nothing to do.

        Raises `TokenUnreadable` if no configured key decrypts them.
        """
        ...

    def claim_refresh(self, domain: ShopDomain, now: datetime, until: datetime) -> bool:
        """Claim the refresh of this shop's token until then; returns False if another process has claimed it."""
        ...
