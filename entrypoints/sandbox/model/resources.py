"""Products, locations and customers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    id: int
    name: str
    address1: str
    city: str
    zip: str
    country: str
    country_code: str
    phone: str
    created_at: datetime
    updated_at: datetime
    is_active: bool = True
    is_fulfillment_service: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """`requires_components` makes it the parent of a bundle, whose stock is that of its components."""

    id: int
    product_id: int
    inventory_item_id: int
    position: int
    title: str
    sku: str | None
    barcode: str | None
    price: Decimal
    tax_rate: Decimal
    grams: int
    requires_components: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    id: int
    title: str
    handle: str
    vendor: str
    product_type: str
    option_name: str
    tags: tuple[str, ...]
    status: str = "ACTIVE"
    created_at: datetime
    updated_at: datetime
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    id: int
    first_name: str
    last_name: str
    company: str | None
    address1: str
    address2: str | None
    zip: str
    city: str
    province: str | None
    province_code: str | None
    country: str
    country_code: str
    phone: str | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class MarketingConsent:
    """Consent to marketing by one channel; `state` has the values of email consent."""

    state: str = "NOT_SUBSCRIBED"
    opt_in_level: str | None = None
    updated_at: datetime | None = None


NO_CONSENT = MarketingConsent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    id: int
    name: str
    external_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyContact:
    id: int
    company: Company
    title: str | None
    is_main: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: int
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    note: str | None
    addresses: tuple[Address, ...]
    email_consent: MarketingConsent = NO_CONSENT
    sms_consent: MarketingConsent = NO_CONSENT
    company_contacts: tuple[CompanyContact, ...] = ()
    created_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
