"""The key of stored tokens is changed."""

from dataclasses import dataclass

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class KeyRotationResult:
    """How many stores' tokens were encrypted anew, and the stores whose tokens no configured key opens."""

    reencrypted: int
    unreadable: tuple[ShopDomain, ...]


@dataclass(frozen=True, slots=True)
class RotateKeys:
    """Encrypts every stored token with the first key. Tokens under it already are left as they are.

    Each store has a transaction of its own, so that workers go on meanwhile, and a run that was stopped is continued
    by the next.
    """

    unit_of_work: UnitOfWork

    def __call__(self) -> KeyRotationResult:
        """Go through all stores."""
        with self.unit_of_work() as tx:
            domains = [shop.domain for shop in tx.shops.list_all()]
        encrypted_anew, unreadable = 0, []
        for domain in domains:
            try:
                encrypted_anew += self._reencrypt(domain)
            except TokenUnreadable:
                unreadable.append(domain)
        return KeyRotationResult(encrypted_anew, tuple(unreadable))

    def _reencrypt(self, domain: ShopDomain) -> bool:
        with self.unit_of_work() as tx:
            changed = tx.shops.reencrypt_credentials(domain)
            tx.commit()
        return changed
