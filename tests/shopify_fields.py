"""Which of Shopify's fields are used, and which are named in docs/shopify-fields.md as not used.

A key of a webhook body is used if the schema of the body has it. A field of a GraphQL type is used if a document
selects it. Keys are paths without indices: `line_items.price_set`. Who names a key names all that is below it.
"""

import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, parse, visit

from novex_shopify.adapters.shopify.webhooks import (
    customer_schemas,
    fulfillment_schemas,
    inventory_schemas,
    order_schemas,
    payload_schemas,
    product_schemas,
    refund_schemas,
)
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, Subject

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/shopify-fields.md"
DOCUMENTS = ROOT / "adapters/shopify/graphql/documents"
CHECKED_TYPES = ("Order", "LineItem", "ShippingLine")

SCHEMAS: Mapping[Subject, type] = {
    Subject.ORDER: order_schemas.Order,
    Subject.ORDER_DELETION: payload_schemas.Resource,
    Subject.REFUND: refund_schemas.Refund,
    Subject.FULFILLMENT: fulfillment_schemas.Fulfillment,
    Subject.RISK: order_schemas.RiskAssessment,
    Subject.ROUTING: payload_schemas.FulfillmentOrderPayload,
    Subject.CUSTOMER: customer_schemas.Customer,
    Subject.EMAIL_CONSENT: customer_schemas.EmailConsentUpdate,
    Subject.SMS_CONSENT: customer_schemas.SmsConsentUpdate,
    Subject.PRODUCT: product_schemas.Product,
    Subject.PRODUCT_DELETION: payload_schemas.Resource,
    Subject.INVENTORY_LEVEL: inventory_schemas.InventoryLevel,
    Subject.INVENTORY_ITEM: inventory_schemas.InventoryItem,
    Subject.LOCATION: payload_schemas.Resource,
    Subject.BULK_OPERATION: payload_schemas.BulkOperation,
    Subject.APP: payload_schemas.Shop,
    Subject.SCOPES: payload_schemas.ScopesUpdate,
    Subject.DATA_REQUEST: payload_schemas.PrivacyRequest,
    Subject.CUSTOMER_ERASURE: payload_schemas.PrivacyRequest,
    Subject.SHOP_ERASURE: payload_schemas.PrivacyRequest,
}
"""What the product reads of the body of each subject."""

PARTS: Mapping[Subject, Mapping[str, Subject]] = {
    Subject.ORDER: {"refunds": Subject.REFUND, "fulfillments": Subject.FULFILLMENT, "customer": Subject.CUSTOMER}
}
"""The keys of a body that have bodies of their own."""

FOLDER_TOPICS = {
    "customers/email_marketing_consent_update": "customers_email_marketing_consent/update",
    "customers/marketing_consent_update": "customers_marketing_consent/update",
}

_ROW = re.compile(r"^\| `(?P<owner>[\w/*]+)` \| (?P<keys>[^|]+) \| (?P<reason>[^|]+) \|$", re.MULTILINE)
_KEY = re.compile(r"`([\w.]+)`")
EVERYTHING = "everything"


def read_unused_keys(page: str) -> Mapping[str, Set[str]]:
    """The keys that the page names with a reason, by body or type; `everything` stands for all of a body."""
    unused: dict[str, set[str]] = {}
    for row in _ROW.finditer(page):
        keys = _KEY.findall(row["keys"]) or [row["keys"].strip()]
        unused.setdefault(row["owner"], set()).update(keys)
    return unused


def get_topic(path: Path) -> str:
    """The topic of a sample payload, which its folder names."""
    folder = "/".join(path.parent.parts[-2:])
    return FOLDER_TOPICS.get(folder, folder)


def list_keys(body: Any, path: str = "") -> Iterator[str]:
    """The paths of all keys of a body."""
    if isinstance(body, Mapping):
        for key, value in body.items():
            yield f"{path}{key}"
            yield from list_keys(value, f"{path}{key}.")
    elif isinstance(body, list):
        for value in body:
            yield from list_keys(value, path)


def list_schema_keys(schema: Any, path: str = "") -> Iterator[str]:
    """The paths of all keys that a JSON Schema has."""
    if isinstance(schema, Mapping):
        for key, value in schema.get("properties", {}).items():
            yield f"{path}{key}"
            yield from list_schema_keys(value, f"{path}{key}.")
        for part in (schema.get("items"), *schema.get("anyOf", ())):
            yield from list_schema_keys(part, path)


def list_used_keys(schema: Any, path: str = "") -> Iterator[str]:
    """The paths of all keys that a schema of the product has; `*` stands for everything below."""
    for struct in _find_structs(schema):
        for name, hint in get_type_hints(struct).items():
            yield f"{path}{name}"
            yield from [f"{path}{name}.*"] if _has_any(hint) else list_used_keys(hint, f"{path}{name}.")


def _has_any(hint: Any) -> bool:
    return hint is Any or any(map(_has_any, get_args(hint)))


def _find_structs(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for part in get_args(hint):
        yield from _find_structs(part)


def find_unnamed_keys(topic: str, keys: Iterator[str], unused: Mapping[str, Set[str]]) -> Set[str]:
    """The keys of a body that are neither used nor named with a reason."""
    handled = HANDLED_TOPICS.get(topic)
    used = set(list_used_keys(SCHEMAS[handled.subject])) if handled else set()
    named = _collect_named_keys(topic, unused)
    if EVERYTHING in named:
        return set()
    return {key for key in keys if not _is_covered(key, used, named)}


def _collect_named_keys(topic: str, unused: Mapping[str, Set[str]]) -> Set[str]:
    handled = HANDLED_TOPICS.get(topic)
    if handled is None:
        return unused.get(topic) or unused.get(f"{topic.partition('/')[0]}/*", set())
    parts = PARTS.get(handled.subject, {})
    nested = {f"{key}.{name}" for key, subject in parts.items() for name in unused.get(subject, ())}
    return unused.get(handled.subject, set()) | nested


def _is_covered(key: str, used: Set[str], named: Set[str]) -> bool:
    parents = [key[:end] for end in range(len(key)) if key[end] == "."]
    return key in used or any(f"{each}.*" in used for each in parents) or any(each in named for each in [*parents, key])


def list_selected_fields(schema: GraphQLSchema) -> Set[tuple[str, str]]:
    """The fields that the product's documents select, as pairs of type and field."""
    selected: set[tuple[str, str]] = set()
    info = TypeInfo(schema)

    class FieldCollector(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent:
                selected.add((parent.name, node.name.value))

    for path in DOCUMENTS.glob("*.graphql"):
        visit(parse(path.read_text("utf-8")), TypeInfoVisitor(info, FieldCollector()))
    return selected


def find_unnamed_fields(schema: GraphQLSchema, unused: Mapping[str, Set[str]]) -> Set[str]:
    """The fields of the checked types that are neither selected nor named with a reason."""
    selected = list_selected_fields(schema)
    unnamed = set()
    for name in CHECKED_TYPES:
        kind = schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        left = {field for field in kind.fields if (name, field) not in selected} - unused.get(name, set())
        unnamed |= {f"{name}.{field}" for field in left}
    return unnamed
