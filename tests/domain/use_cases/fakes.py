"""The fakes that use cases are constructed with."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.shopify.bulk_operations import MemoryBulkOperations
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.adapters.memory.shopify.shopify_auth import MemoryShopifyAuth
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_metrics import RecordingWorkMetrics
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.shop import Credentials
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.shops.check_address import CheckAddress
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken
from tests.builders import APP_URL, SHOP, a_shop


@dataclass
class Fakes:
    """A database, a clock, a queue and a shop at Shopify, all in memory."""

    shop: FakeShop = field(default_factory=FakeShop)
    unit_of_work: UnitOfWork = field(default_factory=MemoryUnitOfWork)
    clock: ManualClock = field(default_factory=ManualClock)
    notifier: RecordingWorkNotifier = field(default_factory=RecordingWorkNotifier)
    metrics: RecordingWorkMetrics = field(default_factory=RecordingWorkMetrics)
    nonces: SequentialNonces = field(default_factory=SequentialNonces)
    address: CheckAddress = field(default_factory=lambda: CheckAddress(APP_URL))

    @cached_property
    def auth(self) -> MemoryShopifyAuth:
        return MemoryShopifyAuth(self.shop, self.clock)

    @cached_property
    def admin(self) -> MemoryShopifyAdmin:
        return MemoryShopifyAdmin(self.shop)

    @cached_property
    def operations(self) -> MemoryBulkOperations:
        return MemoryBulkOperations(self.shop)

    @property
    def access(self) -> RefreshAccessToken:
        return RefreshAccessToken(self.unit_of_work, self.auth, self.clock, self.address)

    def connect_shop(self, **changes: Any) -> None:
        """Store the shop with a permanent token."""
        with self.unit_of_work() as tx:
            tx.shops.save(a_shop(**changes))
            tx.shops.save_credentials(SHOP, Credentials(self.shop.access_token))
            tx.commit()
