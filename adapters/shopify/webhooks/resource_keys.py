"""The resource that a webhook is about, such as `order:450789469`."""

from collections.abc import Callable, Mapping

from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.webhooks import body_shapes as shapes
from novex_shopify.adapters.shopify.webhooks import customer_schemas, inventory_schemas, order_schemas
from novex_shopify.adapters.shopify.webhooks import payload_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject
from novex_shopify.domain.resource_keys import (
    LOCATIONS_KEY,
    PRIVACY_KEY,
    customer_key,
    inventory_item_key,
    inventory_level_key,
    order_key,
    product_key,
    return_key,
)

_MAX_KEY_LENGTH = 255


def parse_resource_key(topic: str, body: bytes) -> str | None:
    """None for a topic that the product ignores; its body only has to be a JSON object."""
    known = TOPICS_BY_NAME.get(topic)
    if known is None:
        shapes.read_keys(body)
        return None
    try:
        return _KEY_PARSERS[known.subject](body)
    except UnreadablePayload:
        shapes.read_keys(body)  # what is no JSON object at all is an error of its own
        raise


def _parse_resource(shape: shapes.ResourceShape) -> Callable[[bytes], int]:
    def parse(body: bytes) -> int:
        named = decode_payload(body, schemas.Resource)
        shape.check(body, named.admin_graphql_api_id)
        return named.id

    return parse


def _parse_deletion(body: bytes) -> int:
    shapes.DELETION.check(body)
    return decode_payload(body, schemas.Resource).id


def _parse_parent_order(shape: shapes.ResourceShape) -> Callable[[bytes], int]:
    def parse(body: bytes) -> int:
        named = decode_payload(body, schemas.OrderReference)
        shape.check(body, named.admin_graphql_api_id)
        return named.order_id

    return parse


def _parse_risk(body: bytes) -> int:
    shapes.refuse_sample(body, "order_id")
    return decode_payload(body, order_schemas.RiskAssessment).order_id


def _parse_email_consent(body: bytes) -> int:
    shapes.EMAIL_CONSENT.check(body)
    return decode_payload(body, customer_schemas.EmailConsentUpdate).customer_id


def _parse_sms_consent(body: bytes) -> int:
    shapes.SMS_CONSENT.check(body)
    return decode_payload(body, customer_schemas.SmsConsentUpdate).id


def _parse_fulfillment_order_key(body: bytes) -> str:
    event = decode_payload(body, schemas.FulfillmentOrderPayload)
    fulfillment_order = event.fulfillment_order or event.moved_fulfillment_order or event.original_fulfillment_order
    if fulfillment_order is None:
        raise UnreadablePayload("The body names no fulfillment order.")
    shapes.FULFILLMENT_ORDER.check(body, fulfillment_order.id)
    return _require_id(fulfillment_order.id)


def _parse_inventory_level_key(body: bytes) -> str:
    level = decode_payload(body, inventory_schemas.InventoryLevel)
    shapes.INVENTORY_LEVEL.check(body, level.admin_graphql_api_id)
    return inventory_level_key(level.inventory_item_id, level.location_id)


def _parse_location_key(body: bytes) -> str:
    if shapes.read_keys(body) != {"id"}:  # of a deletion nothing else is stated
        _parse_resource(shapes.LOCATION)(body)
    decode_payload(body, schemas.Resource)
    return LOCATIONS_KEY


def _parse_bulk_operation_key(body: bytes) -> str:
    gid = decode_payload(body, schemas.BulkOperation).admin_graphql_api_id
    shapes.BULK_OPERATION.check(body, gid)
    return _require_id(gid)


def _require_id(gid: str) -> str:
    """Return a global id that ends in a number of a possible size: as a key, it is in an index."""
    try:
        parse_gid(gid)
    except ValueError as error:
        raise UnreadablePayload(f"The body has no readable id: {error}") from error
    if len(gid) > _MAX_KEY_LENGTH:
        raise UnreadablePayload("The body has no readable id: it is too long.")
    return gid


def _parse_app_key(body: bytes) -> str:
    shapes.refuse_sample(body, "myshopify_domain")
    decode_payload(body, schemas.Shop)
    return Subject.APP


def _parse_scopes_key(body: bytes) -> str:
    shapes.SCOPES.check(body)
    decode_payload(body, schemas.ScopesUpdate)
    return Subject.APP


def _parse_privacy_key(shape: shapes.KeyShape) -> Callable[[bytes], str]:
    def parse(body: bytes) -> str:
        shape.check(body)
        decode_payload(body, schemas.PrivacyRequest)
        return PRIVACY_KEY

    return parse


def _parse_return_key(body: bytes) -> str:
    named = decode_payload(body, schemas.ReturnReference)
    shapes.RETURN.check(body, named.admin_graphql_api_id)
    return order_key(named.order.id) if named.order else return_key(parse_return_id(body))


def parse_return_id(body: bytes) -> int:
    named = decode_payload(body, schemas.ReturnReference)
    try:
        return parse_gid(named.admin_graphql_api_id)
    except ValueError as error:
        raise UnreadablePayload(f"The body names no return: {error}") from error


def _build_key(build: Callable[[int], str], parse: Callable[[bytes], int]) -> Callable[[bytes], str]:
    return lambda body: build(parse(body))


_KEY_PARSERS: Mapping[Subject, Callable[[bytes], str]] = {
    Subject.ORDER: _build_key(order_key, _parse_resource(shapes.ORDER)),
    Subject.ORDER_DELETION: _build_key(order_key, _parse_deletion),
    Subject.REFUND: _build_key(order_key, _parse_parent_order(shapes.REFUND)),
    Subject.RETURN: _parse_return_key,
    Subject.FULFILLMENT: _build_key(order_key, _parse_parent_order(shapes.FULFILLMENT)),
    Subject.RISK: _build_key(order_key, _parse_risk),
    Subject.ROUTING: _parse_fulfillment_order_key,
    Subject.CUSTOMER: _build_key(customer_key, _parse_resource(shapes.CUSTOMER)),
    Subject.EMAIL_CONSENT: _build_key(customer_key, _parse_email_consent),
    Subject.SMS_CONSENT: _build_key(customer_key, _parse_sms_consent),
    Subject.PRODUCT: _build_key(product_key, _parse_resource(shapes.PRODUCT)),
    Subject.PRODUCT_DELETION: _build_key(product_key, _parse_deletion),
    Subject.INVENTORY_LEVEL: _parse_inventory_level_key,
    Subject.INVENTORY_ITEM: _build_key(inventory_item_key, _parse_resource(shapes.INVENTORY_ITEM)),
    Subject.LOCATION: _parse_location_key,
    Subject.BULK_OPERATION: _parse_bulk_operation_key,
    Subject.APP: _parse_app_key,
    Subject.SCOPES: _parse_scopes_key,
    Subject.DATA_REQUEST: _parse_privacy_key(shapes.DATA_REQUEST),
    Subject.CUSTOMER_ERASURE: _parse_privacy_key(shapes.CUSTOMER_ERASURE),
    Subject.SHOP_ERASURE: _parse_privacy_key(shapes.SHOP_ERASURE),
}
"""Events with the same key are applied one after the other, so refunds and fulfillments have the key of their
order. So do returns whose body states the order."""
