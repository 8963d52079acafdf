"""The list of a day's parcels that a carrier signs for when it collects them."""

from dataclasses import dataclass
from enum import StrEnum, auto


class ManifestState(StrEnum):
    """A manifest is made in the background."""

    CREATING = auto()
    CREATED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Manifest:
    """`message` is the provider's reason of a failure."""

    id: str
    state: ManifestState
    tracking_numbers: tuple[str, ...]
    form_url: str | None = None
    message: str | None = None
