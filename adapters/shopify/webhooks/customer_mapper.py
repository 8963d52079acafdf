"""From the body of a customer to the domain's words."""

from novex_shopify.adapters.shopify.webhooks import customer_schemas as shapes
from novex_shopify.domain.model.customer import Address, Consent, Customer


def map_customer(body: shapes.Customer) -> Customer:
    """A customer. Withheld data is null, and some stores send it empty: both mean "not told"."""
    addresses = body.addresses or ([body.default_address] if body.default_address else [])
    return Customer(
        id=body.id,
        updated_at=body.updated_at,
        first_name=body.first_name or None,
        last_name=body.last_name or None,
        email=body.email or None,
        phone=body.phone or None,
        addresses=tuple([told for each in addresses if (told := map_address(each))]),
    )


def map_consent(body: shapes.Consent | None) -> Consent | None:
    """Whether somebody may be written to; None if that is not told."""
    if body is None or not body.state:
        return None
    level = body.opt_in_level.lower() if body.opt_in_level else None
    return Consent(body.state.lower(), level, body.consent_updated_at)


def map_address(body: shapes.Address | None) -> Address | None:
    """A postal address; None if nothing of it is told."""
    if body is None:
        return None
    address = Address(
        name=body.name or " ".join(filter(None, (body.first_name, body.last_name))) or None,
        company=body.company or None,
        address1=body.address1 or None,
        address2=body.address2 or None,
        zip=body.zip or None,
        city=body.city or None,
        province=body.province or None,
        country_code=body.country_code or None,
        phone=body.phone or None,
    )
    return None if address == _EMPTY_ADDRESS else address


_EMPTY_ADDRESS = Address()
