"""GraphQL addresses to the domain's `Address`."""

from novex_shopify.adapters.shopify.address import normalize_address
from novex_shopify.adapters.shopify.graphql.responses import MailingAddress
from novex_shopify.domain.model.customer import Address


def map_address(node: MailingAddress | None) -> Address | None:
    """None if every field is empty."""
    if node is None:
        return None
    return normalize_address(
        Address(
            name=node.name,
            company=node.company,
            address1=node.address1,
            address2=node.address2,
            zip=node.zip,
            city=node.city,
            province=node.province,
            province_code=node.province_code,
            country_code=node.country_code_v2,
            phone=node.phone,
        )
    )
