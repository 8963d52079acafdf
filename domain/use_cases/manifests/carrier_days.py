"""Reads which parcels each carrier collects on a day, and which of them are on a manifest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.manifest import CarrierDay, Manifest, ManifestState, ParcelTotals
from novex_shopify.domain.policies.manifest_carriers import find_missing_manifest_reason
from novex_shopify.domain.policies.parcel_totals import total_parcels
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.unit_of_work import Transaction

_FARTHEST_ZONE = timedelta(hours=14)
_DAY_IS_PAST = "The day on these labels has passed, so the carrier takes these parcels without a manifest."


@dataclass(frozen=True, slots=True)
class CarrierDayParcels:
    """What a carrier collects on a day.

    `open` are the parcels that are on no manifest, `voided` how many labels of the day are void, and `manifests` those
    of the day. `obstacle` says why the open parcels get no manifest; None if they can.
    """

    carrier_day: CarrierDay
    totals: ParcelTotals
    open: tuple[LabelPurchase, ...]
    voided: int
    manifests: tuple[Manifest, ...]
    obstacle: str | None = None

    @property
    def can_be_closed(self) -> bool:
        return bool(self.open) and self.obstacle is None


def list_carrier_days(tx: Transaction, day: date, now: datetime) -> Sequence[CarrierDayParcels]:
    """List what is collected on a day, which is one in the time zone of each parcel's store.

    A parcel belongs to the day that is printed on its label. Return labels are not collected here.
    """
    grouped: dict[CarrierDay, list[LabelPurchase]] = {}
    past: set[CarrierDay] = set()
    for purchase, carrier_day, is_past in _read_labels(tx, day, now):
        grouped.setdefault(carrier_day, []).append(purchase)
        if is_past:
            past.add(carrier_day)
    manifests = tx.manifests.list_by_day(day)
    carrier_days = sorted(
        {*grouped, *(each.carrier_day for each in manifests)}, key=lambda each: (each.carrier, each.ship_from, each.key)
    )
    found = tx.manifests.find_by_purchases([each.id for labels in grouped.values() for each in labels])
    listed = []
    for carrier_day in carrier_days:
        labels = grouped.get(carrier_day, [])
        used = [each for each in labels if each.voided_at is None]
        listed.append(
            CarrierDayParcels(
                carrier_day,
                total_parcels(used),
                tuple(each for each in used if each.id not in found),
                len(labels) - len(used),
                tuple(each for each in manifests if each.carrier_day == carrier_day),
                find_missing_manifest_reason(carrier_day.carrier) or (_DAY_IS_PAST if carrier_day in past else None),
            )
        )
    return listed


def find_carrier_day(tx: Transaction, key: str, day: date, now: datetime) -> CarrierDayParcels | None:
    return next((each for each in list_carrier_days(tx, day, now) if each.carrier_day.key == key), None)


def find_made(parcels: CarrierDayParcels) -> Manifest | None:
    """The latest manifest of a day that is made, or being made."""
    return next((each for each in reversed(parcels.manifests) if each.state is not ManifestState.FAILED), None)


def _read_labels(tx: Transaction, day: date, now: datetime) -> Iterator[tuple[LabelPurchase, CarrierDay, bool]]:
    start = datetime.combine(day, time(), UTC)
    zones = {shop.domain: shop.profile.zone for shop in tx.shops.list_all()}
    labels = tx.label_purchases.list_by_label_date(start - _FARTHEST_ZONE, start + timedelta(days=1) + _FARTHEST_ZONE)
    accounts = {shop: tx.carrier_accounts.find(shop) for shop in {each.shop_domain for each in labels}}
    for purchase in labels:
        zone, account = zones.get(purchase.shop_domain, UTC), accounts[purchase.shop_domain]
        label_date, postage = purchase.label_date, purchase.postage
        if account is None or label_date is None or postage is None or purchase.reverse:
            continue
        if to_day(label_date, zone) == day:
            carrier_day = CarrierDay(
                account.id, postage.rate.carrier, postage.rate.carrier_account_id or "", purchase.ship_from or "", day
            )
            yield purchase, carrier_day, day < to_day(now, zone)
