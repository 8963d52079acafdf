"""Webhook bodies of customers to the domain's `Customer`."""

from novex_shopify.adapters.shopify.address import normalize_address
from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.webhooks import customer_schemas as schemas
from novex_shopify.domain.model.customer import Address, Consent, Customer


def map_customer(body: schemas.Customer) -> Customer:
    """A customer. Withheld data is null, or an empty text in some shops; both become None."""
    addresses = body.addresses or ([body.default_address] if body.default_address else [])
    return Customer(
        id=body.id,
        updated_at=body.updated_at,
        first_name=body.first_name or None,
        last_name=body.last_name or None,
        email=body.email or None,
        phone=body.phone or None,
        addresses=tuple([address for each in addresses if (address := map_address(each))]),
    )


def map_consent(body: schemas.Consent | None) -> Consent | None:
    if body is None or not body.state:
        return None
    return Consent(body.state.lower(), lower_enum_value(body.opt_in_level), body.consent_updated_at)


def map_address(body: schemas.Address | None) -> Address | None:
    """None if every field is empty."""
    if body is None:
        return None
    return normalize_address(
        Address(
            name=body.name or " ".join(filter(None, (body.first_name, body.last_name))),
            company=body.company,
            address1=body.address1,
            address2=body.address2,
            zip=body.zip,
            city=body.city,
            province=body.province,
            province_code=body.province_code,
            country_code=body.country_code,
            phone=body.phone,
        )
    )
