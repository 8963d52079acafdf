"""Request bodies of the control API."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

import msgspec

from novex_shopify.entrypoints.sandbox.errors import InvalidInput
from novex_shopify.entrypoints.sandbox.model.fulfillments import DeliveryMethodType


class OrderLineRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A variant by `sku` or `variant_id`, or a custom line by `title` and `price`, which may be a gift card.

    `delivery_methods` has quantities by Shopify's `DeliveryMethodType`; the rest is shipped.
    Lines with the same `bundle`, its title, are parts of one. `fulfillment_service` is the handle of another company
    that ships the line.
    """

    quantity: int = 1
    sku: str | None = None
    variant_id: int | None = None
    title: str | None = None
    price: Decimal | None = None
    gift_card: bool = False
    delivery_methods: dict[DeliveryMethodType, int] = msgspec.field(default_factory=dict)
    properties: dict[str, str] = {}
    bundle: str | None = None
    selling_plan: str | None = None
    fulfillment_service: str = "manual"


class OrderRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The sandbox fills in what is left open. `company` makes it a B2B order, `retail` one of the point of sale.

    `tax_id` is the company's; `localized_fields` are values by key, such as `TAX_CREDENTIAL_IT`.

    `processed_at` is the date of an order that was entered later.
    """

    lines: tuple[OrderLineRequest, ...] = ()
    email: str | None = None
    guest: bool = False
    discount_code: str | None = None
    paid: bool = True
    test: bool = False
    taxes_included: bool | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    tip: Decimal = Decimal("0.00")
    po_number: str | None = None
    company: bool = False
    tax_id: str | None = None
    tax_exempt: bool = False
    retail: bool = False
    due_in_days: int | None = None
    note_attributes: dict[str, str] = {}
    localized_fields: dict[str, str] = {}
    processed_at: datetime | None = None


class RefundLineRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    line_item_id: int
    quantity: int = 1
    restock: bool = True


class RefundRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Without lines and shipping, everything that is left is refunded."""

    lines: tuple[RefundLineRequest, ...] = ()
    shipping: bool = False
    pending: bool = False
    note: str | None = None

    @property
    def is_full_refund(self) -> bool:
        return not self.lines and not self.shipping


class ReturnLineRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    line_item_id: int
    quantity: int = 1
    reason: str = "unwanted"
    note: str = ""
    restocking_fee: Decimal = Decimal("0.00")


class ExchangeLineRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    sku: str
    quantity: int = 1


class ReturnRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`requested`: the customer asks for it, and it waits for approval."""

    lines: tuple[ReturnLineRequest, ...]
    exchange: tuple[ExchangeLineRequest, ...] = ()
    shipping_fee: Decimal = Decimal("0.00")
    requested: bool = False


class OrderUpdateRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    note: str | msgspec.UnsetType | None = msgspec.UNSET
    tags: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    paid: bool | msgspec.UnsetType = msgspec.UNSET


class CancellationRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    reason: str = "customer"
    restock: bool = True


class AddressRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    address1: str
    zip: str
    city: str
    country_code: str = "DE"
    company: str | None = None
    address2: str | None = None
    phone: str | None = None


class CustomerRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    addresses: tuple[AddressRequest, ...] = ()


class CustomerUpdateRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    first_name: str | msgspec.UnsetType = msgspec.UNSET
    last_name: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    phone: str | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType | None = msgspec.UNSET


class ConsentRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    channel: Literal["email", "sms"]
    state: Literal["NOT_SUBSCRIBED", "PENDING", "SUBSCRIBED", "UNSUBSCRIBED"]
    opt_in_level: Literal["CONFIRMED_OPT_IN", "SINGLE_OPT_IN", "UNKNOWN"] = "SINGLE_OPT_IN"


class CustomerBatchRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    count: int
    addresses_per_customer: int = 1


ProductStatus = Literal["ACTIVE", "ARCHIVED", "DRAFT"]


class VariantRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str = "Default"
    sku: str | None = None
    barcode: str | None = None
    price: Decimal = Decimal("9.99")
    tracked: bool = True
    requires_components: bool = False


class ProductRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Without variants, the product gets one without SKU and barcode."""

    title: str
    vendor: str = "Teehaus Nord"
    status: ProductStatus = "ACTIVE"
    variants: tuple[VariantRequest, ...] = ()


class ProductBatchRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    count: int
    variants_per_product: int = 1


class ProductUpdateRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str | msgspec.UnsetType = msgspec.UNSET
    vendor: str | msgspec.UnsetType = msgspec.UNSET
    status: ProductStatus | msgspec.UnsetType = msgspec.UNSET


class VariantUpdateRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str | msgspec.UnsetType = msgspec.UNSET
    sku: str | msgspec.UnsetType | None = msgspec.UNSET
    barcode: str | msgspec.UnsetType | None = msgspec.UNSET
    price: Decimal | msgspec.UnsetType = msgspec.UNSET


Quantity = Annotated[int, msgspec.Meta(ge=-1_000_000_000, le=1_000_000_000)]


class CountRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Quantities as a person counted them; those that are not named stay, but `on_hand` changes `available`."""

    available: Quantity | msgspec.UnsetType = msgspec.UNSET
    damaged: Quantity | msgspec.UnsetType = msgspec.UNSET
    incoming: Quantity | msgspec.UnsetType = msgspec.UNSET
    quality_control: Quantity | msgspec.UnsetType = msgspec.UNSET
    reserved: Quantity | msgspec.UnsetType = msgspec.UNSET
    safety_stock: Quantity | msgspec.UnsetType = msgspec.UNSET
    on_hand: Quantity | msgspec.UnsetType = msgspec.UNSET


class InventoryItemRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    tracked: bool


class LocationRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: str
    fulfillment_service: bool = False


class LocationUpdateRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: str | msgspec.UnsetType = msgspec.UNSET
    is_active: bool | msgspec.UnsetType = msgspec.UNSET


class DropRateRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The share of webhooks that are dropped from now on."""

    drop_rate: Annotated[float, msgspec.Meta(ge=0, le=1)]


class RedeliveryRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    as_new: bool = False
    forge_signature: bool = False


class ScopesRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    scopes: tuple[str, ...]


class SecretRequest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    secret: str


RequestType = TypeVar("RequestType", bound=msgspec.Struct)


def parse_request(request_type: type[RequestType], body: bytes) -> RequestType:
    """Parse a JSON body; an empty one stands for {}. Raises `InvalidInput` that names the field."""
    try:
        return msgspec.json.decode(body or b"{}", type=request_type)
    except msgspec.DecodeError as error:
        raise InvalidInput(str(error)) from error


def get_changed_fields(request: msgspec.Struct) -> dict[str, object]:
    """Return the fields that the request names."""
    return {
        name: getattr(request, name)
        for name in request.__struct_fields__
        if getattr(request, name) is not msgspec.UNSET
    }
