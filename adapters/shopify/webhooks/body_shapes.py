"""Which bodies a topic accepts: only those of its own shape.

Shopify signs the body, but not the topic. A genuine body could come back under another topic, where it would mean
something else.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from novex_shopify.adapters.shopify.null_characters import remove_null_characters, replace_lone_surrogates
from novex_shopify.domain.errors import NoJsonObject, SampleBody, UnreadablePayload

_MISMATCH = "The body does not match its topic"
_get_decoder = cache(lambda: msgspec.json.Decoder(dict[str, msgspec.Raw]))


@dataclass(frozen=True, slots=True)
class ResourceShape:
    """The body of a resource: `gid_type` is the type in its global id.

    Shopify states the global id in every such body. One without it has at least one of `marks`, and none of `foreign`,
    which other kinds of bodies without a global id have. `parts`, if there are any, tell a whole resource from a
    deleted one: at least one of them is there.
    """

    gid_type: str
    marks: frozenset[str]
    parts: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()

    def check(self, body: bytes, gid: Any) -> None:
        """Raise `UnreadablePayload` if the body, with this global id, is of another kind."""
        fits = is_gid_of(self.gid_type, gid) if isinstance(gid, str) else self._has_marks(read_keys(body))
        if not fits or (self.parts and self.parts.isdisjoint(read_keys(body))):
            raise UnreadablePayload(f"{_MISMATCH}: it is not about a {self.gid_type}.")

    def _has_marks(self, keys: Set[str]) -> bool:
        return not self.marks.isdisjoint(keys) and self.foreign.isdisjoint(keys)


@dataclass(frozen=True, slots=True)
class KeyShape:
    """The keys that a body must have, and those that it must not have. `exact`: no others than the required ones."""

    required: frozenset[str]
    forbidden: frozenset[str] = frozenset()
    exact: bool = False

    def check(self, body: bytes) -> None:
        """Raise `UnreadablePayload` if the body has other keys."""
        keys = read_keys(body)
        if self.exact and keys != self.required:
            raise UnreadablePayload(f"{_MISMATCH}: it must have nothing but {_join(self.required)}.")
        if missing := self.required - keys:
            raise UnreadablePayload(f"{_MISMATCH}: it has no {_join(missing)}.")
        if found := self.forbidden & keys:
            raise UnreadablePayload(f"{_MISMATCH}: it has {_join(found)}.")


ORDER = ResourceShape("Order", frozenset({"financial_status"}))
REFUND = ResourceShape("Refund", frozenset({"refund_line_items", "transactions"}))
FULFILLMENT = ResourceShape("Fulfillment", frozenset({"tracking_company", "tracking_numbers", "line_items"}))
CUSTOMER = ResourceShape(
    "Customer",
    marks=frozenset({"first_name", "last_name", "addresses", "email"}),
    parts=frozenset({"updated_at", "first_name", "email"}),
    foreign=frozenset({"line_items", "myshopify_domain", "order_id"}),  # of checkouts, shops, and parts of orders
)
PRODUCT = ResourceShape("Product", frozenset({"variants", "variant_gids"}))
RETURN = ResourceShape("Return", frozenset())
BULK_OPERATION = ResourceShape("BulkOperation", frozenset())
FULFILLMENT_ORDER = ResourceShape("FulfillmentOrder", frozenset())
INVENTORY_LEVEL = ResourceShape("InventoryLevel", frozenset({"inventory_item_id"}), foreign=frozenset({"id"}))
INVENTORY_ITEM = ResourceShape("InventoryItem", frozenset({"tracked"}))
LOCATION = ResourceShape("Location", frozenset({"active", "address1"}))

DELETION = KeyShape(frozenset({"id"}), exact=True)
EMAIL_CONSENT = KeyShape(frozenset({"customer_id", "email_marketing_consent"}))
SMS_CONSENT = KeyShape(frozenset({"id", "sms_marketing_consent"}), frozenset({"admin_graphql_api_id"}))
SCOPES = KeyShape(frozenset({"current"}), frozenset({"shop_domain", "admin_graphql_api_id"}))
DATA_REQUEST = KeyShape(frozenset({"shop_domain", "customer", "data_request"}), frozenset({"orders_to_redact"}))
CUSTOMER_ERASURE = KeyShape(
    frozenset({"shop_domain", "customer", "orders_to_redact"}), frozenset({"data_request", "orders_requested"})
)
SHOP_ERASURE = KeyShape(
    frozenset({"shop_domain"}), frozenset({"customer", "data_request", "orders_requested", "orders_to_redact"})
)


def is_gid_of(gid_type: str, gid: str) -> bool:
    return gid.startswith(f"gid://shopify/{gid_type}/")


def refuse_sample(body: bytes, key: str) -> None:
    """Raise `SampleBody` if the body has null for what every genuine one states."""
    if bytes(_read_fields(body).get(key, b"")).strip() == b"null":
        raise SampleBody(key)


def read_keys(body: bytes) -> Set[str]:
    """The keys of the body. Raises `NoJsonObject` for any other body."""
    return _read_fields(body).keys()


def _read_fields(body: bytes) -> Mapping[str, msgspec.Raw]:
    try:
        return _get_decoder().decode(replace_lone_surrogates(remove_null_characters(body)))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoJsonObject from error


def _join(keys: Set[str]) -> str:
    return ", ".join(sorted(keys))
