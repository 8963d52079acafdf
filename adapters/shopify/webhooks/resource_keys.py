"""The resource that a webhook is about, such as `order:450789469`."""

from collections.abc import Callable, Mapping

import msgspec

from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.webhooks import customer_schemas
from novex_shopify.adapters.shopify.webhooks import payload_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject
from novex_shopify.domain.resource_keys import PRIVACY_KEY, customer_key, order_key, product_key, return_key


def parse_resource_key(topic: str, body: bytes) -> str | None:
    """None for a topic that the product ignores; its body only has to be JSON."""
    known = TOPICS_BY_NAME.get(topic)
    if known is None:
        decode_payload(body, msgspec.Raw)
        return None
    return _KEY_PARSERS[known.subject](body)


def _parse_fulfillment_order_key(body: bytes) -> str:
    event = decode_payload(body, schemas.FulfillmentOrderPayload)
    fulfillment_order = event.fulfillment_order or event.moved_fulfillment_order or event.original_fulfillment_order
    if fulfillment_order is None:
        raise UnreadablePayload("The body names no fulfillment order.")
    return fulfillment_order.id


def _parse_app_key(body: bytes) -> str:
    decode_payload(body, schemas.Shop)
    return Subject.APP


def _parse_scopes_key(body: bytes) -> str:
    decode_payload(body, schemas.ScopesUpdate)
    return Subject.APP


def _parse_privacy_key(body: bytes) -> str:
    decode_payload(body, schemas.PrivacyRequest)
    return PRIVACY_KEY


def _parse_customer_key(body: bytes) -> str:
    return customer_key(decode_payload(body, schemas.Resource).id)


def _parse_email_consent_key(body: bytes) -> str:
    return customer_key(decode_payload(body, customer_schemas.EmailConsentUpdate).customer_id)


def _parse_sms_consent_key(body: bytes) -> str:
    return customer_key(decode_payload(body, customer_schemas.SmsConsentUpdate).id)


def _parse_bulk_operation_key(body: bytes) -> str:
    return decode_payload(body, schemas.BulkOperation).admin_graphql_api_id


def _parse_order_key(body: bytes) -> str:
    return order_key(decode_payload(body, schemas.Resource).id)


def _parse_parent_order_key(body: bytes) -> str:
    return order_key(decode_payload(body, schemas.OrderReference).order_id)


def _parse_return_key(body: bytes) -> str:
    named = decode_payload(body, schemas.ReturnReference)
    return order_key(named.order.id) if named.order else return_key(parse_return_id(body))


def parse_return_id(body: bytes) -> int:
    named = decode_payload(body, schemas.ReturnReference)
    try:
        return parse_gid(named.admin_graphql_api_id)
    except ValueError as error:
        raise UnreadablePayload(f"The body names no return: {error}") from error


def _parse_product_key(body: bytes) -> str:
    return product_key(decode_payload(body, schemas.Resource).id)


_KEY_PARSERS: Mapping[Subject, Callable[[bytes], str]] = {
    Subject.ORDER: _parse_order_key,
    Subject.ORDER_READ: _parse_order_key,
    Subject.ORDER_TO_READ: _parse_order_key,
    Subject.ORDER_DELETION: _parse_order_key,
    Subject.REFUND: _parse_parent_order_key,
    Subject.RETURN: _parse_return_key,
    Subject.FULFILLMENT: _parse_parent_order_key,
    Subject.RISK: _parse_parent_order_key,
    Subject.ROUTING: _parse_fulfillment_order_key,
    Subject.CUSTOMER: _parse_customer_key,
    Subject.EMAIL_CONSENT: _parse_email_consent_key,
    Subject.SMS_CONSENT: _parse_sms_consent_key,
    Subject.PRODUCT: _parse_product_key,
    Subject.PRODUCT_DELETION: _parse_product_key,
    Subject.BULK_OPERATION: _parse_bulk_operation_key,
    Subject.APP: _parse_app_key,
    Subject.SCOPES: _parse_scopes_key,
    Subject.DATA_REQUEST: _parse_privacy_key,
    Subject.CUSTOMER_ERASURE: _parse_privacy_key,
    Subject.SHOP_ERASURE: _parse_privacy_key,
}
"""Events with the same key are applied one after the other, so refunds and fulfillments have the key of their
order. So do returns whose body states the order."""
