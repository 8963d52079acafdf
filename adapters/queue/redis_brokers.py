"""Dramatiq's brokers on Redis; needs the extra `redis`."""

from redis import Redis

from novex_shopify.adapters.queue.brokers import Brokers, build_brokers, build_middleware
from novex_shopify.adapters.queue.woken_broker import Announcements, WokenRedisBroker
from novex_shopify.domain.policies.retry import RetryPolicy


def build_redis_brokers(client: Redis, retry: RetryPolicy, prefix: str) -> Brokers:
    """Messages reach every worker process that uses the same prefix."""
    announcements = Announcements(client, prefix)
    return build_brokers(
        lambda: WokenRedisBroker(announcements, client=client, namespace=prefix, middleware=build_middleware(retry))
    )
