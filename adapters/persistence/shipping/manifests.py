"""`shipping_manifests`, `shipping_manifest_parcels` and `shipping_manifest_files`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import delete
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.due_rows import claim_due, update_claimed
from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.errors import ManifestRefused
from novex_shopify.domain.model.manifest import CarrierDay, Manifest, ManifestState, ParcelTotals
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.work import WorkerId


class TotalsDocument(Document, frozen=True):
    parcels: int
    weight_g: int
    costs: tuple[tuple[Decimal, str], ...]


class ManifestRow(Row, table=True):
    __tablename__ = "shipping_manifests"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    account_id: int = Field(sa_type=BigId)
    carrier: str
    provider_account_id: str
    ship_from: str
    day: date = Field(index=True)
    totals: str
    state: str
    provider_id: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int
    failures: int
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> Manifest:
        assert self.id is not None
        return Manifest(
            id=self.id,
            carrier_day=CarrierDay(self.account_id, self.carrier, self.provider_account_id, self.ship_from, self.day),
            totals=_read_totals(self.totals),
            state=ManifestState(self.state),
            created_at=self.created_at,
            provider_id=self.provider_id,
            sent_at=self.sent_at,
            attempts=self.attempts,
            failures=self.failures,
            next_attempt_at=self.next_attempt_at,
            claimed_by=self.claimed_by,
            last_error=self.last_error,
        )


class ManifestParcelRow(Row, table=True):
    """A label is on one manifest at most: the key says so."""

    __tablename__ = "shipping_manifest_parcels"

    purchase_id: int = Field(primary_key=True, foreign_key="shipping_label_purchases.id", sa_type=BigId)
    manifest_id: int = Field(foreign_key="shipping_manifests.id", index=True, sa_type=BigId)


class ManifestFileRow(Row, table=True):
    __tablename__ = "shipping_manifest_files"

    manifest_id: int = Field(primary_key=True, foreign_key="shipping_manifests.id", sa_type=BigId)
    content: bytes


@dataclass(frozen=True, slots=True)
class SqlManifests:
    """The port `Manifests`."""

    session: Session

    def add(self, manifest: Manifest, purchase_ids: Collection[int]) -> Manifest:
        row = ManifestRow(
            account_id=manifest.carrier_day.account_id,
            carrier=manifest.carrier_day.carrier,
            provider_account_id=manifest.carrier_day.provider_account_id,
            ship_from=manifest.carrier_day.ship_from,
            day=manifest.carrier_day.day,
            attempts=manifest.attempts,
            created_at=manifest.created_at,
            **_build_values(manifest),
        )
        self.session.add(row)
        self.session.flush()
        parcels = [{"purchase_id": each, "manifest_id": row.id} for each in purchase_ids]
        added = insert_many(
            self.session, ManifestParcelRow, parcels, ignore_on_conflict(("purchase_id",), ("purchase_id",))
        )
        if len(added) < len(parcels):
            raise ManifestRefused("One of the labels is on a manifest.")
        return row.to_domain()

    def claim(self, worker: WorkerId, now: datetime) -> Manifest | None:
        row = claim_due(self.session, ManifestRow, worker, now)
        return row.to_domain() if row else None

    def save(self, manifest: Manifest) -> bool:
        return self._update(manifest)

    def settle(self, manifest: Manifest) -> bool:
        return self._update(manifest, claimed_by=None, claimed_at=None)

    def get(self, manifest_id: int) -> Manifest | None:
        return next(iter(self._fetch(_this(ManifestRow.id == manifest_id))), None)

    def list_by_day(self, day: date) -> Sequence[Manifest]:
        return self._fetch(_this(ManifestRow.day == day).order_by(col(ManifestRow.id)))

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[Manifest]:
        conditions = [] if before is None else [col(ManifestRow.id) < before]
        return self._fetch(_this(*conditions).order_by(col(ManifestRow.id).desc()).limit(limit))

    def list_purchases(self, manifest_id: int) -> Sequence[int]:
        purchase_id = col(ManifestParcelRow.purchase_id)
        these = select(purchase_id).where(ManifestParcelRow.manifest_id == manifest_id).order_by(purchase_id)
        return self.session.exec(these).all()

    def find_by_purchases(self, purchase_ids: Collection[int]) -> Mapping[int, int]:
        these = is_one_of(self.session, ManifestParcelRow, "purchase_id", purchase_ids)
        found = select(ManifestParcelRow.purchase_id, ManifestParcelRow.manifest_id).where(these)
        return dict(self.session.exec(found).all())

    def release(self, manifest_id: int, purchase_ids: Collection[int]) -> None:
        these = is_one_of(self.session, ManifestParcelRow, "purchase_id", purchase_ids)
        mine = col(ManifestParcelRow.manifest_id) == manifest_id
        self.session.connection().execute(delete(ManifestParcelRow).where(these, mine))

    def save_file(self, manifest_id: int, content: bytes) -> None:
        row = {"manifest_id": manifest_id, "content": content}
        insert_many(self.session, ManifestFileRow, [row], ignore_on_conflict(("manifest_id",)))

    def get_file(self, manifest_id: int) -> bytes | None:
        return self.session.exec(
            select(ManifestFileRow.content).where(ManifestFileRow.manifest_id == manifest_id)
        ).one_or_none()

    def _update(self, manifest: Manifest, **claim: Any) -> bool:
        return update_claimed(self.session, ManifestRow, manifest, **_build_values(manifest), **claim)

    def _fetch(self, statement: SelectOfScalar[ManifestRow]) -> Sequence[Manifest]:
        return [row.to_domain() for row in self.session.exec(statement.execution_options(populate_existing=True))]


def _this(*conditions: Any) -> SelectOfScalar[ManifestRow]:
    return select(ManifestRow).where(*conditions)


def _build_values(manifest: Manifest) -> dict[str, Any]:
    """What may change of a manifest; the claim is not among it."""
    totals = manifest.totals
    costs = tuple((each.amount, each.currency) for each in totals.costs)
    return {
        "totals": to_json(TotalsDocument(totals.parcels, totals.weight_g, costs)),
        "state": manifest.state,
        "provider_id": manifest.provider_id,
        "sent_at": manifest.sent_at,
        "failures": manifest.failures,
        "next_attempt_at": manifest.next_attempt_at,
        "last_error": manifest.last_error,
    }


def _read_totals(text: str) -> ParcelTotals:
    document = _TOTALS.decode(text)
    costs = tuple(Money(amount, currency) for amount, currency in document.costs)
    return ParcelTotals(document.parcels, document.weight_g, costs)


_TOTALS = msgspec.json.Decoder(TotalsDocument)
