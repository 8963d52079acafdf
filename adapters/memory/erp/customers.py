"""Customers of the fake ERP."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.adapters.memory.erp.erasure import erase_record
from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.customer import CompanyContact, Consent, Customer, CustomerKeys, ErpCustomer
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_keys import update_customer_keys


@dataclass(frozen=True, slots=True)
class MemoryCustomers:
    """The port `ErpCustomers`."""

    state: State

    def find_similar(self, keys: Collection[CustomerKeys], shops: Collection[ShopDomain]) -> Sequence[ErpCustomer]:
        wanted = {key for each in keys for key in each.all}
        return [
            ErpCustomer(customer_id, theirs)
            for customer_id, theirs in self.state.customer_keys.items()
            if wanted & theirs.all and self.state.customers[customer_id][0] in shops
        ]

    def apply(self, shop: ShopDomain, customers: Sequence[Customer], known: Mapping[int, str]) -> Sequence[str]:
        return [self._apply_customer(shop, customer, known.get(customer.id)) for customer in customers]

    def add(self, shop: ShopDomain, customers: Sequence[Customer]) -> Sequence[str]:
        return [
            self._find_customer_id(shop, customer.id) or self._create_customer(shop, customer) for customer in customers
        ]

    def _apply_customer(self, shop: ShopDomain, customer: Customer, customer_id: str | None) -> str:
        customer_id = customer_id or self._find_customer_id(shop, customer.id)
        if customer_id is None:
            return self._create_customer(shop, customer)
        owner, known = self.state.customers[customer_id]
        self._update_keys(customer_id, customer)
        changes: dict[str, Any] = {name: value for name in _OVERWRITTEN_FIELDS if (value := getattr(customer, name))}
        changes |= {
            name: _pick_newer_consent(getattr(known, name), getattr(customer, name)) for name in _CONSENT_FIELDS
        }
        companies = known.companies if customer.companies is None else customer.companies
        self.state.customers[customer_id] = (owner, replace(known, **changes, companies=_sort_contacts(companies)))
        self._rename_companies({contact.company_id: contact for contact in customer.companies or ()})
        return customer_id

    def _rename_companies(self, companies: Mapping[int, CompanyContact]) -> None:
        # A company has one name for all of its contacts.
        for customer_id, (owner, customer) in self.state.customers.items():
            renamed = tuple(_update_company_name(contact, companies) for contact in customer.companies or ())
            self.state.customers[customer_id] = (owner, replace(customer, companies=renamed))

    def _find_customer_id(self, shop: ShopDomain, shopify_id: int) -> str | None:
        return next(
            (key for key, (owner, known) in self.state.customers.items() if (owner, known.id) == (shop, shopify_id)),
            None,
        )

    def _create_customer(self, shop: ShopDomain, customer: Customer) -> str:
        customer_id = str(len(self.state.customers) + 1)
        self.state.customers[customer_id] = (shop, replace(customer, companies=_sort_contacts(customer.companies)))
        self._update_keys(customer_id, customer)
        return customer_id

    def _update_keys(self, customer_id: str, customer: Customer) -> None:
        known = self.state.customer_keys.get(customer_id, CustomerKeys())
        self.state.customer_keys[customer_id] = update_customer_keys(known, customer)

    def get(self, customer_id: str) -> Customer | None:
        entry = self.state.customers.get(customer_id)
        return entry[1] if entry else None

    def get_many(self, customer_ids: Collection[str]) -> Mapping[str, Customer]:
        return {each: self.state.customers[each][1] for each in customer_ids if each in self.state.customers}

    def get_min_remaining_days(self, customer_ids: Collection[str]) -> Mapping[str, int]:
        known = self.state.customer_min_days
        return {customer_id: known[customer_id] for customer_id in customer_ids if customer_id in known}

    def set_min_remaining_days(self, customer_id: str, days: int | None) -> None:
        self.state.customer_min_days.pop(customer_id, None)
        if days is not None:
            self.state.customer_min_days[customer_id] = days

    def erase(self, customer_ids: Sequence[str]) -> None:
        for customer_id in customer_ids:
            owner, known = self.state.customers[customer_id]
            erased = replace(erase_record(known), companies=(), keys=CustomerKeys())
            self.state.customers[customer_id] = (owner, erased)
            self.state.customer_keys[customer_id] = CustomerKeys()


_OVERWRITTEN_FIELDS = ("first_name", "last_name", "email", "phone", "updated_at", "addresses")
_CONSENT_FIELDS = ("email_consent", "sms_consent")


def _pick_newer_consent(known: Consent | None, received: Consent | None) -> Consent | None:
    if received is None or (
        known and known.updated_at and (received.updated_at is None or received.updated_at < known.updated_at)
    ):
        return known
    return received


def _update_company_name(contact: CompanyContact, companies: Mapping[int, CompanyContact]) -> CompanyContact:
    company = companies.get(contact.company_id, contact)
    return replace(contact, company_name=company.company_name, external_id=company.external_id)


def _sort_contacts(companies: tuple[CompanyContact, ...] | None) -> tuple[CompanyContact, ...]:
    return tuple(sorted(companies or (), key=lambda contact: contact.company_id))
