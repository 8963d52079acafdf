"""The port `PayloadReader` for JSON bodies."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from novex_shopify.adapters.shopify.null_characters import remove_null_characters
from novex_shopify.adapters.shopify.webhooks import (
    customer_mapper,
    customer_schemas,
    fulfillment_order_document,
    fulfillment_schemas,
    inventory_schemas,
    locations_document,
    order_document,
    order_mapper,
    order_schemas,
    product_mapper,
    product_schemas,
    refund_mapper,
    refund_schemas,
    return_document,
)
from novex_shopify.adapters.shopify.webhooks import payload_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.body_erasure import list_personal_texts, remove_personal_data
from novex_shopify.adapters.shopify.webhooks.order_origin import parse_order_shop_id
from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload, read_payload
from novex_shopify.adapters.shopify.webhooks.resource_keys import parse_resource_key, parse_return_id
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.order import Order, OrderFulfillment
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.privacy import PrivacyRequest
from novex_shopify.domain.model.product import ProductState
from novex_shopify.domain.model.raw_order import RawOrder
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.shop import Scopes


class JsonPayloadReader:
    def parse_resource_key(self, topic: str, body: bytes) -> str | None:
        return parse_resource_key(topic, body)

    def parse_order(self, body: bytes) -> Order:
        return read_payload(body, order_schemas.Order, order_mapper.map_order)

    def parse_order_shop_id(self, body: bytes) -> int | None:
        return parse_order_shop_id(body)

    def read_raw_order(self, body: bytes) -> RawOrder:
        return RawOrder(remove_null_characters(body))

    def serialize_order(self, order: Order) -> bytes:
        return order_document.encode_order(order)

    def deserialize_order(self, body: bytes) -> Order:
        return order_document.decode_order(body)

    def parse_order_id(self, body: bytes) -> int:
        return decode_payload(body, schemas.Resource).id

    def parse_refund(self, body: bytes) -> Refund:
        order_id = decode_payload(body, schemas.OrderReference).order_id
        return read_payload(body, refund_schemas.Refund, lambda refund: refund_mapper.map_refund(refund, order_id))

    def parse_return_id(self, body: bytes) -> int:
        return parse_return_id(body)

    def serialize_return(self, known: Return) -> bytes:
        return return_document.encode_return(known)

    def deserialize_return(self, body: bytes) -> Return:
        return return_document.decode_return(body)

    def serialize_fulfillment_orders(self, states: Sequence[FulfillmentOrderState]) -> bytes:
        return fulfillment_order_document.encode_fulfillment_orders(states)

    def deserialize_fulfillment_orders(self, body: bytes) -> Sequence[FulfillmentOrderState]:
        return fulfillment_order_document.decode_fulfillment_orders(body)

    def parse_fulfillment(self, body: bytes) -> tuple[int, OrderFulfillment]:
        order_id = decode_payload(body, schemas.OrderReference).order_id
        return order_id, read_payload(body, fulfillment_schemas.Fulfillment, order_mapper.map_fulfillment)

    def parse_order_risk(self, body: bytes) -> tuple[int, str, datetime | None]:
        assessment = decode_payload(body, order_schemas.RiskAssessment)
        return assessment.order_id, assessment.risk_level, assessment.created_at

    def parse_customer(self, body: bytes) -> Customer:
        return read_payload(body, customer_schemas.Customer, customer_mapper.map_customer)

    def parse_email_consent(self, body: bytes) -> Customer:
        update = decode_payload(body, customer_schemas.EmailConsentUpdate)
        return Customer(update.customer_id, email_consent=customer_mapper.map_consent(update.email_marketing_consent))

    def parse_sms_consent(self, body: bytes) -> Customer:
        update = decode_payload(body, customer_schemas.SmsConsentUpdate)
        return Customer(update.id, sms_consent=customer_mapper.map_consent(update.sms_marketing_consent))

    def parse_product(self, body: bytes) -> ProductState:
        return read_payload(body, product_schemas.Product, product_mapper.map_product)

    def parse_product_id(self, body: bytes) -> int:
        return decode_payload(body, schemas.Resource).id

    def parse_inventory_level(self, body: bytes) -> tuple[LevelKey, int | None]:
        level = decode_payload(body, inventory_schemas.InventoryLevel)
        return LevelKey(level.inventory_item_id, level.location_id), level.available

    def parse_inventory_item(self, body: bytes) -> tuple[int, bool | None]:
        item = decode_payload(body, inventory_schemas.InventoryItem)
        return item.id, item.tracked

    def serialize_locations(self, locations: Sequence[Location]) -> bytes:
        return locations_document.encode_locations(locations)

    def deserialize_locations(self, body: bytes) -> Sequence[Location]:
        return locations_document.decode_locations(body)

    def parse_shop_domain(self, body: bytes) -> str:
        return decode_payload(body, schemas.Shop).myshopify_domain

    def parse_scopes(self, body: bytes) -> frozenset[str]:
        return frozenset(decode_payload(body, schemas.ScopesUpdate).current)

    def serialize_scopes(self, scopes: Scopes) -> bytes:
        return msgspec.json.encode(schemas.ScopesUpdate(sorted(scopes.handles)))

    def remove_personal_data(self, body: bytes) -> bytes:
        return remove_personal_data(body)

    def list_personal_texts(self, body: bytes) -> set[str]:
        return list_personal_texts(body)

    def parse_privacy_request(self, body: bytes) -> PrivacyRequest:
        request = decode_payload(body, schemas.PrivacyRequest)
        return PrivacyRequest(
            shop_domain=request.shop_domain,
            customer_id=request.customer.id if request.customer else None,
            contacts=_list_contacts(request.customer),
            order_ids=tuple(request.orders_requested or request.orders_to_redact or ()),
            data_request_id=request.data_request.id if request.data_request else None,
        )


def _list_contacts(customer: schemas.PrivacyCustomer | None) -> tuple[str, ...]:
    contacts = (customer.email, customer.phone) if customer else ()
    return tuple(contact for contact in contacts if contact and isinstance(contact, str))
