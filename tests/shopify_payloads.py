"""Sends Shopify's own payloads through the product: `python -m tests.shopify_payloads [PATH]`, or `make payloads`.

The payloads and the JSON Schemas of webhook bodies are not ours, so they are not kept here; where they are not at hand
the check says so. Every real body, and bodies made up from the schemas, must be applied, or be set aside with a reason
that people can read. None may end as a fault of the product.
"""

import json
import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory import in_memory_container
from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from tests.builders import SHOP, VARIANT_ID, a_delivery, a_shop

SHARED = Path(__file__).parent.parent.parent / "shared"
MADE_UP_PER_TOPIC = 60
ODD_TEXTS = ["", "10.00", "-0.01", "0.005", "EUR", "Tee & Papier", "日本語 😀", "a_value_of_tomorrow", str(SHOP)]

Schema = Mapping[str, Any]


def bodies_of(schema: Schema | bool) -> st.SearchStrategy[Any]:
    """Everything that satisfies a schema, as far as these schemas go."""
    if isinstance(schema, bool):
        return st.none()
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([bodies_of(each) for each in options])
    kinds = schema.get("type", "null")
    return st.one_of([_KINDS[kind](schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


def _objects(schema: Schema) -> st.SearchStrategy[Any]:
    fields = {name: bodies_of(each) for name, each in schema.get("properties", {}).items()}
    required = {name: fields.pop(name) for name in schema.get("required", []) if name in fields}
    return st.fixed_dictionaries(required, optional=fields)


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    if "date" in schema.get("format", ""):
        return st.datetimes().map(lambda moment: f"{moment.isoformat()}-05:00")
    return st.sampled_from(ODD_TEXTS) | st.text(max_size=20)


_KINDS: Mapping[str, Callable[[Schema], st.SearchStrategy[Any]]] = {
    "object": _objects,
    "array": lambda schema: st.lists(bodies_of(schema.get("items", False)), max_size=3),
    "string": _texts,
    "integer": lambda _: st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 1, 2**53 + 1, VARIANT_ID]),
    "number": lambda _: st.sampled_from([0, 1.5, -0.01, 199, 10**9]),
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
}


def outcome(topic: str, body: bytes, unmapped: UnmappedProducts) -> WebhookEvent:
    """What becomes of a body, alone in a connected store."""
    container = _a_store(unmapped)
    container.ingest_webhook()([a_delivery(topic, body)])
    while container.process_event().run_next():
        pass
    with container.unit_of_work()() as tx:
        (event,) = tx.events.latest(1)
    return event


def _a_store(unmapped: UnmappedProducts) -> Container:
    container = in_memory_container()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_settings(SHOP, ShopSettings(unmapped_products=unmapped))
        tx.erp.catalog.put([Item("ART-1", "iPod")])
        tx.mappings.save(ProductMapping(SHOP, Variant(1, VARIANT_ID, "iPod"), "ART-1", MatchedBy.PERSON))
        tx.commit()
    return container


def _check(event: WebhookEvent) -> None:
    """Raises `AssertionError` for what is still to be retried, or was given up without a reason of our own."""
    assert event.status not in (EventStatus.PENDING, EventStatus.PROCESSING), event
    if event.status in (EventStatus.PARKED, EventStatus.DEAD):
        assert event.last_error, event
        assert "an error in the product" not in event.last_error, event


def real_payloads(folder: Path) -> Iterator[EventStatus]:
    """How each real body ends; those derived from a real one come under the topic of that."""
    for path in sorted(folder.rglob("*.json")):
        for unmapped in UnmappedProducts:
            event = outcome("/".join(path.parent.parts[-2:]), path.read_bytes(), unmapped)
            _check(event)
            yield event.status


def made_up_payloads(folder: Path) -> Iterator[EventStatus]:
    """How bodies that satisfy the schema of their topic end."""
    for path in sorted(folder.rglob("*.json")):
        yield from _made_up(f"{path.parent.name}/{path.stem}", json.loads(path.read_text()))


def _made_up(topic: str, schema: Schema) -> list[EventStatus]:
    statuses = []

    @settings(max_examples=MADE_UP_PER_TOPIC, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(bodies_of(schema), st.sampled_from(UnmappedProducts))
    def apply(body: Any, unmapped: UnmappedProducts) -> None:
        event = outcome(topic, json.dumps(body).encode(), unmapped)
        _check(event)
        statuses.append(event.status)

    apply()
    return statuses


def main() -> int:
    """Check, and say how many bodies ended how."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not shared.exists():
        sys.stdout.write(f"Shopify's payloads are not at {shared}; they were not checked.\n")
        return 0
    logging.disable(logging.WARNING)  # what cannot be applied is expected here, and told by its reason
    for name, statuses in (
        ("real", real_payloads(shared / "payloads")),
        ("made up", made_up_payloads(shared / "shopify/webhook-schemas")),
    ):
        counts = Counter(statuses)
        ended = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        sys.stdout.write(f"{counts.total()} {name} bodies: {ended}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
