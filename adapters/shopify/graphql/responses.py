"""The data of Shopify's GraphQL answers, as far as the documents ask for it."""

from typing import Generic, TypeVar

import msgspec

from novex_shopify.adapters.shopify.graphql.client import UserError

Node = TypeVar("Node")


class GraphQLStruct(msgspec.Struct, rename="camel"):
    """Python's names here, Shopify's on the wire."""


class PageInfo(GraphQLStruct):
    """Whether and where a connection goes on."""

    has_next_page: bool = False
    end_cursor: str | None = None

    @property
    def next_cursor(self) -> str | None:
        """None after the last page."""
        return self.end_cursor if self.has_next_page else None


class Connection(GraphQLStruct, Generic[Node]):
    """A page of nodes."""

    nodes: list[Node]
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class Handle(GraphQLStruct):
    """A scope or a version by its name."""

    handle: str


class AppInstallation(GraphQLStruct):
    """This app in this store."""

    access_scopes: list[Handle]


class GrantedScopesResponse(GraphQLStruct):
    """`grantedScopes`."""

    current_app_installation: AppInstallation


class WebhookSubscription(GraphQLStruct):
    """A webhook subscription."""

    id: str
    topic: str
    uri: str
    api_version: Handle


class WebhookSubscriptionsResponse(GraphQLStruct):
    """`webhookSubscriptions`."""

    webhook_subscriptions: Connection[WebhookSubscription]


class WebhookSubscriptionPayload(GraphQLStruct):
    """What became of a subscription."""

    webhook_subscription: WebhookSubscription | None = None
    user_errors: list[UserError] = []


class WebhookSubscriptionCreateResponse(GraphQLStruct):
    """`webhookSubscriptionCreate`."""

    webhook_subscription_create: WebhookSubscriptionPayload


class WebhookSubscriptionDeleteResponse(GraphQLStruct):
    """`webhookSubscriptionDelete`."""

    webhook_subscription_delete: WebhookSubscriptionPayload


class CustomerEmailAddress(GraphQLStruct):
    """An e-mail address."""

    email_address: str


class CustomerPhoneNumber(GraphQLStruct):
    """A phone number."""

    phone_number: str


class MailingAddress(GraphQLStruct):
    """A postal address."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    country_code_v2: str | None = None
    phone: str | None = None


class BulkOperation(GraphQLStruct):
    """An operation that writes a file. The counts are texts, since they may be large."""

    id: str
    status: str
    object_count: str
    root_object_count: str
    url: str | None = None
    partial_data_url: str | None = None
    error_code: str | None = None


class BulkOperationPayload(GraphQLStruct):
    """What became of the request for a file."""

    bulk_operation: BulkOperation | None = None
    user_errors: list[UserError] = []


class BulkOperationRunQueryResponse(GraphQLStruct):
    """`bulkOperationRunQuery`."""

    bulk_operation_run_query: BulkOperationPayload


class BulkOperationResponse(GraphQLStruct):
    """`bulkOperation`."""

    bulk_operation: BulkOperation | None = None


class Reference(GraphQLStruct):
    """A thing by its gid."""

    id: str
