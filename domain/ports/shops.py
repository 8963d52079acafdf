"""Connected stores."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.connection import ConnectionProblem
from novex_shopify.domain.model.shop import Credentials, Shop, ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings


class Shops(Protocol):
    """The stores. Credentials are encrypted at rest and never part of a `Shop`."""

    def save(self, shop: Shop) -> None:
        """Add a store or replace what is known of it, but for its hindrance."""
        ...

    def set_connection_problem(self, shop: Shop, problem: ConnectionProblem | None) -> None:
        """Note why nothing can be done there, or that it can; not if the store was connected again since `shop`."""
        ...

    def get(self, domain: ShopDomain) -> Shop | None:
        """One store."""
        ...

    def list_all(self) -> Sequence[Shop]:
        """Every store ever connected, by name."""
        ...

    def filter_known(self, domains: Iterable[ShopDomain]) -> set[ShopDomain]:
        """Those of `domains` that are, or once were, connected."""
        ...

    def get_settings(self, domain: ShopDomain) -> ShopSettings:
        """What was decided for a store; the defaults for what was not."""
        ...

    def save_settings(self, domain: ShopDomain, settings: ShopSettings) -> None:
        """Decide for a store that is known."""
        ...

    def save_credentials(self, domain: ShopDomain, credentials: Credentials | None) -> None:
        """Replace a store's tokens; None wipes them."""
        ...

    def renew_credentials(self, domain: ShopDomain, used: Credentials, renewed: Credentials) -> bool:
        """Replace the tokens that were used to get new ones; False, and nothing replaced, if the store has others.

        A store that was disconnected or connected again meanwhile keeps what it has.
        """
        ...

    def get_credentials(self, domain: ShopDomain) -> Credentials | None:
        """A store's tokens. Raises `TokenUnreadable` when no configured key opens them."""
        ...

    def reencrypt_credentials(self, domain: ShopDomain) -> bool:
        """Encrypt a store's tokens with the first key; False if they are already, or there are none.

        Raises `TokenUnreadable` when no configured key opens them.
        """
        ...

    def claim_refresh(self, domain: ShopDomain, now: datetime, until: datetime) -> bool:
        """Become the one that refreshes this store's token until then; False if another is."""
        ...
