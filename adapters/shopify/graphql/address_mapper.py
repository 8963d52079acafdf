"""Postal addresses in GraphQL's answers."""

from novex_shopify.adapters.shopify.graphql.responses import MailingAddress
from novex_shopify.domain.model.customer import Address

_EMPTY_ADDRESS = Address()


def map_address(node: MailingAddress | None) -> Address | None:
    """An address as the customer wrote it; None if nothing of it is told."""
    if node is None:
        return None
    address = Address(
        name=node.name or None,
        company=node.company or None,
        address1=node.address1 or None,
        address2=node.address2 or None,
        zip=node.zip or None,
        city=node.city or None,
        province=node.province or None,
        country_code=node.country_code_v2 or None,
        phone=node.phone or None,
    )
    return None if address == _EMPTY_ADDRESS else address
