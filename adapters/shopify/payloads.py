"""From the bodies of webhooks to the domain's words."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify import order_payloads, order_shapes, person_payloads, person_shapes, refund_payloads
from novex_shopify.adapters.shopify import payload_shapes as shapes
from novex_shopify.adapters.shopify.gid import gid, number
from novex_shopify.adapters.shopify.nul import without_nul
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.order import Order, ShopifyParcel
from novex_shopify.domain.model.privacy import PrivacyRequest
from novex_shopify.domain.model.product import ProductState, Variant
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject

Shape = TypeVar("Shape")


class JsonPayloadReader:
    """The port `PayloadReader`."""

    def resource_key(self, topic: str, body: bytes) -> str | None:
        """What the body is about. What nothing is done for is only checked to be JSON."""
        known = TOPICS_BY_NAME.get(topic)
        if known is None:
            _decode(body, msgspec.Raw)
            return None
        return _KEYS[known.subject](body)

    def order(self, body: bytes) -> Order:
        """An order, in the shop's currency."""
        return order_payloads.order(_decode(body, order_shapes.Order))

    def write_order(self, order: Order) -> bytes:
        """An order that was read, as JSON in the domain's words."""
        return msgspec.json.encode(order)

    def read_order(self, body: bytes) -> Order:
        """The order that was read."""
        return _decode(body, Order)

    def order_id(self, body: bytes) -> int:
        """The order that was deleted."""
        return _decode(body, shapes.Resource).id

    def refund(self, body: bytes) -> Refund:
        """A refund."""
        return refund_payloads.refund(_decode(body, order_shapes.Refund))

    def parcel(self, body: bytes) -> tuple[int, ShopifyParcel]:
        """A parcel and the order it belongs to."""
        fulfillment = _decode(body, order_shapes.Fulfillment)
        return fulfillment.order_id, order_payloads.parcel(fulfillment)

    def risk(self, body: bytes) -> tuple[int, str]:
        """An order and its risk."""
        assessment = _decode(body, order_shapes.RiskAssessment)
        return assessment.order_id, assessment.risk_level

    def customer(self, body: bytes) -> Customer:
        """A customer."""
        return person_payloads.customer(_decode(body, person_shapes.Customer))

    def email_consent(self, body: bytes) -> Customer:
        """A customer's consent to e-mail."""
        told = _decode(body, person_shapes.EmailConsentUpdate)
        return Customer(told.customer_id, email_consent=person_payloads.consent(told.email_marketing_consent))

    def sms_consent(self, body: bytes) -> Customer:
        """A customer's consent to text messages."""
        told = _decode(body, person_shapes.SmsConsentUpdate)
        return Customer(told.id, sms_consent=person_payloads.consent(told.sms_marketing_consent))

    def product(self, body: bytes) -> ProductState:
        """A product. Where no ids are told, fewer than a hundred variants are all."""
        product = _decode(body, shapes.Product)
        variants = tuple(_variant(product, variant) for variant in product.variants or ())
        named = frozenset(number(each.admin_graphql_api_id) for each in product.variant_gids or () if _is_gid(each))
        return ProductState(
            product.id,
            _status(product),
            product.updated_at,
            variants,
            named - {variant.variant_id for variant in variants},
            whole=bool(named) or 0 < len(variants) < TOLD_IN_FULL,
        )

    def product_id(self, body: bytes) -> int:
        """The product that was deleted."""
        return _decode(body, shapes.Resource).id

    def shop_domain(self, body: bytes) -> str:
        """The permanent name of a store."""
        return _decode(body, shapes.Shop).myshopify_domain

    def scopes(self, body: bytes) -> frozenset[str]:
        """What the store allows by now."""
        return frozenset(_decode(body, shapes.ScopesUpdate).current)

    def without_personal_data(self, body: bytes) -> bytes:
        """The same body without what tells who somebody is."""
        told = _decode(body, dict[str, msgspec.Raw])
        return msgspec.json.encode({name: value for name, value in told.items() if name not in PERSONAL})

    def privacy_request(self, body: bytes) -> PrivacyRequest:
        """Whose personal data shall be told or erased."""
        request = _decode(body, shapes.PrivacyRequest)
        return PrivacyRequest(
            shop_domain=request.shop_domain,
            customer_id=request.customer.id if request.customer else None,
            order_ids=tuple(request.orders_requested or request.orders_to_redact or ()),
            data_request_id=request.data_request.id if request.data_request else None,
        )


def _decode(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(without_nul(body), type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The body does not have the shape of its topic: {error}.") from error


def _variant(product: shapes.Product, variant: shapes.Variant) -> Variant:
    title = product.title or ""
    if variant.title and variant.title != ONLY_VARIANT:
        title = f"{title} - {variant.title}"
    return Variant(
        product.id,
        variant.id,
        title,
        variant.sku or None,
        variant.barcode or None,
        _status(product),
        product.updated_at,
    )


def _is_gid(name: shapes.VariantGid) -> bool:
    return name.admin_graphql_api_id.startswith(_VARIANT) and name.admin_graphql_api_id[len(_VARIANT) :].isdecimal()


def _status(product: shapes.Product) -> str | None:
    return product.status.lower() if product.status else None


PERSONAL = frozenset(
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

TOLD_IN_FULL = 100
"""How many variants of a product are told in full; of the others only the ids are (facts.md, 4)."""

_VARIANT = gid("ProductVariant", 0)[:-1]

ONLY_VARIANT = "Default Title"
"""What Shopify calls the variant of a product that has no options."""


def _routed(body: bytes) -> str:
    event = _decode(body, shapes.FulfillmentOrderEvent)
    about = event.fulfillment_order or event.moved_fulfillment_order or event.original_fulfillment_order
    if about is None:
        raise UnreadablePayload("The body names no fulfillment order.")
    return about.id


def _app(body: bytes) -> str:
    _decode(body, shapes.Shop)
    return Subject.APP


def _scopes(body: bytes) -> str:
    _decode(body, shapes.ScopesUpdate)
    return Subject.APP


def _privacy(body: bytes) -> str:
    _decode(body, shapes.PrivacyRequest)
    return "privacy"


def _order(body: bytes) -> str:
    return f"order:{_decode(body, shapes.Resource).id}"


def _of_order(body: bytes) -> str:
    return f"order:{_decode(body, shapes.OfOrder).order_id}"


def _product(body: bytes) -> str:
    return f"product:{_decode(body, shapes.Resource).id}"


_KEYS: Mapping[Subject, Callable[[bytes], str]] = {
    Subject.ORDER: _order,
    Subject.ORDER_READ: _order,
    Subject.ORDER_DELETION: _order,
    Subject.REFUND: _of_order,
    Subject.PARCEL: _of_order,
    Subject.RISK: _of_order,
    Subject.ROUTING: _routed,
    Subject.CUSTOMER: lambda body: f"customer:{_decode(body, shapes.Resource).id}",
    Subject.EMAIL_CONSENT: lambda body: f"customer:{_decode(body, person_shapes.EmailConsentUpdate).customer_id}",
    Subject.SMS_CONSENT: lambda body: f"customer:{_decode(body, person_shapes.SmsConsentUpdate).id}",
    Subject.PRODUCT: _product,
    Subject.PRODUCT_DELETION: _product,
    Subject.BULK_OPERATION: lambda body: _decode(body, shapes.BulkOperation).admin_graphql_api_id,
    Subject.APP: _app,
    Subject.SCOPES: _scopes,
    Subject.DATA_REQUEST: _privacy,
    Subject.CUSTOMER_ERASURE: _privacy,
    Subject.SHOP_ERASURE: _privacy,
}
"""What is of one resource is applied one after the other, in order of receipt: so refunds are of their order."""
