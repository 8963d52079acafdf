"""What a carrier's directory says of an address."""

from dataclasses import dataclass

from novex_shopify.domain.model.customer import Address


@dataclass(frozen=True, slots=True)
class VerifiedAddress:
    """`suggested` is the directory's spelling; it advises and never replaces what the customer wrote.

    `problems` are its objections in words. An address is deliverable only if there are none.
    """

    suggested: Address
    problems: tuple[str, ...] = ()
    is_residential: bool | None = None


@dataclass(frozen=True, slots=True)
class AddressDifference:
    """A part of an address that the directory spells in another way."""

    name: str
    written: str | None
    suggested: str | None


@dataclass(frozen=True, slots=True)
class CheckedAddress:
    """What the directory says of an order's address, and where it differs from what is written."""

    problems: tuple[str, ...]
    differences: tuple[AddressDifference, ...]
    is_residential: bool | None = None
