"""The customer and the addresses of a stored order."""

from datetime import datetime

from msgspec import Struct


class AddressDocument(Struct, frozen=True):
    name: str | None
    company: str | None
    address1: str | None
    address2: str | None
    zip: str | None
    city: str | None
    province: str | None
    province_code: str | None
    country_code: str | None
    phone: str | None


class ConsentDocument(Struct, frozen=True):
    state: str
    opt_in_level: str | None
    updated_at: datetime | None


class CompanyContactDocument(Struct, frozen=True):
    company_id: int
    company_name: str
    external_id: str | None
    title: str | None
    is_main: bool


class CustomerDocument(Struct, frozen=True):
    id: int
    updated_at: datetime | None
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    addresses: tuple[AddressDocument, ...]
    email_consent: ConsentDocument | None
    sms_consent: ConsentDocument | None
    companies: tuple[CompanyContactDocument, ...] | None
