"""A person has the subscriptions of a store repaired."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.webhooks.request_subscription_check import RequestSubscriptionCheck
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP, a_shop


def test_the_check_of_the_shop_is_due_now() -> None:
    unit_of_work, notifier = MemoryUnitOfWork(), RecordingWorkNotifier()
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.subscriptions.schedule_check(SHOP, NOON + HOUR)
        tx.commit()
    RequestSubscriptionCheck(unit_of_work, notifier, ManualClock())(SHOP)
    with unit_of_work() as tx:
        assert tx.subscriptions.find_due_shop(NOON) == SHOP
    assert notifier.notifications == [Work.SUBSCRIPTIONS]


@pytest.mark.parametrize("shop", [SHOP, OTHER_SHOP], ids=["disconnected", "unknown"])
def test_a_shop_that_is_not_connected_has_nothing_to_repair(shop: ShopDomain) -> None:
    unit_of_work, notifier = MemoryUnitOfWork(), RecordingWorkNotifier()
    with unit_of_work() as tx:
        tx.shops.save(a_shop(uninstalled_at=NOON))
        tx.commit()
    with pytest.raises(NotFound, match=f"{shop} is not connected"):
        RequestSubscriptionCheck(unit_of_work, notifier, ManualClock())(shop)
    assert notifier.notifications == []
