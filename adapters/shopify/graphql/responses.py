"""GraphQL responses: what surrounds the data, and the types that several documents read."""

from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from novex_shopify.adapters.shopify.field_types import CurrencyCode, Decisive, Gid
from novex_shopify.adapters.shopify.graphql.rate_limiter import QueryCost

Node = TypeVar("Node")


class GraphQLStruct(msgspec.Struct, rename="camel"):
    """Maps snake_case fields to Shopify's camelCase names."""


class Extensions(msgspec.Struct):
    cost: QueryCost | None = None


class ErrorExtensions(msgspec.Struct):
    code: str | None = None


class GraphQLError(msgspec.Struct):
    """A top-level error. `path` leads to the field that it is about, if it is about one."""

    message: str
    path: list[str | int] | None = None
    extensions: ErrorExtensions = msgspec.field(default_factory=ErrorExtensions)


class GraphQLResponse(msgspec.Struct):
    """The whole body. `errors` is a text instead of a list if the token is bad."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[GraphQLError] | str | None = None
    extensions: Extensions = msgspec.field(default_factory=Extensions)


class UserError(msgspec.Struct):
    """Why Shopify declined a mutation. Not every mutation gives a code."""

    message: str
    field: list[str] | None = None
    code: str | None = None


class PageInfo(GraphQLStruct):
    has_next_page: Decisive[bool] = False
    end_cursor: Decisive[str | None] = None

    @property
    def next_cursor(self) -> str | None:
        """None after the last page."""
        return self.end_cursor if self.has_next_page else None


class Connection(GraphQLStruct, Generic[Node]):
    """One page of nodes."""

    nodes: list[Node]
    page_info: Decisive[PageInfo] = msgspec.field(default_factory=PageInfo)


class Reference(GraphQLStruct):
    """A resource by its gid alone."""

    id: Gid


class MoneyV2(GraphQLStruct):
    """An amount in one currency."""

    amount: Decimal
    currency_code: CurrencyCode


class MoneyBag(GraphQLStruct):
    """An amount in the shop's currency, and in the customer's where the document asks for it."""

    shop_money: MoneyV2
    presentment_money: MoneyV2 | None = None


class MailingAddress(GraphQLStruct):
    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country_code_v2: str | None = None
    phone: str | None = None
