"""Stores in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.connection import ConnectionProblem
from novex_shopify.domain.model.shop import Credentials, Shop, ShopDomain, ShopProfile
from novex_shopify.domain.model.shop_settings import ShopSettings


@dataclass(frozen=True, slots=True)
class MemoryShops:
    """The port `Shops`."""

    state: State

    def save(self, shop: Shop) -> None:
        known = self.state.shops.get(shop.domain)
        self.state.shops[shop.domain] = replace(shop, connection_problem=known.connection_problem if known else None)

    def set_connection_problem(self, shop: Shop, problem: ConnectionProblem | None) -> None:
        known = self.state.shops.get(shop.domain)
        if known and known.installed_at == shop.installed_at:
            self.state.shops[shop.domain] = replace(known, connection_problem=problem)

    def set_profile(self, domain: ShopDomain, profile: ShopProfile) -> None:
        self.state.shops[domain] = replace(self.state.shops[domain], profile=profile)

    def get(self, domain: ShopDomain) -> Shop | None:
        return self.state.shops.get(domain)

    def list_all(self) -> Sequence[Shop]:
        return [self.state.shops[domain] for domain in sorted(self.state.shops)]

    def filter_known(self, domains: Iterable[ShopDomain]) -> set[ShopDomain]:
        return set(domains) & self.state.shops.keys()

    def expect(self, domain: ShopDomain, at: datetime) -> None:
        self.state.expected_shops[domain] = at

    def pop_expected(self, domain: ShopDomain) -> bool:
        return self.state.expected_shops.pop(domain, None) is not None

    def get_settings(self, domain: ShopDomain) -> ShopSettings:
        return self.state.shop_settings.get(domain, ShopSettings())

    def get_with_settings(self, domain: ShopDomain) -> tuple[Shop | None, ShopSettings]:
        return self.get(domain), self.get_settings(domain)

    def list_customer_group(self, domain: ShopDomain) -> frozenset[ShopDomain]:
        group = self.get_settings(domain).customer_group
        same = {each for each, settings in self.state.shop_settings.items() if settings.customer_group == group}
        return frozenset({domain, *same} if group else {domain})

    def save_settings(self, domain: ShopDomain, settings: ShopSettings) -> None:
        self.state.shop_settings[domain] = settings

    def save_credentials(self, domain: ShopDomain, credentials: Credentials | None) -> None:
        self.state.refresh_claims.pop(domain, None)
        if credentials is None:
            self.state.credentials.pop(domain, None)
        else:
            self.state.credentials[domain] = credentials

    def renew_credentials(self, domain: ShopDomain, used: Credentials, renewed: Credentials) -> bool:
        if self.get_credentials(domain) != used:
            return False
        self.save_credentials(domain, renewed)
        return True

    def get_credentials(self, domain: ShopDomain) -> Credentials | None:
        return self.state.credentials.get(domain)

    def reencrypt_credentials(self, domain: ShopDomain) -> bool:
        return False

    def claim_refresh(self, domain: ShopDomain, now: datetime, until: datetime) -> bool:
        claimed_until = self.state.refresh_claims.get(domain)
        if domain not in self.state.shops or (claimed_until and claimed_until > now):
            return False
        self.state.refresh_claims[domain] = until
        return True
