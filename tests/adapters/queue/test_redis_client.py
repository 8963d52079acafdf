"""A Redis that is read-only, full, moved or shared is noticed, and used again once it can be."""

import socket
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from redis import Redis

from novex_shopify.adapters.queue.brokers import build_message
from novex_shopify.adapters.queue.redis_brokers import build_redis_brokers
from novex_shopify.adapters.queue.redis_client import open_redis
from novex_shopify.adapters.queue.redis_probe import RedisProbe
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.timing import READINESS_TIMEOUT
from tests.servers import RedisServer
from tests.tcp_proxy import TcpProxy
from tests.tls_proxy import TlsProxy

RETRY_POLICY = RetryPolicy(random=lambda: 0.5)


@pytest.fixture
def server() -> Generator[RedisServer]:
    """A Redis whose configuration a test may change."""
    with RedisServer() as server:
        yield server


@pytest.fixture
def admin(server: RedisServer) -> Generator[Redis]:
    with Redis.from_url(server.url) as client:
        yield client


def build_probe(url: str) -> RedisProbe:
    return RedisProbe(open_redis(url), "novex")


def get_address(server: RedisServer) -> tuple[str, int]:
    return "127.0.0.1", int(server.url.rpartition(":")[2].partition("/")[0])


def test_a_redis_that_takes_writes_has_no_problem(server: RedisServer) -> None:
    assert build_probe(server.url).find_problem() is None


def test_a_full_redis_is_named_and_used_again_once_it_has_room(server: RedisServer, admin: Redis) -> None:
    probe = build_probe(server.url)
    admin.config_set("maxmemory", "1")
    assert probe.find_problem() == "full: it takes no writes"
    admin.config_set("maxmemory", "0")
    assert probe.find_problem() is None


def test_a_replica_is_named(server: RedisServer, admin: Redis) -> None:
    admin.replicaof("127.0.0.1", "1")
    assert build_probe(server.url).find_problem() == "read-only: a replica answers"


def test_a_missing_password_is_named(server: RedisServer, admin: Redis) -> None:
    admin.config_set("requirepass", "planted-password")
    assert build_probe(server.url).find_problem() == "its password is wrong or missing"


def test_another_refusal_is_named_by_its_code(server: RedisServer, admin: Redis) -> None:
    admin.config_set("min-replicas-to-write", "1")
    assert build_probe(server.url).find_problem() == "it refuses writes (NOREPLICAS)"


def test_a_redis_that_does_not_answer_is_noticed_before_readiness_must_be_stated() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        probe = RedisProbe(open_redis(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", for_probe=True), "novex")
        started = time.monotonic()
        assert probe.find_problem() == "cannot be reached (timeout error)"
        assert time.monotonic() - started < READINESS_TIMEOUT.total_seconds()


def test_an_open_connection_to_what_became_a_replica_is_given_up_for_the_one_behind_the_address(
    server: RedisServer, admin: Redis
) -> None:
    with RedisServer() as successor, TcpProxy(get_address(server)) as proxy:
        client = open_redis(f"redis://127.0.0.1:{proxy.port}/0")
        (broker, *_) = build_redis_brokers(client, RETRY_POLICY, "novex").all()
        broker.enqueue(build_message(Work.EVENTS))
        admin.replicaof(*get_address(successor))
        proxy.lead_new_connections_to(get_address(successor))
        broker.enqueue(build_message(Work.EVENTS))
        with Redis.from_url(successor.url) as moved:
            assert moved.keys("novex:*")
        client.close()


def test_messages_of_another_prefix_are_not_taken(server: RedisServer) -> None:
    client = open_redis(server.url)
    (ours, *_), (theirs, *_) = (build_redis_brokers(client, RETRY_POLICY, prefix).all() for prefix in ("a", "b"))
    ours.enqueue(build_message(Work.EVENTS))
    (queue, *_) = ours.get_declared_queues()
    assert next(theirs.consume(queue, timeout=1)) is None
    assert next(ours.consume(queue, timeout=1)) is not None
    client.close()


def test_a_self_signed_certificate_is_refused_unless_it_is_trusted_or_not_verified(
    server: RedisServer, tmp_path: Path
) -> None:
    with TlsProxy(get_address(server)[1], tmp_path) as proxy:
        url = f"rediss://127.0.0.1:{proxy.port}/0"
        assert build_probe(url).find_problem() == "its certificate is not trusted (self-signed certificate)"
        trusting = RedisProbe(open_redis(f"{url}?ssl_ca_certs={proxy.certificate}"), "novex")
        unverified = RedisProbe(open_redis(url, verify_tls=False), "novex")
        for probe, accepts_any in ((trusting, False), (unverified, True)):
            assert probe.find_problem() is None
            assert probe.accepts_any_certificate() is accepts_any
            probe.redis.close()
    assert not RedisProbe(open_redis(server.url, verify_tls=False), "novex").accepts_any_certificate()
