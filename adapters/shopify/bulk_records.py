"""The lines of bulk files, in the domain's words."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.answers import Struct
from novex_shopify.adapters.shopify.gid import number
from novex_shopify.adapters.shopify.nul import without_nul
from novex_shopify.adapters.shopify.payloads import ONLY_VARIANT
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model import customer as domain
from novex_shopify.domain.model.product import Variant as DomainVariant

Shape = TypeVar("Shape")


class Product(Struct):
    """The product of a variant."""

    id: str
    title: str
    status: str | None = None
    updated_at: datetime | None = None


class Variant(Struct):
    """A line of `bulkProducts`."""

    id: str
    title: str
    product: Product
    sku: str | None = None
    barcode: str | None = None


class Email(Struct):
    """An e-mail address, and whether it may be written to."""

    email_address: str
    marketing_state: str
    marketing_opt_in_level: str | None = None
    marketing_updated_at: datetime | None = None


class SmsConsent(Struct):
    """Whether a phone may be written to."""

    state: str
    opt_in_level: str | None = None
    updated_at: datetime | None = None


class Phone(Struct):
    """A phone number."""

    phone_number: str
    sms_marketing_consent: SmsConsent | None = None


class Company(Struct):
    """A company that buys."""

    id: str
    name: str
    external_id: str | None = None


class CompanyContact(Struct):
    """A customer's place in a company."""

    company: Company
    is_main_contact: bool = False
    title: str | None = None


class Customer(Struct):
    """A line of `bulkCustomers`."""

    id: str
    updated_at: datetime
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: Email | None = None
    default_phone_number: Phone | None = None
    company_contact_profiles: list[CompanyContact] | None = None


def variant(body: bytes, _children: Sequence[bytes]) -> DomainVariant:
    """A product's variant."""
    line = _decode(body, _variants)
    title = line.product.title if line.title == ONLY_VARIANT else f"{line.product.title} - {line.title}"
    status = line.product.status.lower() if line.product.status else None
    return DomainVariant(
        number(line.product.id),
        number(line.id),
        title,
        line.sku or None,
        line.barcode or None,
        status,
        line.product.updated_at,
    )


def customer(body: bytes, children: Sequence[bytes]) -> domain.Customer:
    """A customer, with the addresses among its children."""
    return customer_of(_decode(body, _customers), map(_address, children))


def customer_of(line: Customer, addresses: Iterable[domain.Address | None]) -> domain.Customer:
    """A customer with these addresses, as far as they tell anything."""
    email, phone, contacts = line.default_email_address, line.default_phone_number, line.company_contact_profiles
    return domain.Customer(
        id=number(line.id),
        updated_at=line.updated_at,
        first_name=line.first_name or None,
        last_name=line.last_name or None,
        email=email.email_address or None if email else None,
        phone=phone.phone_number or None if phone else None,
        addresses=tuple([address for address in addresses if address]),
        email_consent=_email_consent(email) if email else None,
        sms_consent=_sms_consent(phone.sms_marketing_consent) if phone and phone.sms_marketing_consent else None,
        companies=None if contacts is None else tuple([_contact(each) for each in contacts]),
    )


def told_address(address: domain.Address) -> domain.Address | None:
    """What is asked for is named as in the domain; only empty texts are not. None if it tells nothing."""
    told = domain.Address(**{name: value or None for name, value in asdict(address).items()})
    return None if told == _NO_ADDRESS else told


def _address(body: bytes) -> domain.Address | None:
    """An address that has no empty text is taken as it is: there are many."""
    address = _decode(body, _addresses)
    return told_address(address) if b'""' in body or address == _NO_ADDRESS else address


def _email_consent(email: Email) -> domain.Consent:
    return _consent(email.marketing_state, email.marketing_opt_in_level, email.marketing_updated_at)


def _sms_consent(consent: SmsConsent) -> domain.Consent:
    return _consent(consent.state, consent.opt_in_level, consent.updated_at)


def _consent(state: str, level: str | None, updated_at: datetime | None) -> domain.Consent:
    """In small letters, as webhooks have it."""
    return domain.Consent(state.lower(), level.lower() if level else None, updated_at)


def _contact(contact: CompanyContact) -> domain.CompanyContact:
    company = contact.company
    return domain.CompanyContact(
        number(company.id), company.name, company.external_id or None, contact.title or None, contact.is_main_contact
    )


_variants = msgspec.json.Decoder(Variant)
_customers = msgspec.json.Decoder(Customer)
_addresses = msgspec.json.Decoder(domain.Address)
_NO_ADDRESS = domain.Address()


def _decode(body: bytes, decoder: "msgspec.json.Decoder[Shape]") -> Shape:
    try:
        return decoder.decode(without_nul(body))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The line is not what was asked for: {error}.") from error
