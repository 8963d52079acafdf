"""Everything that talks to Shopify or reads what Shopify sends."""

from dependency_injector import providers

from novex_shopify.adapters.shopify.bulk.bulk_operations import GraphQLBulkOperations
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.in_memory_rate_limiter import InMemoryRateLimiter
from novex_shopify.adapters.shopify.graphql.shop_probe import HttpShopProbe
from novex_shopify.adapters.shopify.graphql.shopify_admin import GraphQLShopifyAdmin
from novex_shopify.adapters.shopify.oauth.shopify_auth import HttpShopifyAuth
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.config.core_container import CoreContainer
from novex_shopify.config.extras import import_when_called

SHOPIFY_CALL_DEADLINE_SECONDS = 30

settings = CoreContainer.settings.provided


class ShopifyContainer(CoreContainer):
    """The Shopify adapters, on top of the CoreContainer."""

    endpoints = providers.Singleton(ShopEndpoints, sandbox_url=settings.shopify_base_url)
    payload_reader = providers.Singleton(JsonPayloadReader)
    shopify_auth = providers.Singleton(
        HttpShopifyAuth,
        http=CoreContainer.http,
        endpoints=endpoints,
        clock=CoreContainer.clock,
        client_id=settings.shopify_client_id,
        client_secret=settings.client_secret,
        redirect_uri=settings.callback_url,
    )
    rate_limiter = providers.Selector(
        settings.worker_mode,
        redis=providers.Singleton(
            import_when_called("adapters.shopify.graphql.redis_rate_limiter:RedisRateLimiter"),
            redis=CoreContainer.redis,
            prefix=settings.redis_key_prefix,
        ),
        embedded=providers.Singleton(InMemoryRateLimiter),
    )
    graphql_client = providers.Singleton(
        GraphQLClient,
        http=CoreContainer.http,
        endpoints=endpoints,
        api_version=settings.shopify_api_version,
        rate_limiter=rate_limiter,
        deadline_seconds=SHOPIFY_CALL_DEADLINE_SECONDS,
    )
    shopify_admin = providers.Singleton(GraphQLShopifyAdmin, client=graphql_client, clock=CoreContainer.clock)
    bulk_operations = providers.Singleton(GraphQLBulkOperations, client=graphql_client, http=CoreContainer.http)
    shop_probe = providers.Singleton(
        HttpShopProbe, http=CoreContainer.http, endpoints=endpoints, api_version=settings.shopify_api_version
    )
