"""Customers and addresses."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
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

    @property
    def one_line(self) -> str:
        """Where it is, without the person: company or street first, country last."""
        place = " ".join(filter(None, (self.zip, self.city, self.province_code or self.province)))
        return ", ".join(filter(None, (self.company, self.address1, self.address2, place, self.country_code)))


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
class CustomerKeys:
    """What a person is recognized by, normalized by `customer_keys`.

    `phone` is the customer's own number; those of the addresses may be of other people, and one with an extension is
    there once more with it. Each of `addresses` is a name
    with a place.
    """

    email: str | None = None
    phone: str | None = None
    name: str | None = None
    address_phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    def keep_fields(self, names: Collection[str]) -> "CustomerKeys":
        """Return the keys of only these fields of the customer."""
        has_addresses = "addresses" in names
        return CustomerKeys(
            self.email if "email" in names else None,
            self.phone if "phone" in names else None,
            self.name if {"first_name", "last_name"} & set(names) else None,
            self.address_phones if has_addresses else frozenset(),
            self.addresses if has_addresses else frozenset(),
        )

    @property
    def phones(self) -> frozenset[str]:
        return self.address_phones | {self.phone} if self.phone else self.address_phones

    @property
    def all(self) -> frozenset[str]:
        """All keys by which a person can be found."""
        return self.phones | self.addresses | ({self.email} if self.email else set())


@dataclass(frozen=True, slots=True)
class Customer:
    """A Shopify customer. None means "not stated": protected data may be withheld, so None never erases.

    An empty list of addresses does not erase either; `companies` is complete or None. A consent has its own timestamp:
    an older one never replaces a newer one. `keys` are added before the ERP gets the customer.
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
    keys: CustomerKeys = field(default=CustomerKeys(), compare=False)  # from the other fields and the store's country

    def keep_fields(self, names: Collection[str]) -> "Customer":
        """Return the customer with only these of the fields that have versions of their own."""
        return replace(
            self,
            first_name=self.first_name if "first_name" in names else None,
            last_name=self.last_name if "last_name" in names else None,
            email=self.email if "email" in names else None,
            phone=self.phone if "phone" in names else None,
            addresses=self.addresses if "addresses" in names else (),
            email_consent=self.email_consent if "email_consent" in names else None,
            sms_consent=self.sms_consent if "sms_consent" in names else None,
            keys=self.keys.keep_fields(names),
        )


MAX_SIMILAR_CUSTOMERS = 3
"""One is the person, a second one makes it doubtful, and a third one may be the customer's own record."""


@dataclass(frozen=True, slots=True)
class ErpCustomer:
    """A customer in the ERP, as far as it is needed to recognize it."""

    id: str
    keys: CustomerKeys = CustomerKeys()
