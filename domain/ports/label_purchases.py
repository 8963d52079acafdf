"""Purchases of labels."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelFormat, LabelOptions
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class LabelPurchases(Protocol):
    """The purchases, at most one open one per parcel, guarded by the database."""

    def add(
        self,
        shop: ShopDomain,
        parcel: Parcel,
        now: datetime,
        options: LabelOptions = USUAL_OPTIONS,
        *,
        reverse: bool = False,
    ) -> LabelPurchase:
        """Create a purchase that asks for rates; its reference is new. `reverse` makes a return label.

        Raises `LabelIsOpen` if the parcel has an open one.
        """
        ...

    def claim(self, worker: WorkerId, now: datetime) -> LabelPurchase | None:
        """Claim the purchase that has been due for longest, and count the attempt."""
        ...

    def save(self, purchase: LabelPurchase) -> bool:
        """Store how far a purchase is, and keep the claim.

        Returns False, and stores nothing, if it is no longer claimed as it was when it was read.
        """
        ...

    def settle(self, purchase: LabelPurchase) -> bool:
        """Do the same and end the claim; the purchase is due again at `next_attempt_at`, if it has one."""
        ...

    def get(self, purchase_id: int) -> LabelPurchase | None:
        """Get a purchase; None if there is none."""
        ...

    def get_many(self, purchase_ids: Sequence[int]) -> Sequence[LabelPurchase]:
        """Get purchases in the order of these ids; unknown ones are left out."""
        ...

    def get_locked(self, purchase_id: int) -> LabelPurchase | None:
        """Get a purchase and lock it until the end of the transaction."""
        ...

    def lock_many(self, purchase_ids: Collection[int]) -> Sequence[LabelPurchase]:
        """Get purchases and lock them until the end of the transaction, in the order of their ids."""
        ...

    def find_by_shipment(self, shipment_id: str) -> LabelPurchase | None:
        """Find the purchase with the provider's shipment id."""
        ...

    def find_open(self, parcel_id: str) -> LabelPurchase | None:
        """Find the open purchase of a parcel; None if it has none."""
        ...

    def find_shops(self, shipment_ids: Collection[str]) -> Mapping[str, ShopDomain]:
        """Return the stores whose labels the provider's shipments are, by shipment; others are left out."""
        ...

    def list_for_orders(self, order_ids: Collection[str]) -> Sequence[LabelPurchase]:
        """List the purchases of the ERP's orders, oldest first."""
        ...

    def list_by_label_date(self, start: datetime, end: datetime) -> Sequence[LabelPurchase]:
        """List the bought labels, void ones too, whose `label_date` is from `start` on and before `end`, by id."""
        ...

    def list_latest(
        self,
        limit: int,
        states: Collection[PurchaseState] = (),
        shop: ShopDomain | None = None,
        before: int | None = None,
        *,
        needs_decision: bool = False,
    ) -> Sequence[LabelPurchase]:
        """List the newest purchases, newest first: in one of these states, of a shop, before the id `before`.

        With `needs_decision` only those that wait for a person.
        """
        ...

    def count(
        self,
        limit: int,
        states: Collection[PurchaseState] = (),
        shop: ShopDomain | None = None,
        *,
        needs_decision: bool = False,
    ) -> int:
        """Count the purchases that `list_latest` would list, up to `limit`."""
        ...

    def count_undecided(self) -> Mapping[ShopDomain, int]:
        """Count the purchases that wait for a person, by store."""
        ...

    def save_file(self, purchase_id: int, label_format: LabelFormat, content: bytes) -> None:
        """Store the file of a bought label; a format that is stored stays as it is."""
        ...

    def save_form(self, purchase_id: int, number: int, content: bytes) -> None:
        """Store a customs form of a bought label, the first being 1; one that is stored stays as it is."""
        ...

    def get_form(self, purchase_id: int, number: int) -> bytes | None:
        """Get a stored customs form; None if it is not stored."""
        ...

    def erase(self, shop: ShopDomain, order_ids: Collection[str] | None) -> None:
        """Erase the personal data of a store's purchases: of the ERP's orders, or of all if None.

        The files are deleted, and of the purchases goes what `without_personal_data` leaves out. Claims end, so that a
        worker does not store again what it read before; the next one goes on.
        """
        ...

    def get_file(self, purchase_id: int, label_format: LabelFormat) -> bytes | None:
        """Get a stored label; None if it is not stored in this format."""
        ...
