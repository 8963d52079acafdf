"""A store's token is refreshed once, however many processes need it and wherever one of them is killed."""

from collections.abc import Generator

import pytest
from sqlalchemy import make_url

from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.migrate import upgrade
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import SECRET, SHOP
from tests.chaos import crash_token_refresh
from tests.chaos.concurrent_token_refresh import prepare_refresh
from tests.sandbox import Sandbox, run_sandbox
from tests.warm_process import call_in_process, call_together

PROCESSES = 4
MIN_CRASH_POINTS = 6


@pytest.fixture
def sandbox(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Generator[Sandbox]:
    """A store connected with an expiring token, in PostgreSQL."""
    with run_sandbox("app", SECRET.value) as sandbox:
        for name, value in sandbox.build_environment(postgres_url).items():
            monkeypatch.setenv(name, value)
        engine = open_engine(make_url(postgres_url))
        upgrade(engine)
        engine.dispose()
        connector = Connector.from_env()
        connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
        connector.container.refresh_access_token().exchange_permanent_token(SHOP)
        connector.close()
        yield sandbox


def count_token_refreshes(sandbox: Sandbox) -> int:
    """How often a new pair was requested from Shopify."""
    count: int = sandbox.get_shop(SHOP).fetch_shop()["call_counts"].get("refresh_token", 0)
    return count


def test_processes_that_need_a_token_at_once_refresh_it_once_and_get_the_same(sandbox: Sandbox) -> None:
    answers = call_together(*[prepare_refresh] * PROCESSES)
    assert len(set(answers)) == 1
    assert answers[0]
    assert count_token_refreshes(sandbox) == 1


def test_after_a_crash_during_the_refresh_the_next_worker_gets_a_valid_token(sandbox: Sandbox) -> None:
    assert call_in_process(crash_token_refresh.find_last_crash_point) >= MIN_CRASH_POINTS
