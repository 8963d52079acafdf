"""The list of a day's parcels that a carrier signs for when it collects them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from hashlib import sha256

from novex_shopify.domain.model.money import Money


class ManifestState(StrEnum):
    """Where a manifest is.

    - `requested`: stored before it is sent.
    - `unclear`: the response was lost; the provider's records of the parcels are read.
    - `creating`: the provider makes it.
    - `created`: its file is stored.
    - `failed`: none was made, and its parcels are free for another.
    """

    REQUESTED = auto()
    UNCLEAR = auto()
    CREATING = auto()
    CREATED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class CarrierManifest:
    """The provider's record of a manifest: `creating`, `created` or `failed`, with its reason as `message`."""

    id: str
    state: ManifestState
    tracking_numbers: tuple[str, ...]
    form_url: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierDay:
    """What one carrier collects on one day at one address, of one of our accounts and one of the provider's.

    All parcels of a manifest have this in common. `account_id` is that of the `CarrierAccount`, and
    `provider_account_id` the provider's own name of the contract with the carrier.
    """

    account_id: int
    carrier: str
    provider_account_id: str
    ship_from: str
    day: date

    @property
    def key(self) -> str:
        """A short name for forms, addresses and commands."""
        text = "\n".join(
            (str(self.account_id), self.carrier, self.provider_account_id, self.ship_from, self.day.isoformat())
        )
        return sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ParcelTotals:
    """How many parcels, what they weigh in grams, and what their labels cost, by currency."""

    parcels: int
    weight_g: int
    costs: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of the parcels of a `CarrierDay` that were on none, stored before anything is sent.

    - `provider_id` is the provider's, once it is known.
    - `sent_at`: when the request was sent whose response is not known.
    - `failures`: how often in a row the step that comes next has failed.
    """

    id: int
    carrier_day: CarrierDay
    totals: ParcelTotals
    state: ManifestState
    created_at: datetime
    provider_id: str | None = None
    sent_at: datetime | None = None
    attempts: int = 0
    failures: int = 0
    next_attempt_at: datetime | None = None
    claimed_by: str | None = None
    last_error: str | None = None

    @classmethod
    def begin(cls, carrier_day: CarrierDay, totals: ParcelTotals, now: datetime) -> "Manifest":
        """A manifest that is about to be asked for; it gets its id when it is stored."""
        return cls(0, carrier_day, totals, ManifestState.REQUESTED, now, next_attempt_at=now)
