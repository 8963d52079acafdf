"""The product without a database, without Redis and without Shopify, for the tests of ERP developers and ours."""

from dependency_injector import providers

from novex_shopify.adapters.memory.bulk_operations import MemoryBulkOperations
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import CountedNonces
from novex_shopify.adapters.memory.processes import ListedProcesses
from novex_shopify.adapters.memory.shopify_admin import MemoryShopifyAdmin
from novex_shopify.adapters.memory.shopify_auth import MemoryShopifyAuth
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.wakeups import RecordedWakeups
from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings

SETTINGS = {
    "shopify_client_id": "in-memory-app",
    "shopify_client_secret": "in-memory-secret",
    "app_url": "https://erp.example.com",
    "token_encryption_keys": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
}


def in_memory_container(store: MemoryStore | None = None) -> Container:
    """A container whose outermost adapters are in memory; every rule and use case between them is the real one.

    Nothing happens by itself: `container.process_event().run_next()` and its like do the next piece of work,
    `container.clock().advance(…)` lets time pass, `container.wakeups().woken` tells who was woken. The store's side is
    the `MemoryStore` given here.
    """
    store = store or MemoryStore()
    container = Container(settings=Settings.model_validate(SETTINGS))
    container.clock.override(providers.Singleton(ManualClock))
    container.nonces.override(providers.Singleton(CountedNonces))
    container.wakeups.override(providers.Singleton(RecordedWakeups))
    container.processes.override(providers.Singleton(ListedProcesses))
    container.unit_of_work.override(providers.Singleton(MemoryUnitOfWork))
    container.auth.override(providers.Singleton(MemoryShopifyAuth, store=store, clock=container.clock))
    container.admin.override(providers.Singleton(MemoryShopifyAdmin, store=store))
    container.bulk_operations.override(providers.Singleton(MemoryBulkOperations, store=store))
    return container
