"""Accounts with a provider of labels."""

from dataclasses import dataclass

from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class CarrierAccount:
    """The keys of one account: for one store, or for all that have none of their own if `shop_domain` is None.

    The key decides whether labels cost money; `mode` is what the person who entered it expects, and a response in the
    other mode is refused.
    """

    id: int
    shop_domain: ShopDomain | None
    mode: CarrierMode
    api_key: Secret
    webhook_secret: Secret | None = None

    @property
    def is_stored(self) -> bool:
        """Whether it was entered by a person; the account of the environment cannot be changed here."""
        return self.id != 0
