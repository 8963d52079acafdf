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
