"""Customers, as the documents `bulkCustomers` and `changedCustomers` read them."""

import msgspec

from novex_shopify.adapters.shopify.field_types import Gid, Moment
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct
from novex_shopify.domain.model.customer import Address


class CustomerEmailAddress(GraphQLStruct):
    """An email address and its marketing consent."""

    email_address: str | None
    marketing_state: str | None
    marketing_opt_in_level: str | None = None
    marketing_updated_at: Moment | None = None


class SmsMarketingConsent(GraphQLStruct):
    state: str | None
    opt_in_level: str | None = None
    updated_at: Moment | None = None


class CustomerPhoneNumber(GraphQLStruct):
    """A phone number and its marketing consent."""

    phone_number: str | None
    sms_marketing_consent: SmsMarketingConsent | None = None


class Company(GraphQLStruct):
    """A company that buys (B2B)."""

    id: Gid
    name: str
    external_id: str | None = None


class CompanyContact(GraphQLStruct):
    """A customer's position in a company."""

    company: Company
    is_main_contact: bool = False
    title: str | None = None


class Customer(GraphQLStruct):
    """A customer without addresses: in a bulk file they are lines of their own."""

    id: Gid
    updated_at: Moment
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: CustomerEmailAddress | None = None
    default_phone_number: CustomerPhoneNumber | None = None
    company_contact_profiles: list[CompanyContact] | None = None


class CustomerWithAddresses(Customer, kw_only=True):
    """A customer with one page of addresses. The document's aliases give their fields the domain's names."""

    addresses_v2: Connection[Address] | None


class ChangedCustomersResponse(GraphQLStruct):
    """`changedCustomers`. Each node is a `CustomerWithAddresses`, decoded on its own."""

    customers: Connection[msgspec.Raw]
