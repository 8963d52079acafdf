"""A webhook is answered in time whatever the database does, and stored as soon as it can be."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from cryptography.fernet import Fernet
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import SECRET, a_delivery, a_shop, an_order_body
from tests.databases import cut_sessions, set_read_only
from tests.polling import wait_until
from tests.tcp_proxy import TcpProxy, find_postgres_address, rewrite_postgres_url

Answer = tuple[int, str | None, float]
"""Status, Retry-After and seconds."""

ANSWER_SECONDS = 5  # Shopify waits no longer; the product itself gives up earlier, but this machine may be busy
HEAL_SECONDS = 30
BODY = an_order_body()
numbers = count()


@pytest.fixture
def proxy(postgres_url: str) -> Generator[TcpProxy]:
    with TcpProxy(find_postgres_address(postgres_url)) as proxy:
        yield proxy


@pytest.fixture
def container(postgres_url: str, proxy: TcpProxy) -> Generator[Container]:
    """A connected store on PostgreSQL, behind the proxy."""
    container = Container(
        settings=Settings.model_validate(
            {
                "shopify_client_id": "app",
                "shopify_client_secret": SECRET.value,
                "database_url": rewrite_postgres_url(postgres_url, proxy.port),
                "token_encryption_keys": Fernet.generate_key().decode(),
            }
        )
    )
    migrate_database(container)
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    yield container
    container.engine().dispose()


@pytest.fixture
def web(container: Container) -> Generator[TestClient]:
    with TestClient(create_app(container, with_worker=False)) as client:
        yield client


def deliver(web: TestClient) -> Answer:
    delivery = a_delivery(body=BODY, webhook_id=f"webhook-{next(numbers)}")
    headers = {
        "X-Shopify-Topic": delivery.topic,
        "X-Shopify-Hmac-Sha256": delivery.signature,
        "X-Shopify-Shop-Domain": delivery.shop_domain,
        "X-Shopify-Webhook-Id": delivery.webhook_id,
    }
    started = time.monotonic()
    answer = web.post("/webhooks/shopify", content=BODY, headers=headers)
    return answer.status_code, answer.headers.get("Retry-After"), time.monotonic() - started


def deliver_at_once(web: TestClient, times: int) -> list[Answer]:
    with ThreadPoolExecutor(times) as senders:
        return list(senders.map(lambda _: deliver(web), range(times)))


def assert_answered_in_time(answers: list[Answer]) -> None:
    for status, retry_after, seconds in answers:
        assert seconds < ANSWER_SECONDS
        assert (status, retry_after) in ((200, None), (503, "30"))


def get_statuses(answers: list[Answer]) -> set[int]:
    return {status for status, *_ in answers}


def wait_until_stored(web: TestClient) -> None:
    wait_until(lambda: deliver(web)[0] == 200, HEAL_SECONDS, "a stored webhook")


def test_a_database_that_no_longer_answers_costs_a_503_in_time(web: TestClient, proxy: TcpProxy) -> None:
    assert get_statuses(deliver_at_once(web, 8)) == {200}
    proxy.lose_everything()
    answers = deliver_at_once(web, 8)
    assert_answered_in_time(answers)
    assert get_statuses(answers) == {503}
    assert web.get("/healthz").status_code == 200
    started = time.monotonic()
    assert web.get("/readyz").status_code == 503
    assert time.monotonic() - started < ANSWER_SECONDS + 1
    proxy.recover()
    wait_until_stored(web)


def test_forgotten_connections_are_replaced(web: TestClient, proxy: TcpProxy) -> None:
    deliver_at_once(web, 8)
    assert proxy.lose_open_connections()
    assert_answered_in_time(deliver_at_once(web, 8))
    wait_until_stored(web)


def test_a_failover_to_a_standby_and_back_heals_without_a_restart(
    web: TestClient, container: Container, postgres_url: str
) -> None:
    assert get_statuses(deliver_at_once(web, 8)) == {200}
    set_read_only(postgres_url, "on")
    cut_sessions(postgres_url)
    wait_until(lambda: deliver(web)[0] == 503, HEAL_SECONDS, "a refused webhook")
    assert_answered_in_time(deliver_at_once(web, 8))
    set_read_only(postgres_url, "off")
    wait_until_stored(web)
    wait_until(lambda: can_save(container), HEAL_SECONDS, "a transaction of another thread")


def can_save(container: Container) -> bool:
    try:
        with container.unit_of_work()() as tx:
            tx.shops.save(a_shop())
            tx.commit()
    except DatabaseUnavailable:
        return False
    return True


def test_a_lock_that_another_client_holds_costs_a_503_in_time(web: TestClient, container: Container) -> None:
    with container.engine().begin() as connection:
        connection.exec_driver_sql("LOCK TABLE shopify_webhook_events IN ACCESS EXCLUSIVE MODE")
        answers = deliver_at_once(web, 4)
    assert_answered_in_time(answers)
    assert get_statuses(answers) == {503}
    wait_until_stored(web)


def test_a_locked_sqlite_file_costs_a_503_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("locked") / "novex-shopify.db"
    container = Container(
        settings=Settings.model_validate(
            {
                "shopify_client_id": "app",
                "shopify_client_secret": SECRET.value,
                "database_url": f"sqlite:///{path}",
            }
        )
    )
    migrate_database(container)
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    with TestClient(create_app(container, with_worker=False)) as web:
        with container.engine().begin():
            answers = deliver_at_once(web, 2)
        assert_answered_in_time(answers)
        assert get_statuses(answers) == {503}
        wait_until_stored(web)
    container.engine().dispose()
