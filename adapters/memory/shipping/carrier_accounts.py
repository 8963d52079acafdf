"""Accounts with providers of labels in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryCarrierAccounts:
    """The port `CarrierAccounts`."""

    state: State

    def save(
        self, shop: ShopDomain | None, mode: CarrierMode, api_key: Secret, webhook_secret: Secret | None
    ) -> CarrierAccount:
        known = self._find(shop)
        account_id = known.id if known else allocate_id(self.state.carrier_accounts)
        account = CarrierAccount(account_id, shop, mode, api_key, webhook_secret)
        self.state.carrier_accounts[account_id] = account
        return account

    def delete(self, account_id: int) -> None:
        self.state.carrier_accounts.pop(account_id, None)

    def find(self, shop: ShopDomain) -> CarrierAccount | None:
        return self._find(shop) or self._find(None)

    def get(self, account_id: int) -> CarrierAccount | None:
        return self.state.carrier_accounts.get(account_id)

    def list_all(self) -> Sequence[CarrierAccount]:
        return sorted(self.state.carrier_accounts.values(), key=lambda account: account.shop_domain or "")

    def list_ids(self) -> Mapping[int, ShopDomain | None]:
        return {each.id: each.shop_domain for each in self.list_all()}

    def reencrypt(self, account_id: int) -> bool:
        """Nothing is encrypted in memory."""
        return False

    def _find(self, shop: ShopDomain | None) -> CarrierAccount | None:
        return next((each for each in self.state.carrier_accounts.values() if each.shop_domain == shop), None)
