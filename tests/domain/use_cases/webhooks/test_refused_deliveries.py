"""A store whose last deliveries were all refused for their signature is reported, at little cost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import IntakeOutcome
from novex_shopify.domain.policies.installation_problems import list_shop_problems
from novex_shopify.domain.use_cases.get_installation_status import GetInstallationStatus
from novex_shopify.domain.use_cases.webhooks.ingest_webhook import IngestWebhook
from novex_shopify.domain.use_cases.webhooks.refusal_runs import MAX_NAMES, RefusalRuns
from tests.builders import NOON, OTHER_SHOP, SECRET, SHOP, a_delivery, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS

MINUTE = timedelta(minutes=1)
GENUINE = a_delivery(body=an_order_body())
FORGED = replace(GENUINE, signature="forged")


@pytest.fixture
def ingest(fakes: Fakes) -> IngestWebhook:
    fakes.connect_shop()
    return IngestWebhook(fakes.unit_of_work, PAYLOADS, fakes.notifier, fakes.clock, (SECRET,))


def list_problems(fakes: Fakes) -> list[str]:
    """What a monitoring shows."""
    return list_shop_problems(GetInstallationStatus(fakes.unit_of_work, fakes.clock, fakes.address)())


def count_deliveries(fakes: Fakes) -> None:
    """Do what a worker does each minute."""
    with fakes.unit_of_work() as tx:
        tx.deliveries.count_received(fakes.clock.now() + MINUTE, 9)
        tx.commit()


def test_five_refused_in_a_row_are_reported_until_one_is_accepted(ingest: IngestWebhook, fakes: Fakes) -> None:
    ingest([FORGED] * 4)
    assert list_problems(fakes) == []
    ingest([FORGED])
    reported = "the last 5 webhooks had a wrong signature, and none was accepted since 2026-11-23 12:00 UTC"
    assert list_problems(fakes) == [f"{SHOP}: {reported}"]
    fakes.clock.advance(MINUTE)
    ingest([GENUINE])
    count_deliveries(fakes)
    assert list_problems(fakes) == []


def test_an_accepted_one_in_between_starts_the_count_again(ingest: IngestWebhook, fakes: Fakes) -> None:
    ingest([*[FORGED] * 4, GENUINE, *[FORGED] * 4])
    assert list_problems(fakes) == []


def test_names_of_unknown_stores_are_not_stored(ingest: IngestWebhook, fakes: Fakes) -> None:
    ingest([replace(FORGED, shop_domain=OTHER_SHOP)] * 9)
    with fakes.unit_of_work() as tx:
        assert tx.deliveries.list_refused() == []


def test_strangers_cause_one_write_a_minute_and_bounded_memory() -> None:
    runs, outcome = RefusalRuns(), IntakeOutcome.BAD_SIGNATURE
    assert runs.add([(FORGED, outcome)] * 5, NOON) == [RefusedDeliveries(SHOP, 5, NOON, NOON)]
    assert runs.add([(FORGED, outcome)] * 5, NOON + MINUTE / 2) == []
    assert runs.add([(FORGED, outcome)], NOON + MINUTE) == [RefusedDeliveries(SHOP, 11, NOON, NOON + MINUTE)]
    invented = (replace(FORGED, shop_domain=ShopDomain(f"shop-{number}.myshopify.com")) for number in range(MAX_NAMES))
    assert runs.add(((each, outcome) for each in invented), NOON + 2 * MINUTE) == []
