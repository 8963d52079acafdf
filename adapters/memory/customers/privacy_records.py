"""Privacy records in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryPrivacyRecords:
    """The port `PrivacyRecords`."""

    state: State

    def add(self, record: PrivacyRecord) -> None:
        number = allocate_id(self.state.privacy_records)
        self.state.privacy_records[number] = replace(record, id=number)

    def is_met(self, shop: ShopDomain, signature: str) -> bool:
        records = self.state.privacy_records.values()
        return any((record.shop_domain, record.signature) == (shop, signature) for record in records)

    def erase_old_reports(self, completed_before: datetime) -> None:
        for number, record in self.state.privacy_records.items():
            if record.completed_at < completed_before:
                self.state.privacy_records[number] = replace(record, report=None)

    def erase_reports(self, shop: ShopDomain, customer_id: int | None) -> None:
        for number, record in self.state.privacy_records.items():
            if record.shop_domain == shop and customer_id in (None, record.customer_id):
                self.state.privacy_records[number] = replace(record, report=None)

    def remember_erasures(self, shop: ShopDomain, resource_keys: Collection[str], at: datetime) -> None:
        for key in resource_keys:
            self.state.erasures[shop, key] = max(at, self.state.erasures.get((shop, key), at))

    def find_erasures(self, shop: ShopDomain, resource_keys: Collection[str]) -> Mapping[str, datetime]:
        known = self.state.erasures
        return {key: known[shop, key] for key in resource_keys if (shop, key) in known}

    def find_shop_erasure(self, shop: ShopDomain) -> datetime | None:
        key = (shop, PrivacyRequestKind.SHOP_ERASURE)
        records = self.state.privacy_records.values()
        return max((each.completed_at for each in records if (each.shop_domain, each.kind) == key), default=None)

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[PrivacyRecord]:
        earlier = [each for each in self.state.privacy_records.values() if before is None or each.id < before]
        return earlier[::-1][:limit]

    def count(self, limit: int) -> int:
        return min(len(self.state.privacy_records), limit)

    def get(self, record_id: int) -> PrivacyRecord | None:
        return self.state.privacy_records.get(record_id)
