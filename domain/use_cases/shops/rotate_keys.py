"""Encrypts the stored tokens with a new key."""

from dataclasses import dataclass

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class KeyRotationResult:
    """How many stores' tokens were re-encrypted, and the stores whose tokens no configured key decrypts."""

    reencrypted: int
    unreadable: tuple[ShopDomain, ...]


@dataclass(frozen=True, slots=True)
class RotateKeys:
    """Re-encrypts with the first key every stored token that another key encrypted.

    Each store has a transaction of its own, so that workers can go on, and a run that was stopped can be repeated.
    """

    unit_of_work: UnitOfWork

    def __call__(self) -> KeyRotationResult:
        with self.unit_of_work.read() as tx:
            domains = [shop.domain for shop in tx.shops.list_all()]
        reencrypted, unreadable = 0, []
        for domain in domains:
            try:
                reencrypted += self._reencrypt(domain)
            except TokenUnreadable:
                unreadable.append(domain)
        return KeyRotationResult(reencrypted, tuple(unreadable))

    def _reencrypt(self, domain: ShopDomain) -> bool:
        with self.unit_of_work() as tx:
            changed = tx.shops.reencrypt_credentials(domain)
            if changed:
                tx.audit_log.record(AuditAction.KEYS_ROTATED, AuditSubject.of_store(domain))
            tx.commit()
        return changed
