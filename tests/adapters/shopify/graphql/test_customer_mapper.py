"""GraphQL customers."""

from datetime import UTC, datetime

from novex_shopify.adapters.shopify.graphql import customer_responses as responses
from novex_shopify.adapters.shopify.graphql.customer_mapper import map_customer
from novex_shopify.domain.model.customer import Address, CompanyContact, Consent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_consents_are_in_lower_case_as_in_webhooks() -> None:
    email = responses.CustomerEmailAddress("ada@example.com", "SUBSCRIBED", "SINGLE_OPT_IN", NOON)
    sms = responses.SmsMarketingConsent("UNSUBSCRIBED")
    phone = responses.CustomerPhoneNumber("+431234", sms)
    node = responses.Customer("gid://shopify/Customer/7", NOON, default_email_address=email, default_phone_number=phone)
    customer = map_customer(node, ())
    assert (customer.email, customer.email_consent) == ("ada@example.com", Consent("subscribed", "single_opt_in", NOON))
    assert (customer.phone, customer.sms_consent) == ("+431234", Consent("unsubscribed"))


def test_withheld_fields_are_none_and_empty_addresses_are_left_out() -> None:
    node = responses.Customer("gid://shopify/Customer/7", NOON, first_name="", last_name=None)
    customer = map_customer(node, [None, Address(city="Linz"), None])
    assert (customer.first_name, customer.last_name, customer.email, customer.companies) == (None, None, None, None)
    assert customer.addresses == (Address(city="Linz"),)


def test_the_companies_of_a_customer_are_mapped() -> None:
    contact = responses.CompanyContact(responses.Company("gid://shopify/Company/3", "Tea Ltd", ""), True, "")
    node = responses.Customer("gid://shopify/Customer/7", NOON, company_contact_profiles=[contact])
    assert map_customer(node, ()).companies == (CompanyContact(3, "Tea Ltd", None, None, is_main=True),)
    assert map_customer(responses.Customer(node.id, NOON, company_contact_profiles=[]), ()).companies == ()
