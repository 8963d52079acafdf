"""Who an order is for, in full or with personal data masked."""

from dataclasses import dataclass
from typing import Protocol

from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.policies.personal_data import MASK

_SHOWN_DIGITS = 3
"""Enough to confirm a number that a caller says, too few to call it."""


@dataclass(frozen=True, slots=True)
class OrderContact:
    """What is known of the person. `place` is where the order goes, one line of the address each."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    place: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone or self.place)

    def mask(self, country_code: str | None = None) -> "OrderContact":
        """Return what distinguishes callers: `Ada L.`, `a•••@example.com`, the last digits, the country."""
        phone = f"{MASK}{self.phone.strip()[-_SHOWN_DIGITS:]}" if self.phone else None
        return OrderContact(
            _mask_name(self.name), _mask_email(self.email), phone, (country_code,) if country_code else ()
        )


class HasContact(Protocol):
    """An order, or its head."""

    @property
    def email(self) -> str | None: ...

    @property
    def phone(self) -> str | None: ...

    @property
    def shipping_address(self) -> Address | None: ...

    @property
    def billing_address(self) -> Address | None: ...


def find_contact(order: HasContact, customer: Customer | None = None, *, masked: bool) -> OrderContact:
    """Find the contact of an order: as the order states it, otherwise as its customer does."""
    address = order.shipping_address or order.billing_address
    named = (each.name for each in (order.shipping_address, order.billing_address) if each and each.name)
    known = customer or Customer(0)
    phone = order.phone or (address.phone if address else None) or known.phone
    contact = OrderContact(
        next(named, None) or _join_name(known), order.email or known.email, phone, _list_lines(address)
    )
    return contact.mask(address.country_code if address else None) if masked else contact


def _join_name(customer: Customer) -> str | None:
    return " ".join(filter(None, (customer.first_name, customer.last_name))) or None


def _list_lines(address: Address | None) -> tuple[str, ...]:
    if address is None:
        return ()
    town = " ".join(filter(None, (address.zip, address.city)))
    lines = (address.company, address.address1, address.address2, town, address.province, address.country_code)
    return tuple(line for line in lines if line)


def _mask_name(name: str | None) -> str | None:
    first, *others = (name or "").split() or [""]
    if not others:
        return f"{first[:1]}{MASK}" if first else None
    return f"{first} {others[-1][:1]}."


def _mask_email(email: str | None) -> str | None:
    if not email:
        return None
    mailbox, at, host = email.rpartition("@")
    return f"{mailbox[:1]}{MASK}{at}{host}"
