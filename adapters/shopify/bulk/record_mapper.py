"""The lines of bulk files, in the domain's words."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.adapters.shopify.null_characters import remove_null_characters
from novex_shopify.adapters.shopify.webhooks.payload_reader import DEFAULT_VARIANT_TITLE
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model import customer as domain
from novex_shopify.domain.model.product import Variant as DomainVariant

Schema = TypeVar("Schema")


class Product(GraphQLStruct):
    """The product of a variant."""

    id: str
    title: str
    status: str | None = None
    updated_at: datetime | None = None


class ProductVariant(GraphQLStruct):
    """A line of `bulkProducts`."""

    id: str
    title: str
    product: Product
    sku: str | None = None
    barcode: str | None = None


class CustomerEmailAddress(GraphQLStruct):
    """An e-mail address, and whether it may be written to."""

    email_address: str
    marketing_state: str
    marketing_opt_in_level: str | None = None
    marketing_updated_at: datetime | None = None


class SmsMarketingConsent(GraphQLStruct):
    """Whether a phone may be written to."""

    state: str
    opt_in_level: str | None = None
    updated_at: datetime | None = None


class CustomerPhoneNumber(GraphQLStruct):
    """A phone number."""

    phone_number: str
    sms_marketing_consent: SmsMarketingConsent | None = None


class Company(GraphQLStruct):
    """A company that buys."""

    id: str
    name: str
    external_id: str | None = None


class CompanyContact(GraphQLStruct):
    """A customer's place in a company."""

    company: Company
    is_main_contact: bool = False
    title: str | None = None


class Customer(GraphQLStruct):
    """A line of `bulkCustomers`."""

    id: str
    updated_at: datetime
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: CustomerEmailAddress | None = None
    default_phone_number: CustomerPhoneNumber | None = None
    company_contact_profiles: list[CompanyContact] | None = None


def parse_variant(body: bytes, _children: Sequence[bytes]) -> DomainVariant:
    """A product's variant."""
    line = _decode(body, _variant_decoder)
    title = line.product.title if line.title == DEFAULT_VARIANT_TITLE else f"{line.product.title} - {line.title}"
    status = line.product.status.lower() if line.product.status else None
    return DomainVariant(
        parse_gid(line.product.id),
        parse_gid(line.id),
        title,
        line.sku or None,
        line.barcode or None,
        status,
        line.product.updated_at,
    )


def parse_customer(body: bytes, children: Sequence[bytes]) -> domain.Customer:
    """A customer, with the addresses among its children."""
    return map_customer(_decode(body, _customer_decoder), map(_parse_address, children))


def map_customer(line: Customer, addresses: Iterable[domain.Address | None]) -> domain.Customer:
    """A customer with these addresses, as far as they tell anything."""
    email, phone, contacts = line.default_email_address, line.default_phone_number, line.company_contact_profiles
    return domain.Customer(
        id=parse_gid(line.id),
        updated_at=line.updated_at,
        first_name=line.first_name or None,
        last_name=line.last_name or None,
        email=email.email_address or None if email else None,
        phone=phone.phone_number or None if phone else None,
        addresses=tuple([address for address in addresses if address]),
        email_consent=_map_email_consent(email) if email else None,
        sms_consent=_map_sms_consent(phone.sms_marketing_consent) if phone and phone.sms_marketing_consent else None,
        companies=None if contacts is None else tuple([_map_company_contact(each) for each in contacts]),
    )


def normalize_address(address: domain.Address) -> domain.Address | None:
    """What is asked for is named as in the domain; only empty texts are not. None if it tells nothing."""
    normalized = domain.Address(**{name: value or None for name, value in asdict(address).items()})
    return None if normalized == _EMPTY_ADDRESS else normalized


def _parse_address(body: bytes) -> domain.Address | None:
    """An address that has no empty text is taken as it is: there are many."""
    address = _decode(body, _address_decoder)
    return normalize_address(address) if b'""' in body or address == _EMPTY_ADDRESS else address


def _map_email_consent(email: CustomerEmailAddress) -> domain.Consent:
    return _map_consent(email.marketing_state, email.marketing_opt_in_level, email.marketing_updated_at)


def _map_sms_consent(consent: SmsMarketingConsent) -> domain.Consent:
    return _map_consent(consent.state, consent.opt_in_level, consent.updated_at)


def _map_consent(state: str, level: str | None, updated_at: datetime | None) -> domain.Consent:
    """In small letters, as webhooks have it."""
    return domain.Consent(state.lower(), level.lower() if level else None, updated_at)


def _map_company_contact(contact: CompanyContact) -> domain.CompanyContact:
    company = contact.company
    return domain.CompanyContact(
        parse_gid(company.id), company.name, company.external_id or None, contact.title or None, contact.is_main_contact
    )


_variant_decoder = msgspec.json.Decoder(ProductVariant)
_customer_decoder = msgspec.json.Decoder(Customer)
_address_decoder = msgspec.json.Decoder(domain.Address)
_EMPTY_ADDRESS = domain.Address()


def _decode(body: bytes, decoder: "msgspec.json.Decoder[Schema]") -> Schema:
    try:
        return decoder.decode(remove_null_characters(body))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The line is not what was asked for: {error}.") from error
