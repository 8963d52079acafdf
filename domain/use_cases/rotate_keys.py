"""The key of stored tokens is changed."""

from dataclasses import dataclass

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RotatedKeys:
    """How many stores' tokens were encrypted anew, and the stores whose tokens no configured key opens."""

    encrypted_anew: int
    unreadable: tuple[ShopDomain, ...]


@dataclass(frozen=True, slots=True)
class RotateKeys:
    """Encrypts every stored token with the first key. Tokens under it already are left as they are.

    Each store has a transaction of its own, so that workers go on meanwhile, and a run that was stopped is continued
    by the next.
    """

    unit_of_work: UnitOfWork

    def __call__(self) -> RotatedKeys:
        """Go through all stores."""
        with self.unit_of_work() as tx:
            domains = [shop.domain for shop in tx.shops.all()]
        encrypted_anew, unreadable = 0, []
        for domain in domains:
            try:
                encrypted_anew += self._rotate(domain)
            except TokenUnreadable:
                unreadable.append(domain)
        return RotatedKeys(encrypted_anew, tuple(unreadable))

    def _rotate(self, domain: ShopDomain) -> bool:
        with self.unit_of_work() as tx:
            changed = tx.shops.encrypt_anew(domain)
            tx.commit()
        return changed
