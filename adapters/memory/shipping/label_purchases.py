"""Purchases of labels in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from novex_shopify.adapters.memory.due_records import claim_due
from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.errors import LabelIsOpen
from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelFormat, LabelOptions
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId

FileKey = TypeVar("FileKey")


@dataclass(frozen=True, slots=True)
class MemoryLabelPurchases:
    """The port `LabelPurchases`."""

    state: State

    def add(
        self,
        shop: ShopDomain,
        parcel: Parcel,
        now: datetime,
        options: LabelOptions = USUAL_OPTIONS,
        *,
        reverse: bool = False,
    ) -> LabelPurchase:
        if any(each.parcel.id == parcel.id and each.is_open for each in self.state.label_purchases.values()):
            raise LabelIsOpen(parcel.id)
        begun = LabelPurchase.begin(shop, parcel, str(uuid4()), now, options, reverse=reverse)
        return self._store(replace(begun, id=allocate_id(self.state.label_purchases)))

    def claim(self, worker: WorkerId, now: datetime) -> LabelPurchase | None:
        return claim_due(self.state.label_purchases, self.state.label_claims, worker, now)

    def save(self, purchase: LabelPurchase) -> bool:
        current = self.state.label_purchases[purchase.id]
        if (current.claimed_by, current.attempts) != (purchase.claimed_by, purchase.attempts):
            return False
        self._store(purchase)
        return True

    def settle(self, purchase: LabelPurchase) -> bool:
        if not self.save(purchase):
            return False
        self._store(replace(purchase, claimed_by=None))
        self.state.label_claims.pop(purchase.id, None)
        return True

    def get(self, purchase_id: int) -> LabelPurchase | None:
        return self.state.label_purchases.get(purchase_id)

    def get_many(self, purchase_ids: Sequence[int]) -> Sequence[LabelPurchase]:
        return [each for each in map(self.get, purchase_ids) if each]

    def get_locked(self, purchase_id: int) -> LabelPurchase | None:
        return self.get(purchase_id)

    def lock_many(self, purchase_ids: Collection[int]) -> Sequence[LabelPurchase]:
        return [each for each in self._list_by_id() if each.id in purchase_ids]

    def find_by_shipment(self, shipment_id: str) -> LabelPurchase | None:
        return next((each for each in self._list_by_id() if each.shipment_id == shipment_id), None)

    def find_open(self, parcel_id: str) -> LabelPurchase | None:
        return next((each for each in self._list_by_id() if each.parcel.id == parcel_id and each.is_open), None)

    def find_shops(self, shipment_ids: Collection[str]) -> Mapping[str, ShopDomain]:
        purchases = self.state.label_purchases.values()
        return {
            each.shipment_id: each.shop_domain
            for each in purchases
            if each.shipment_id and each.shipment_id in shipment_ids
        }

    def list_for_orders(self, order_ids: Collection[str]) -> Sequence[LabelPurchase]:
        return [each for each in self._list_by_id() if each.parcel.order_id in order_ids]

    def list_by_label_date(self, start: datetime, end: datetime) -> Sequence[LabelPurchase]:
        return [each for each in self._list_by_id() if each.label_date and start <= each.label_date < end]

    def list_latest(
        self,
        limit: int,
        states: Collection[PurchaseState] = (),
        shop: ShopDomain | None = None,
        before: int | None = None,
        *,
        needs_decision: bool = False,
    ) -> Sequence[LabelPurchase]:
        found = [
            each
            for each in reversed(self._list_by_id())
            if (not states or each.state in states)
            and shop in (None, each.shop_domain)
            and (before is None or each.id < before)
            and (each.needs_decision or not needs_decision)
        ]
        return found[:limit]

    def count(
        self,
        limit: int,
        states: Collection[PurchaseState] = (),
        shop: ShopDomain | None = None,
        *,
        needs_decision: bool = False,
    ) -> int:
        return len(self.list_latest(limit, states, shop, needs_decision=needs_decision))

    def count_undecided(self) -> Mapping[ShopDomain, int]:
        return Counter(each.shop_domain for each in self._list_by_id() if each.needs_decision)

    def save_file(self, purchase_id: int, label_format: LabelFormat, content: bytes) -> None:
        self.state.label_files.setdefault((purchase_id, label_format), content)

    def save_form(self, purchase_id: int, number: int, content: bytes) -> None:
        self.state.customs_forms.setdefault((purchase_id, number), content)

    def get_form(self, purchase_id: int, number: int) -> bytes | None:
        return self.state.customs_forms.get((purchase_id, number))

    def erase(self, shop: ShopDomain, order_ids: Collection[str] | None) -> None:
        for purchase in self._list_by_id():
            if purchase.shop_domain == shop and (order_ids is None or purchase.parcel.order_id in order_ids):
                self._store(replace(purchase.without_personal_data(), claimed_by=None))
                self.state.label_claims.pop(purchase.id, None)
                _delete_files(self.state.label_files, purchase.id)
                _delete_files(self.state.customs_forms, purchase.id)

    def get_file(self, purchase_id: int, label_format: LabelFormat) -> bytes | None:
        return self.state.label_files.get((purchase_id, label_format))

    def _store(self, purchase: LabelPurchase) -> LabelPurchase:
        self.state.label_purchases[purchase.id] = purchase
        return purchase

    def _list_by_id(self) -> list[LabelPurchase]:
        return [self.state.label_purchases[number] for number in sorted(self.state.label_purchases)]


def _delete_files(files: dict[tuple[int, FileKey], bytes], purchase_id: int) -> None:
    for key in [key for key in files if key[0] == purchase_id]:
        del files[key]
