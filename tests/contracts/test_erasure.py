"""Nothing personal survives an erasure: in no table, in no in-memory record, in no key of Redis."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dependency_injector import providers
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis
from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.persistence.row import METADATA
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.adapters.queue.redis_brokers import build_redis_brokers
from novex_shopify.adapters.queue.redis_work_notifier import RedisWorkNotifier
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.errors import InvoiceErased
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.privacy import KeptInvoices
from novex_shopify.domain.model.recall import NoticeChannel, RecallClass
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.webhook_event import EventStatus, FailedAttempt, NewEvent, Settlement, WebhookEvent
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.resource_keys import PRIVACY_KEY
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.domain.use_cases.recall.note_notice import Answer
from novex_shopify.domain.use_cases.recall.open_recall import RecallRequest
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.builders import HOUR, NOON, ORDER_ID, SECOND, SHOP, VARIANT_ID, a_delivery, a_seller, a_variant, an_item
from tests.databases import CIPHER, truncate_tables
from tests.planted_person import BODIES, PlantedPerson, imported_customer, order_of, privacy_request_of

ANOTHER_WORKER = WorkerId("bob", 2)
FATES = ("processed", "waiting", "parked", "dead", "retried", "in progress")


@dataclass
class Installation:
    """A connected store, and all that the product keeps."""

    container: Container
    shop: FakeShop
    dump: Callable[[], str]
    """Everything that is stored, as one text."""

    def receive(self, topic: str, body: bytes, number: int) -> None:
        self.container.ingest_webhook()([a_delivery(topic, body, f"webhook-{number}", triggered_at=NOON)])

    def end(self, fate: str) -> None:
        """Give the events that are due this fate; the error names the person, as an ERP's may."""
        if fate == "processed":
            process_events(self.container)
        elif fate != "waiting":
            with self.container.unit_of_work()() as tx:
                events = tx.events.claim(ANOTHER_WORKER, NOON, 9)
                # Privacy requests are met in order: while one is retried, the erasure behind it has not happened yet.
                requests = [event for event in events if event.resource_key == PRIVACY_KEY]
                tx.events.release_claims(requests)
                events = [event for event in events if event not in requests]
                if fate != "in progress":
                    tx.events.settle([(event, _SETTLEMENTS[fate](_name_person(event))) for event in events], NOON)
                tx.commit()


def _name_person(event: WebhookEvent) -> str:
    return f"The ERP declined {json.loads(event.body).get('email', 'the order')}."


_FAILURE = FailedAttempt(1, NOON, "bob:2", "")
_SETTLEMENTS: dict[str, Callable[[str], Settlement]] = {
    "parked": lambda error: Settlement(EventStatus.PARKED, error, replace(_FAILURE, error=error), None, ("variant:1",)),
    "dead": lambda error: Settlement(EventStatus.DEAD, error, replace(_FAILURE, error=error)),
    "retried": lambda error: Settlement(EventStatus.PENDING, error, replace(_FAILURE, error=error), NOON + 60 * SECOND),
}


SHARES = {"memory": 2, "sqlite": 6, "postgresql": 8}
"""By how much the examples are divided: a database is slower."""


@pytest.fixture(params=list(SHARES))
def install(request: pytest.FixtureRequest) -> Callable[[], Installation]:
    """Start with nothing stored."""
    if request.param == "memory":
        return lambda: _connect(MemoryUnitOfWork())
    name = {"sqlite": "migrated_sqlite", "postgresql": "migrated_postgres"}[request.param]
    engine: Engine = request.getfixturevalue(name)

    def start() -> Installation:
        truncate_tables(engine)
        return _connect(SqlUnitOfWork(engine, CIPHER, BuiltinErp))

    return start


def _connect(unit_of_work: MemoryUnitOfWork | SqlUnitOfWork) -> Installation:
    shop = FakeShop()
    container = build_in_memory_container(shop)
    container.unit_of_work.override(providers.Object(unit_of_work))
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item()])
        tx.commit()
    container.connect_shop().connect_with_token(SHOP, shop.access_token)
    if isinstance(unit_of_work, MemoryUnitOfWork):
        return Installation(container, shop, lambda: repr(unit_of_work.state))
    return Installation(container, shop, lambda: _dump_tables(unit_of_work.engine))


def _dump_tables(engine: Engine) -> str:
    with engine.connect() as connection:
        rows = [row for table in METADATA.sorted_tables for row in connection.execute(table.select())]
    values = (value for row in rows for value in row)
    return "\n".join(bytes(v).decode(errors="replace") if isinstance(v, bytes | memoryview) else str(v) for v in values)


def erase(installation: Installation, person: PlantedPerson, topic: str) -> None:
    """Let Shopify request the erasure, and process it."""
    clock = installation.container.clock()
    assert isinstance(clock, ManualClock)
    if topic == "shop/redact":
        installation.container.disconnect_shop()(SHOP)
        clock.advance(timedelta(hours=48))
        request = {"shop_domain": SHOP, "shop_id": 1}
    else:
        request = privacy_request_of(person, orders_to_redact=[ORDER_ID])
    body = json.dumps(request).encode()
    installation.container.ingest_webhook()([a_delivery(topic, body, "redact", triggered_at=clock.now())])
    process_events(installation.container)


@dataclass(frozen=True)
class History:
    """What the product knew of a person, and what had become of it."""

    person: PlantedPerson
    steps: list[tuple[str, str]]
    is_mapped: bool
    is_imported: bool
    escapes: bool

    def play(self, installation: Installation) -> None:
        if self.is_mapped:
            map_product(installation.container)
        if self.is_imported:
            installation.shop.customers = [imported_customer(self.person)]
            run_all(installation.container)
        for number, (topic, fate) in enumerate(self.steps):
            planted = BODIES[topic](self.person)
            installation.receive(topic, json.dumps(planted, ensure_ascii=self.escapes).encode(), number)
            installation.end(fate)


def run_all(container: Container) -> None:
    """Run imports and events until nothing is due, also what is due in an hour."""
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    for _ in range(2):
        while container.run_import().run_next() or container.process_event().run_next():
            pass
        clock.advance(timedelta(hours=1))


def map_product(container: Container) -> None:
    with container.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.commit()
    container.map_product()(SHOP, VARIANT_ID, "ART-1")


def process_events(container: Container) -> None:
    while container.process_event().run_next():
        pass


def list_events(container: Container) -> list[WebhookEvent]:
    with container.unit_of_work()() as tx:
        return list(tx.events.list_latest(100))


def list_sales_orders(container: Container) -> list[SalesOrder]:
    with container.unit_of_work()() as tx:
        return list(tx.erp.orders.list_latest(100))


people = st.builds(
    PlantedPerson, st.integers(0, 0xFFF).map("{:03x}".format), st.sampled_from(["", " ", "'", '"', "\\", "ü", "<&>"])
)
steps = st.lists(st.tuples(st.sampled_from(sorted(BODIES)), st.sampled_from(FATES)), min_size=1, max_size=8)
histories = st.builds(History, people, steps, st.booleans(), st.booleans(), st.booleans())


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact"])
def test_nothing_personal_survives_an_erasure(
    install: Callable[[], Installation], topic: str, request: pytest.FixtureRequest
) -> None:
    examples = settings().max_examples // SHARES[request.node.callspec.params["install"]]

    @given(history=histories)
    @settings(max_examples=max(1, examples))
    def erase_and_search(history: History) -> None:
        _erase_and_search(install, topic, history)

    erase_and_search()


def _erase_and_search(install: Callable[[], Installation], topic: str, history: History) -> None:
    history.person.cores.clear()
    installation = install()
    history.play(installation)
    erase(installation, history.person, topic)
    assert history.person.find_in(installation.dump()) == []
    # What waited continues, and brings nothing back.
    map_product(installation.container)
    run_all(installation.container)
    assert history.person.find_in(installation.dump()) == []


def test_the_person_is_found_before_the_erasure(install: Callable[[], Installation]) -> None:
    """So that the search above cannot fail to see what is there."""
    installation, person = install(), PlantedPerson("00a", '"')
    installation.receive("orders/create", json.dumps(order_of(person)).encode(), 1)
    assert person.find_in(installation.dump()) == person.cores


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact"])
@pytest.mark.parametrize("kind", ["orders/create", "orders/read"])
def test_an_order_that_waited_is_booked_as_a_guest_order_to_the_cent(
    install: Callable[[], Installation], topic: str, kind: str
) -> None:
    installation, person = install(), PlantedPerson("00b")
    body, reader = json.dumps(order_of(person)).encode(), installation.container.payload_reader()
    with installation.container.unit_of_work()() as tx:
        read = body if kind == "orders/create" else reader.serialize_order(reader.parse_order(body))
        tx.events.add([NewEvent(a_delivery(kind, read), f"order:{ORDER_ID}", NOON)])
        tx.commit()
    process_events(installation.container)
    erase(installation, person, topic)
    assert list_sales_orders(installation.container) == []
    if topic == "shop/redact":
        installation.container.connect_shop().connect_with_token(SHOP, installation.shop.access_token)
    map_product(installation.container)
    process_events(installation.container)
    (document,) = list_sales_orders(installation.container)
    assert (str(document.total), len(document.refunds), len(document.fulfillments)) == ("15.71 EUR", 1, 1)
    assert (document.customer_id, document.shipping_address) == (None, None)
    assert person.find_in(installation.dump()) == []


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact"])
def test_what_a_customer_answered_to_a_recall_is_erased(install: Callable[[], Installation], topic: str) -> None:
    installation, person = install(), PlantedPerson("011")
    container = installation.container
    map_product(container)
    installation.receive("orders/create", json.dumps(order_of(person)).encode(), 1)
    process_events(container)
    (document,) = list_sales_orders(container)
    container.save_location()(StorageLocation(0, "Rack"))
    container.receive_lot()(Receipt("ART-1", "L1", "Rack", 10))
    container.assign_lots()(document.id or "")
    container.ship_order()(PackedShipment("S-1", document.id or ""))
    recall = container.open_recall()(RecallRequest([LotKey("ART-1", "L1")], RecallClass.CLASS_1, "glass found"))
    answer = Answer(f"{document.email} is well", 1)
    notice = container.note_notice()(recall.number, document.id or "", NoticeChannel.EMAIL, answer)
    assert f"{document.email} is well" in installation.dump()
    erase(installation, person, topic)
    assert person.find_in(installation.dump()) == []
    with container.unit_of_work()() as tx:
        assert tx.erp.stock
        assert tx.erp.stock.recalls.get_notice(notice.id) == replace(notice, note=None)


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact"])
def test_comments_about_the_persons_orders_are_erased(install: Callable[[], Installation], topic: str) -> None:
    installation, person = install(), PlantedPerson("013")
    installation.receive("orders/create", json.dumps(order_of(person)).encode(), 1)  # it waits for a mapping
    installation.container.comment_on_order()(SHOP, ORDER_ID, f"{person.write()} called")
    erase(installation, person, topic)
    assert person.find_in(installation.dump()) == []
    with installation.container.read_transaction() as tx:
        assert list(tx.order_comments.list_by_orders(SHOP, [ORDER_ID])) == []


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact"])
def test_issued_invoices_are_kept_as_long_as_they_must_be_and_then_erased(
    install: Callable[[], Installation], topic: str
) -> None:
    installation, person = install(), PlantedPerson("012")
    container, clock = installation.container, installation.container.clock()
    assert isinstance(clock, ManualClock)
    map_product(container)
    installation.receive("orders/create", json.dumps(order_of(person)).encode(), 1)
    process_events(container)
    (document,) = list_sales_orders(container)
    with container.transaction() as tx:
        get_invoices(tx).sellers.save(a_seller())
        tx.commit()
    [invoice] = container.issue_invoice()(document.id or "")
    container.get_invoice_file().pdf(invoice.number)
    erase(installation, person, topic)
    assert person.find_in(container.show_invoice()(invoice.number).invoice.content)
    with container.unit_of_work()() as tx:
        assert tx.privacy.list_latest(1)[0].kept == KeptInvoices(1, date(2034, 12, 31))
    erase_expired = container.erase_expired_invoices()
    clock.advance(datetime(2035, 1, 1, 12, tzinfo=UTC) - clock.now())
    assert erase_expired() == 0  # west of UTC, the last day is not over
    clock.advance(timedelta(days=1))
    assert erase_expired() == 1
    assert person.find_in(installation.dump()) == []
    assert container.verify_invoices()() == []
    with pytest.raises(InvoiceErased, match=f"{invoice.number} was erased on 2035-01-02"):
        container.get_invoice_file().pdf(invoice.number)


def test_an_order_in_the_same_batch_is_applied_without_what_was_erased(install: Callable[[], Installation]) -> None:
    installation, person = install(), PlantedPerson("00c")
    map_product(installation.container)
    request = json.dumps(privacy_request_of(person, orders_to_redact=[ORDER_ID])).encode()
    installation.receive("customers/redact", request, 1)
    installation.receive("orders/create", json.dumps(order_of(person)).encode(), 2)
    process_events(installation.container)
    assert [event.status for event in list_events(installation.container)] == [EventStatus.DONE] * 2
    assert len(list_sales_orders(installation.container)) == 1
    assert person.find_in(installation.dump()) == []


def test_what_arrives_late_from_before_the_erasure_brings_nothing_back(install: Callable[[], Installation]) -> None:
    installation, person = install(), PlantedPerson("00f")
    container, clock = installation.container, installation.container.clock()
    assert isinstance(clock, ManualClock)
    map_product(container)
    installation.shop.customers = [imported_customer(person)]
    run_all(container)
    installation.receive("orders/create", json.dumps(order_of(person)).encode(), 1)
    process_events(container)
    erase(installation, person, "customers/redact")
    for number, (topic, build) in enumerate(BODIES.items(), start=2):
        installation.receive(topic, json.dumps(build(person)).encode(), number)
        process_events(container)
    # A file that is another one than before, with the customer's state from before the erasure.
    installation.shop.customers.append(replace(imported_customer(PlantedPerson("0aa")), id=1))
    container.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_all(container)
    assert len(list_sales_orders(container)) == 1
    assert person.find_in(dump_records(installation)) == []


def test_what_was_erased_before_it_arrived_is_stored_without_the_person(install: Callable[[], Installation]) -> None:
    installation, person = install(), PlantedPerson("010")
    container, clock = installation.container, installation.container.clock()
    assert isinstance(clock, ManualClock)
    map_product(container)
    clock.advance(HOUR)
    erase(installation, person, "customers/redact")
    for number, (topic, build) in enumerate(BODIES.items(), start=2):
        installation.receive(topic, json.dumps(build(person)).encode(), number)
        process_events(container)
    assert len(list_sales_orders(container)) == 1
    assert person.find_in(dump_records(installation)) == []


def dump_records(installation: Installation) -> str:
    """What is stored beside the bodies of events, which the erasure of the next request empties."""
    container = installation.container
    with container.unit_of_work()() as tx:
        links = tx.customer_links.list_for_shop(SHOP)
        customers = [tx.erp.customers.get(link.erp_id) for link in links]
        return repr((tx.erp.orders.list_latest(9), customers, links))


def test_nothing_of_a_person_is_sent_through_redis(redis_url: str) -> None:
    installation, person = _connect(MemoryUnitOfWork()), PlantedPerson("00e")
    with Redis.from_url(redis_url) as client:
        notifier = RedisWorkNotifier(build_redis_brokers(client, RetryPolicy(random=lambda: 0.5), "novex"))
        installation.container.notifier.override(providers.Object(notifier))
        for number, (topic, build) in enumerate(BODIES.items()):
            installation.receive(topic, json.dumps(build(person)).encode(), number)
        process_events(installation.container)
        notifier.close()
        kept = repr([_read_key(client, key) for key in client.keys("*")])
    assert "message_id" in kept
    assert person.find_in(kept) == []


def _read_key(client: Any, key: bytes) -> tuple[bytes, Any]:
    readers = {b"hash": client.hgetall, b"list": lambda key: client.lrange(key, 0, -1), b"string": client.get}
    return key, readers.get(client.type(key), client.dump)(key)


def test_refused_lines_and_failed_attempts_never_hold_what_a_record_said(install: Callable[[], Installation]) -> None:
    installation, person = install(), PlantedPerson("00d")
    installation.shop.customers = [replace(imported_customer(person), updated_at=None)]
    installation.container.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_all(installation.container)
    for number, key in enumerate(("cancelled_at", "total_price", "test", "line_items", "refunds", "customer")):
        body = json.dumps(order_of(person) | {key: person.write()}).encode()
        installation.receive("orders/updated", body, number)
    process_events(installation.container)
    with installation.container.unit_of_work()() as tx:
        runs = tx.imports.list_latest(9)
        refused = [line for run in runs for line in tx.imports.list_refused_lines(run.id)]
    failures = [(event.last_error, event.failures) for event in list_events(installation.container)]
    assert refused
    assert all(error for error, _ in failures)
    assert person.find_in(repr((runs, refused, failures))) == []
