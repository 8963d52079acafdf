"""The product without database, Redis and Shopify, for the tests of ERP developers and ours."""

from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.mailer import RecordingMailer
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.notifications.channel_sender import RecordingChannelSender
from novex_shopify.adapters.memory.processes import FakeProcesses
from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.adapters.memory.shopify.bulk_operations import MemoryBulkOperations
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.adapters.memory.shopify.shopify_auth import MemoryShopifyAuth
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_metrics import RecordingWorkMetrics
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings

__all__ = ["FakeShop", "build_in_memory_container"]

IN_MEMORY_SETTINGS = {
    "shopify_client_id": "in-memory-app",
    "shopify_client_secret": "in-memory-secret",
    "app_url": "https://erp.example.com",
    "shopify_shops": "*",
    "token_encryption_keys": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
}


def build_in_memory_container(shop: FakeShop | None = None) -> Container:
    """A container with in-memory adapters; all use cases and rules are the real ones.

    Nothing runs automatically: `container.process_event().run_next()` and its siblings do the next unit of work,
    `container.clock().advance(…)` advances the time, `container.notifier().notifications` lists the notified work.
    `shop` is Shopify's side.
    """
    shop = shop or FakeShop()
    container = Container(settings=Settings.model_validate(IN_MEMORY_SETTINGS))
    container.clock.override(providers.Singleton(ManualClock))
    container.nonces.override(providers.Singleton(SequentialNonces))
    container.notifier.override(providers.Singleton(RecordingWorkNotifier))
    container.work_metrics.override(providers.Singleton(RecordingWorkMetrics))
    container.mailer.override(providers.Singleton(RecordingMailer))
    container.channel_sender.override(providers.Singleton(RecordingChannelSender))
    container.processes.override(providers.Singleton(FakeProcesses))
    container.unit_of_work.override(providers.Singleton(MemoryUnitOfWork, clock=container.clock))
    container.shopify_auth.override(providers.Singleton(MemoryShopifyAuth, fake_shop=shop, clock=container.clock))
    container.shopify_admin.override(providers.Singleton(MemoryShopifyAdmin, fake_shop=shop))
    container.carriers.override(providers.Singleton(MemoryCarriers))
    container.bulk_operations.override(providers.Singleton(MemoryBulkOperations, fake_shop=shop))
    return container
