"""GraphQL customers to the domain's `Customer`."""

from collections.abc import Iterable
from datetime import datetime

from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import customer_responses as responses
from novex_shopify.domain.model.customer import Address, CompanyContact, Consent, Customer


def map_customer(node: responses.Customer, addresses: Iterable[Address | None]) -> Customer:
    """A customer with those of the addresses that are not empty."""
    email, phone, contacts = node.default_email_address, node.default_phone_number, node.company_contact_profiles
    return Customer(
        id=parse_gid(node.id),
        updated_at=node.updated_at,
        first_name=node.first_name or None,
        last_name=node.last_name or None,
        email=email.email_address or None if email else None,
        phone=phone.phone_number or None if phone else None,
        addresses=tuple([address for address in addresses if address]),
        email_consent=_map_email_consent(email) if email else None,
        sms_consent=_map_sms_consent(phone.sms_marketing_consent) if phone and phone.sms_marketing_consent else None,
        companies=None if contacts is None else tuple([_map_company_contact(each) for each in contacts]),
    )


def _map_email_consent(email: responses.CustomerEmailAddress) -> Consent | None:
    return _map_consent(email.marketing_state, email.marketing_opt_in_level, email.marketing_updated_at)


def _map_sms_consent(consent: responses.SmsMarketingConsent) -> Consent | None:
    return _map_consent(consent.state, consent.opt_in_level, consent.updated_at)


def _map_consent(state: str | None, level: str | None, updated_at: datetime | None) -> Consent | None:
    return Consent(state.lower(), lower_enum_value(level), updated_at) if state else None


def _map_company_contact(contact: responses.CompanyContact) -> CompanyContact:
    company = contact.company
    return CompanyContact(
        parse_gid(company.id), company.name, company.external_id or None, contact.title or None, contact.is_main_contact
    )
