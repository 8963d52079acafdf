"""What a caller of the control API may ask for, checked on the way in."""

from decimal import Decimal
from typing import Annotated, Literal, TypeVar

import msgspec

from novex_shopify.entrypoints.sandbox.errors import BadInput


class LineWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A variant by `sku` or `variant_id`, or a custom line by `title` and `price`, which may be a gift card."""

    quantity: int = 1
    sku: str | None = None
    variant_id: int | None = None
    title: str | None = None
    price: Decimal | None = None
    gift_card: bool = False


class OrderWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is left open is made up. `company` has the order placed for a business, as B2B orders are."""

    lines: tuple[LineWish, ...] = ()
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


class RefundLineWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    line_item_id: int
    quantity: int = 1
    restock: bool = True


class RefundWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Without lines and without shipping, everything that is left goes back."""

    lines: tuple[RefundLineWish, ...] = ()
    shipping: bool = False
    pending: bool = False
    note: str | None = None

    @property
    def means_everything(self) -> bool:
        return not self.lines and not self.shipping


class OrderChange(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    note: str | msgspec.UnsetType | None = msgspec.UNSET
    tags: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    paid: bool | msgspec.UnsetType = msgspec.UNSET


class Cancellation(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    reason: str = "customer"


class AddressWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    address1: str
    zip: str
    city: str
    country_code: str = "DE"
    company: str | None = None
    address2: str | None = None
    phone: str | None = None


class CustomerWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    addresses: tuple[AddressWish, ...] = ()


class CustomerChange(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    first_name: str | msgspec.UnsetType = msgspec.UNSET
    last_name: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    phone: str | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType | None = msgspec.UNSET


class ConsentWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a customer says to advertising by one channel."""

    channel: Literal["email", "sms"]
    state: Literal["NOT_SUBSCRIBED", "PENDING", "SUBSCRIBED_TOPICS", "UNSUBSCRIBED"]
    level: Literal["CONFIRMED_OPT_IN", "SINGLE_OPT_IN", "UNKNOWN"] = "SINGLE_OPT_IN"


class ManyCustomers(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How many customers, and how many addresses each."""

    count: int
    addresses: int = 1


Status = Literal["ACTIVE", "ARCHIVED", "DRAFT"]


class VariantWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str = "Default"
    sku: str | None = None
    barcode: str | None = None
    price: Decimal = Decimal("9.99")


class ProductWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A product; with no variants named it has one, without SKU and barcode."""

    title: str
    vendor: str = "Teehaus Nord"
    status: Status = "ACTIVE"
    variants: tuple[VariantWish, ...] = ()


class ManyProducts(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How many products, and how many variants each."""

    count: int
    variants: int = 1


class ProductChange(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str | msgspec.UnsetType = msgspec.UNSET
    vendor: str | msgspec.UnsetType = msgspec.UNSET
    status: Status | msgspec.UnsetType = msgspec.UNSET


class VariantChange(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    title: str | msgspec.UnsetType = msgspec.UNSET
    sku: str | msgspec.UnsetType | None = msgspec.UNSET
    barcode: str | msgspec.UnsetType | None = msgspec.UNSET
    price: Decimal | msgspec.UnsetType = msgspec.UNSET


class Losses(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The share of webhooks that are lost from now on."""

    share: Annotated[float, msgspec.Meta(ge=0, le=1)]


class Redelivery(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    as_new: bool = False
    forge_signature: bool = False


class ScopeWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    scopes: tuple[str, ...]


class SecretWish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    secret: str


Wish = TypeVar("Wish", bound=msgspec.Struct)


def read_wish(kind: type[Wish], body: bytes) -> Wish:
    """Read a JSON body; an empty one stands for {}. Raises `BadInput` with the field and what it should be."""
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise BadInput(str(error)) from error


def changes(wish: msgspec.Struct) -> dict[str, object]:
    """Answer only the fields that the caller has named."""
    return {name: getattr(wish, name) for name in wish.__struct_fields__ if getattr(wish, name) is not msgspec.UNSET}
