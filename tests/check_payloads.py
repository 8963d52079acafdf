"""Sends sample payloads of Shopify through the product: `make payloads`, or `python -m tests.check_payloads [FOLDER]`.

Neither the payloads nor the JSON Schemas of webhook bodies are part of this repository; without them the check
reports that it was skipped. Each real body, and bodies generated from the schemas, must be processed, or end with a
reason for people. Each order must be booked as its body says, to the cent, unless its own figures do not add up, and
its invoice and credit notes must say the same. An unexpected error fails the check. So does a key that is neither
used nor named in docs/shopify-fields.md.
"""

import json
import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.errors import describe
from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from tests.builders import SHOP, VARIANT_ID, a_delivery, a_shop
from tests.invoice_arithmetic import find_invoice_faults
from tests.recorded_orders import adds_up, find_differences, is_order
from tests.shopify_fields import PAGE, find_unnamed_keys, get_topic, list_keys, list_schema_keys, read_unused_keys

DEFAULT_FOLDER = Path(__file__).parent.parent.parent / "shared"
GENERATED_PER_TOPIC = 60
_UNEXPECTED_ERROR = describe(Exception()).partition(" ")[0]
"""The first word of the message of an error that is not the domain's."""

EDGE_CASE_TEXTS = ["", "10.00", "-0.01", "0.005", "EUR", "Tee & Papier", "日本語 😀", "a_new_value", str(SHOP)]

Schema = Mapping[str, Any]


def build_strategy(schema: Schema | bool) -> st.SearchStrategy[Any]:
    """Values that satisfy a schema, for the keywords that these schemas use."""
    if isinstance(schema, bool):
        return st.none()
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([build_strategy(each) for each in options])
    kinds = schema.get("type", "null")
    return st.one_of([_STRATEGY_BUILDERS[kind](schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


def _build_object_strategy(schema: Schema) -> st.SearchStrategy[Any]:
    fields = {name: build_strategy(each) for name, each in schema.get("properties", {}).items()}
    required = {name: fields.pop(name) for name in schema.get("required", []) if name in fields}
    return st.fixed_dictionaries(required, optional=fields)


def _build_text_strategy(schema: Schema) -> st.SearchStrategy[str]:
    if "date" in schema.get("format", ""):
        return st.datetimes().map(lambda moment: f"{moment.isoformat()}-05:00")
    return st.sampled_from(EDGE_CASE_TEXTS) | st.text(max_size=20)


_STRATEGY_BUILDERS: Mapping[str, Callable[[Schema], st.SearchStrategy[Any]]] = {
    "object": _build_object_strategy,
    "array": lambda schema: st.lists(build_strategy(schema.get("items", False)), max_size=3),
    "string": _build_text_strategy,
    "integer": lambda _: st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 1, 2**53 + 1, VARIANT_ID]),
    "number": lambda _: st.sampled_from([0, 1.5, -0.01, 199, 10**9]),
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
}


def process_body(topic: str, body: bytes, unmapped: UnmappedProducts) -> tuple[WebhookEvent, SalesOrder | None]:
    """The processed event of a body that is the only one in a connected shop, and the document that it became."""
    container = _build_container(unmapped)
    container.ingest_webhook()([a_delivery(topic, body)])
    while container.process_event().run_next():
        pass
    with container.unit_of_work()() as tx:
        (event,) = tx.events.list_latest(1)
        return event, next(iter(tx.erp.orders.list_latest(1)), None)


def _build_container(unmapped: UnmappedProducts) -> Container:
    container = build_in_memory_container()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_settings(SHOP, ShopSettings(unmapped_products=unmapped))
        tx.erp.catalog.put([Item("ART-1", "iPod")])
        tx.mappings.save(ProductMapping(SHOP, Variant(1, VARIANT_ID, "iPod"), "ART-1", MatchedBy.PERSON))
        tx.commit()
    return container


def _check_event(event: WebhookEvent) -> None:
    """Raise `AssertionError` if the event is unfinished, or ended with an unexpected error or without a reason."""
    assert event.status not in (EventStatus.PENDING, EventStatus.PROCESSING), event
    if event.status in (EventStatus.PARKED, EventStatus.DEAD):
        assert event.last_error, event
        assert not event.last_error.startswith(_UNEXPECTED_ERROR), event


def check_real_payloads(folder: Path) -> Iterator[EventStatus]:
    """The status of each real body. Its folder names the topic."""
    for path in sorted(folder.rglob("*.json")):
        for unmapped in UnmappedProducts:
            event, _ = process_body(get_topic(path), path.read_bytes(), unmapped)
            _check_event(event)
            yield event.status


def check_generated_payloads(folder: Path) -> Iterator[EventStatus]:
    """The status of each body that is generated from the schema of its topic."""
    for path in sorted(folder.rglob("*.json")):
        yield from _check_generated_bodies(get_topic_of_schema(path), json.loads(path.read_text()))


def _check_generated_bodies(topic: str, schema: Schema) -> list[EventStatus]:
    statuses = []

    @settings(max_examples=GENERATED_PER_TOPIC, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(build_strategy(schema), st.sampled_from(UnmappedProducts))
    def apply(body: Any, unmapped: UnmappedProducts) -> None:
        event, _ = process_body(topic, json.dumps(body).encode(), unmapped)
        _check_event(event)
        statuses.append(event.status)

    apply()
    return statuses


def find_wrong_orders(folder: Path) -> Iterator[tuple[Path, bool, Sequence[str]]]:
    """Each whole order: whether it is booked, and what is wrong. One that is not booked must not add up in itself."""
    for path in sorted(folder.rglob("*.json")):
        content = path.read_bytes()
        if get_topic(path).startswith("orders/") and is_order(body := json.loads(content)):
            _, document = process_body(get_topic(path), content, UnmappedProducts.PLACEHOLDER)
            if document:
                yield path, True, [*find_differences(body, document), *find_invoice_faults(document)]
            else:
                yield path, False, ["not booked"] if adds_up(body) else []


def find_unknown_keys(shared: Path) -> Iterator[str]:
    """The keys of real bodies and of schemas that are neither used nor named in docs/shopify-fields.md."""
    unused = read_unused_keys(PAGE.read_text("utf-8"))
    for path in sorted((shared / "payloads").rglob("*.json")):
        keys = find_unnamed_keys(get_topic(path), list_keys(json.loads(path.read_text("utf-8"))), unused)
        yield from (f"{path.relative_to(shared)}: {key}" for key in sorted(keys))
    for path in sorted((shared / "shopify/webhook-schemas").rglob("*.json")):
        keys = find_unnamed_keys(
            get_topic_of_schema(path), list_schema_keys(json.loads(path.read_text("utf-8"))), unused
        )
        yield from (f"{path.relative_to(shared)}: {key}" for key in sorted(keys))


def get_topic_of_schema(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def main() -> int:
    """Print how many bodies end in which status, and the keys that docs/shopify-fields.md does not name."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    if not shared.exists():
        sys.stdout.write(f"Skipped: no sample payloads at {shared}. Give their folder: make payloads SHARED=/path\n")
        return 0
    logging.disable(logging.WARNING)  # bodies that cannot be processed are expected here
    for name, statuses in (
        ("real", check_real_payloads(shared / "payloads")),
        ("generated", check_generated_payloads(shared / "shopify/webhook-schemas")),
    ):
        counts = Counter(statuses)
        ended = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        sys.stdout.write(f"{counts.total()} {name} bodies: {ended}\n")
    orders = list(find_wrong_orders(shared / "payloads"))
    wrong = [f"{path.relative_to(shared)}: {each}" for path, _, differences in orders for each in differences]
    refused = [path.name for path, booked, _ in orders if not booked]
    sys.stdout.write(f"{len(orders)} recorded orders: {len(wrong)} wrong figures, {len(refused)} refused\n")
    sys.stdout.writelines(f"{name} is refused, since its figures contradict each other\n" for name in refused)
    sys.stdout.writelines(f"{each}\n" for each in wrong)
    unknown = list(find_unknown_keys(shared))
    sys.stdout.writelines(f"{key} is neither used nor named in docs/shopify-fields.md\n" for key in unknown)
    return 1 if unknown or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
