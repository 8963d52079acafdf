"""From the bodies of webhooks to the domain's words."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.null_characters import remove_null_characters
from novex_shopify.adapters.shopify.webhooks import (
    customer_mapper,
    customer_schemas,
    order_mapper,
    order_schemas,
    refund_mapper,
)
from novex_shopify.adapters.shopify.webhooks import payload_schemas as shapes
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.order import Order, OrderFulfillment
from novex_shopify.domain.model.privacy import PrivacyRequest
from novex_shopify.domain.model.product import ProductState, Variant
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject

Schema = TypeVar("Schema")


class JsonPayloadReader:
    """The port `PayloadReader`."""

    def parse_resource_key(self, topic: str, body: bytes) -> str | None:
        """What the body is about. What nothing is done for is only checked to be JSON."""
        known = TOPICS_BY_NAME.get(topic)
        if known is None:
            _decode(body, msgspec.Raw)
            return None
        return _KEY_PARSERS[known.subject](body)

    def parse_order(self, body: bytes) -> Order:
        """An order, in the shop's currency."""
        return order_mapper.map_order(_decode(body, order_schemas.Order))

    def serialize_order(self, order: Order) -> bytes:
        """An order that was read, as JSON in the domain's words."""
        return msgspec.json.encode(order)

    def deserialize_order(self, body: bytes) -> Order:
        """The order that was read."""
        return _decode(body, Order)

    def parse_order_id(self, body: bytes) -> int:
        """The order that was deleted."""
        return _decode(body, shapes.Resource).id

    def parse_refund(self, body: bytes) -> Refund:
        """A refund."""
        return refund_mapper.map_refund(_decode(body, order_schemas.Refund))

    def parse_fulfillment(self, body: bytes) -> tuple[int, OrderFulfillment]:
        """A parcel and the order it belongs to."""
        fulfillment = _decode(body, order_schemas.Fulfillment)
        return fulfillment.order_id, order_mapper.map_fulfillment(fulfillment)

    def parse_order_risk(self, body: bytes) -> tuple[int, str]:
        """An order and its risk."""
        assessment = _decode(body, order_schemas.RiskAssessment)
        return assessment.order_id, assessment.risk_level

    def parse_customer(self, body: bytes) -> Customer:
        """A customer."""
        return customer_mapper.map_customer(_decode(body, customer_schemas.Customer))

    def parse_email_consent(self, body: bytes) -> Customer:
        """A customer's consent to e-mail."""
        update = _decode(body, customer_schemas.EmailConsentUpdate)
        return Customer(update.customer_id, email_consent=customer_mapper.map_consent(update.email_marketing_consent))

    def parse_sms_consent(self, body: bytes) -> Customer:
        """A customer's consent to text messages."""
        update = _decode(body, customer_schemas.SmsConsentUpdate)
        return Customer(update.id, sms_consent=customer_mapper.map_consent(update.sms_marketing_consent))

    def parse_product(self, body: bytes) -> ProductState:
        """A product. Where no ids are told, fewer than a hundred variants are all."""
        product = _decode(body, shapes.Product)
        variants = tuple(_map_variant(product, variant) for variant in product.variants or ())
        variant_ids = frozenset(
            parse_gid(each.admin_graphql_api_id) for each in product.variant_gids or () if _is_variant_gid(each)
        )
        return ProductState(
            product.id,
            _map_status(product),
            product.updated_at,
            variants,
            variant_ids - {variant.variant_id for variant in variants},
            complete=bool(variant_ids) or 0 < len(variants) < MAX_FULL_VARIANTS,
        )

    def parse_product_id(self, body: bytes) -> int:
        """The product that was deleted."""
        return _decode(body, shapes.Resource).id

    def parse_shop_domain(self, body: bytes) -> str:
        """The permanent name of a store."""
        return _decode(body, shapes.Shop).myshopify_domain

    def parse_scopes(self, body: bytes) -> frozenset[str]:
        """What the store allows by now."""
        return frozenset(_decode(body, shapes.ScopesUpdate).current)

    def remove_personal_data(self, body: bytes) -> bytes:
        """The same body without what tells who somebody is."""
        fields = _decode(body, dict[str, msgspec.Raw])
        return msgspec.json.encode({name: value for name, value in fields.items() if name not in PERSONAL_FIELDS})

    def parse_privacy_request(self, body: bytes) -> PrivacyRequest:
        """Whose personal data shall be told or erased."""
        request = _decode(body, shapes.PrivacyRequest)
        return PrivacyRequest(
            shop_domain=request.shop_domain,
            customer_id=request.customer.id if request.customer else None,
            order_ids=tuple(request.orders_requested or request.orders_to_redact or ()),
            data_request_id=request.data_request.id if request.data_request else None,
        )


def _decode(body: bytes, schema: type[Schema]) -> Schema:
    try:
        return msgspec.json.decode(remove_null_characters(body), type=schema)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The body does not have the shape of its topic: {error}.") from error


def _map_variant(product: shapes.Product, variant: shapes.Variant) -> Variant:
    title = product.title or ""
    if variant.title and variant.title != DEFAULT_VARIANT_TITLE:
        title = f"{title} - {variant.title}"
    return Variant(
        product.id,
        variant.id,
        title,
        variant.sku or None,
        variant.barcode or None,
        _map_status(product),
        product.updated_at,
    )


def _is_variant_gid(variant: shapes.VariantGid) -> bool:
    return (
        variant.admin_graphql_api_id.startswith(_VARIANT_GID_PREFIX)
        and variant.admin_graphql_api_id[len(_VARIANT_GID_PREFIX) :].isdecimal()
    )


def _map_status(product: shapes.Product) -> str | None:
    return product.status.lower() if product.status else None


PERSONAL_FIELDS = frozenset(
    {
        "addresses",
        "billing_address",
        "browser_ip",
        "client_details",
        "contact_email",
        "customer",
        "default_address",
        "destination",
        "email",
        "first_name",
        "landing_site",
        "last_name",
        "note",
        "note_attributes",
        "order_status_url",
        "phone",
        "referring_site",
        "shipping_address",
    }
)
"""Fields of orders, refunds, parcels and customers. An order without its customer is a guest's."""

MAX_FULL_VARIANTS = 100
"""How many variants of a product are told in full; of the others only the ids are (facts.md, 4)."""

_VARIANT_GID_PREFIX = build_gid("ProductVariant", 0)[:-1]

DEFAULT_VARIANT_TITLE = "Default Title"
"""What Shopify calls the variant of a product that has no options."""


def _parse_fulfillment_order_key(body: bytes) -> str:
    event = _decode(body, shapes.FulfillmentOrderPayload)
    fulfillment_order = event.fulfillment_order or event.moved_fulfillment_order or event.original_fulfillment_order
    if fulfillment_order is None:
        raise UnreadablePayload("The body names no fulfillment order.")
    return fulfillment_order.id


def _parse_app_key(body: bytes) -> str:
    _decode(body, shapes.Shop)
    return Subject.APP


def _parse_scopes_key(body: bytes) -> str:
    _decode(body, shapes.ScopesUpdate)
    return Subject.APP


def _parse_privacy_key(body: bytes) -> str:
    _decode(body, shapes.PrivacyRequest)
    return "privacy"


def _parse_order_key(body: bytes) -> str:
    return f"order:{_decode(body, shapes.Resource).id}"


def _parse_parent_order_key(body: bytes) -> str:
    return f"order:{_decode(body, shapes.OrderReference).order_id}"


def _parse_product_key(body: bytes) -> str:
    return f"product:{_decode(body, shapes.Resource).id}"


_KEY_PARSERS: Mapping[Subject, Callable[[bytes], str]] = {
    Subject.ORDER: _parse_order_key,
    Subject.ORDER_READ: _parse_order_key,
    Subject.ORDER_DELETION: _parse_order_key,
    Subject.REFUND: _parse_parent_order_key,
    Subject.FULFILLMENT: _parse_parent_order_key,
    Subject.RISK: _parse_parent_order_key,
    Subject.ROUTING: _parse_fulfillment_order_key,
    Subject.CUSTOMER: lambda body: f"customer:{_decode(body, shapes.Resource).id}",
    Subject.EMAIL_CONSENT: lambda body: f"customer:{_decode(body, customer_schemas.EmailConsentUpdate).customer_id}",
    Subject.SMS_CONSENT: lambda body: f"customer:{_decode(body, customer_schemas.SmsConsentUpdate).id}",
    Subject.PRODUCT: _parse_product_key,
    Subject.PRODUCT_DELETION: _parse_product_key,
    Subject.BULK_OPERATION: lambda body: _decode(body, shapes.BulkOperation).admin_graphql_api_id,
    Subject.APP: _parse_app_key,
    Subject.SCOPES: _parse_scopes_key,
    Subject.DATA_REQUEST: _parse_privacy_key,
    Subject.CUSTOMER_ERASURE: _parse_privacy_key,
    Subject.SHOP_ERASURE: _parse_privacy_key,
}
"""What is of one resource is applied one after the other, in order of receipt: so refunds are of their order."""
