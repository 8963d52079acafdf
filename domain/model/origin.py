"""Where parcels leave from."""

from dataclasses import dataclass

from novex_shopify.domain.model.customer import Address


@dataclass(frozen=True, slots=True)
class Origin:
    """The sender's address of a storage location, by its name; of all other locations if `location` is None."""

    location: str | None
    address: Address
