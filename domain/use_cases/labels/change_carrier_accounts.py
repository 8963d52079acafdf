"""Enters and removes the keys of carrier accounts."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True, slots=True)
class ChangeCarrierAccounts:
    """Each change is in the audit log, without a key."""

    unit_of_work: UnitOfWork

    def save(
        self, shop: ShopDomain | None, mode: CarrierMode, api_key: Secret, webhook_secret: Secret | None = None
    ) -> CarrierAccount:
        """Enter the keys of a store, or of all that have none of their own. Raises `NotFound` for an unknown store.

        Without a webhook secret the known one is kept: what EasyPost signs with it would be refused otherwise.
        """
        with self.unit_of_work() as tx:
            if shop and tx.shops.get(shop) is None:
                raise NotFound(f"There is no store {shop}.")
            secret = webhook_secret or _find_secret(tx, shop)
            account = tx.carrier_accounts.save(shop, mode, api_key, secret)
            _record(tx, AuditAction.CARRIER_ACCOUNT_SAVED, account)
            tx.commit()
        return account

    def remove(self, account_id: int) -> None:
        """Remove the keys. What was bought with them stays, and can no longer be asked about. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            account = tx.carrier_accounts.get(account_id) if account_id else None
            if account is None:
                raise NotFound(f"There is no stored carrier account {account_id}.")
            tx.carrier_accounts.delete(account_id)
            _record(tx, AuditAction.CARRIER_ACCOUNT_REMOVED, account)
            tx.commit()


def _find_secret(tx: Transaction, shop: ShopDomain | None) -> Secret | None:
    stored = (each for each in tx.carrier_accounts.list_all() if each.is_stored and each.shop_domain == shop)
    return next((each.webhook_secret for each in stored), None)


def _record(tx: Transaction, action: AuditAction, account: CarrierAccount) -> None:
    subject = AuditSubject(AuditedKind.CARRIER_ACCOUNT, str(account.id), account.shop_domain)
    tx.audit_log.record(action, subject, after={"mode": account.mode.value})
