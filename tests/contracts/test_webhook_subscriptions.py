"""The contract of `WebhookSubscriptions`."""

from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP, a_shop

ORDERS_CREATE = WebhookSubscription("gid://1", "ORDERS_CREATE", "https://erp.example.com", "2026-10")
ORDERS_PAID = WebhookSubscription("gid://2", "ORDERS_PAID", "https://erp.example.com", "2026-10")


def test_a_connected_shop_is_due_at_its_scheduled_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.subscriptions.find_due_shop(NOON) is None
        tx.subscriptions.schedule_check(SHOP, NOON)
        assert tx.subscriptions.find_due_shop(NOON) == SHOP
        tx.subscriptions.schedule_check(SHOP, NOON + HOUR, "no answer")
        assert tx.subscriptions.find_due_shop(NOON) is None


def test_the_shop_that_waits_longest_is_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for domain, at in ((SHOP, NOON), (OTHER_SHOP, NOON - HOUR)):
            tx.shops.save(a_shop(domain=domain))
            tx.subscriptions.schedule_check(domain, at)
        assert tx.subscriptions.find_due_shop(NOON) == OTHER_SHOP


def test_a_disconnected_shop_is_not_checked(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop(uninstalled_at=NOON))
        tx.subscriptions.schedule_check(SHOP, NOON)
        assert tx.subscriptions.find_due_shop(NOON) is None


def test_subscriptions_are_replaced_by_those_of_shopify(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.subscriptions.replace(SHOP, [ORDERS_PAID, ORDERS_CREATE])
        assert list(tx.subscriptions.list_for_shop(SHOP)) == [ORDERS_CREATE, ORDERS_PAID]
        tx.subscriptions.replace(SHOP, [ORDERS_PAID])
        assert list(tx.subscriptions.list_for_shop(SHOP)) == [ORDERS_PAID]
        assert list(tx.subscriptions.list_for_shop(OTHER_SHOP)) == []


def test_a_missing_subscription_is_remembered_until_it_is_seen_again(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.subscriptions.record_last_seen(SHOP, [ORDERS_PAID, ORDERS_CREATE], (), NOON)
        tx.subscriptions.record_last_seen(SHOP, [ORDERS_PAID], ["ORDERS_CREATE", "ORDERS_DELETE"], NOON + HOUR)
        assert list(tx.subscriptions.list_for_shop(SHOP)) == [ORDERS_PAID]
        lost = {"ORDERS_CREATE": LastSeen(NOON, missing=True), "ORDERS_PAID": LastSeen(NOON + HOUR)}
        assert tx.subscriptions.get_last_seen(SHOP) == lost
        tx.subscriptions.record_last_seen(SHOP, [ORDERS_CREATE], [], NOON + 2 * HOUR)
        assert tx.subscriptions.get_last_seen(SHOP) == {"ORDERS_CREATE": LastSeen(NOON + 2 * HOUR)}
        tx.subscriptions.replace(SHOP, ())
        assert tx.subscriptions.get_last_seen(SHOP) == {}


def test_the_error_of_a_failed_check_is_kept_until_the_next(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.subscriptions.get_error(SHOP) is None
        tx.subscriptions.schedule_check(SHOP, NOON, "no answer")
        assert tx.subscriptions.get_error(SHOP) == "no answer"
        tx.subscriptions.schedule_check(SHOP, NOON)
        assert tx.subscriptions.get_error(SHOP) is None
