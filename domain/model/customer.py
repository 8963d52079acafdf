"""People who buy, and where things are sent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address, as written by the customer."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    country_code: str | None = None
    phone: str | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether it tells neither name nor street: of protected data, only the rest is sent."""
        return self.name is None and self.address1 is None


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether somebody may be written to: `state` such as `subscribed`, and how and when that came about."""

    state: str
    opt_in_level: str | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompanyContact:
    """A customer's place in a company that buys (B2B)."""

    company_id: int
    company_name: str
    external_id: str | None = None
    title: str | None = None
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """A Shopify customer. None means "not told": protected data may be withheld, so None never erases.

    Nor do no addresses, while `companies` is told whole or not at all. A consent has an age of its own: an older one
    never replaces a newer one.
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

    def without_withheld_fields(self) -> "Customer":
        """What webhooks of customers do not tell: it is welcome even if the rest is older than what is known."""
        return Customer(
            self.id, email_consent=self.email_consent, sms_consent=self.sms_consent, companies=self.companies
        )


@dataclass(frozen=True, slots=True)
class ErpCustomer:
    """A customer as the ERP has it, as far as it tells who that is."""

    id: str
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
