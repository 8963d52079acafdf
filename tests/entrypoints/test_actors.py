"""By every way into the product: the audit log says who it was."""

from dependency_injector import providers

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import ERP_CODE, Actor, ActorKind, get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind
from novex_shopify.domain.model.privacy import PrivacyRequestKind
from novex_shopify.domain.model.webhook_event import NewEvent
from novex_shopify.domain.resource_keys import PRIVACY_KEY
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.worker.host import WorkerHost
from tests.audited_world import list_entries
from tests.builders import a_delivery, a_shipment, a_shop
from tests.polling import wait_until
from tests.webhook_bodies import make_privacy_body


def test_erp_code_acts_under_the_name_that_it_gives() -> None:
    connector = Connector.in_memory()
    connector.push_fulfillment(a_shipment("SHIP-1"))
    with connector.acting_as("Anna (purchasing)"):
        connector.push_fulfillment(a_shipment("SHIP-2"))
        connector.push_fulfillment(a_shipment("SHIP-2"))
    second, first = list_entries(connector.container)
    assert (first.actor, first.action, first.subject.kind) == (
        ERP_CODE,
        AuditAction.SHIPMENT_RECORDED,
        AuditedKind.SHIPMENT,
    )
    assert (second.actor, second.subject.id) == (Actor(ActorKind.IN_PROCESS, "Anna (purchasing)"), "SHIP-2")


def test_what_is_rolled_back_with_the_erps_transaction_was_not_done() -> None:
    connector = Connector.in_memory()
    with connector.container.transaction() as tx:
        connector.push_fulfillment_in_transaction(tx, a_shipment())
    assert list_entries(connector.container) == []


def test_the_effect_of_a_webhook_is_shopifys() -> None:
    container = Connector.in_memory().container
    topic = PrivacyRequestKind.DATA_REQUEST.value
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        delivery = a_delivery(topic, make_privacy_body(orders_requested=[], data_request={"id": 99}))
        tx.events.add([NewEvent(delivery, PRIVACY_KEY, container.clock().now())])
        tx.commit()
    assert container.process_event().run_next()
    (entry,) = list_entries(container)
    assert (entry.actor, entry.action) == (Actor(ActorKind.SHOPIFY, topic), AuditAction.PERSONAL_DATA_REPORTED)


def test_a_workers_job_acts_under_its_name(container: Container) -> None:
    actors: list[Actor] = []
    container.watch_deliveries.override(providers.Object(lambda: actors.append(get_current_actor())))
    host = WorkerHost(container)
    host.start()
    wait_until(lambda: bool(actors), 10, "the job")
    host.stop()
    assert actors[0] == Actor(ActorKind.WORKER, "watch deliveries")
