"""Customers and addresses."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as the customer wrote it."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country_code: str | None = None
    phone: str | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether Shopify withheld the protected parts, name and street."""
        return self.name is None and self.address1 is None


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether a person agreed to marketing: `state` such as `subscribed`, how, and when."""

    state: str
    opt_in_level: str | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompanyContact:
    """A customer's role in a company that buys (B2B)."""

    company_id: int
    company_name: str
    external_id: str | None = None
    title: str | None = None
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """A Shopify customer. None means "not stated": protected data may be withheld, so None never erases.

    An empty list of addresses does not erase either; `companies` is complete or None. A consent has its own timestamp:
    an older one never replaces a newer one.
    """

    id: int
    updated_at: datetime | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    addresses: tuple[Address, ...] = ()
    email_consent: Consent | None = None
    sms_consent: Consent | None = None
    companies: tuple[CompanyContact, ...] | None = None

    def keep_fields(self, names: Collection[str]) -> "Customer":
        """Return the customer with only these of the fields that Shopify may withhold."""
        return replace(
            self,
            first_name=self.first_name if "first_name" in names else None,
            last_name=self.last_name if "last_name" in names else None,
            email=self.email if "email" in names else None,
            phone=self.phone if "phone" in names else None,
            addresses=self.addresses if "addresses" in names else (),
        )


@dataclass(frozen=True, slots=True)
class ErpCustomer:
    """A customer in the ERP, with the fields that identify a person."""

    id: str
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
