"""Asks whether a shop has personal data of a customer."""

from novex_shopify.adapters.shopify.gid import build_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.domain.model.shop import ShopAccess


class EmailAddress(GraphQLStruct):
    email_address: str | None = None


class PhoneNumber(GraphQLStruct):
    phone_number: str | None = None


class Customer(GraphQLStruct):
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: EmailAddress | None = None
    default_phone_number: PhoneNumber | None = None

    @property
    def is_named(self) -> bool:
        email, phone = self.default_email_address, self.default_phone_number
        values = (self.first_name, self.last_name, email and email.email_address, phone and phone.phone_number)
        return any(values)


class CustomerDataResponse(GraphQLStruct):
    """`customerData`."""

    customer: Customer | None


def has_customer_data(client: GraphQLClient, access: ShopAccess, customer_id: int) -> bool:
    gid = build_gid("Customer", customer_id)
    customer = client.execute(access, "customerData", CustomerDataResponse, id=gid).customer
    return customer is not None and customer.is_named
