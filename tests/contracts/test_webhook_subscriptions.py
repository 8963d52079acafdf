"""The exam for `WebhookSubscriptions`."""

from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP, a_shop

CREATE = WebhookSubscription("gid://1", "ORDERS_CREATE", "https://erp.example.com", "2026-10")
PAID = WebhookSubscription("gid://2", "ORDERS_PAID", "https://erp.example.com", "2026-10")


def test_a_connected_store_is_due_when_its_time_has_come(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.subscriptions.due(NOON) is None
        tx.subscriptions.look_again(SHOP, NOON)
        assert tx.subscriptions.due(NOON) == SHOP
        tx.subscriptions.look_again(SHOP, NOON + HOUR, "no answer")
        assert tx.subscriptions.due(NOON) is None


def test_the_store_that_waits_longest_is_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for domain, at in ((SHOP, NOON), (OTHER_SHOP, NOON - HOUR)):
            tx.shops.save(a_shop(domain=domain))
            tx.subscriptions.look_again(domain, at)
        assert tx.subscriptions.due(NOON) == OTHER_SHOP


def test_a_store_that_left_is_not_looked_after(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop(uninstalled_at=NOON))
        tx.subscriptions.look_again(SHOP, NOON)
        assert tx.subscriptions.due(NOON) is None


def test_what_shopify_has_replaces_what_was_known(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.subscriptions.replace(SHOP, [PAID, CREATE])
        assert list(tx.subscriptions.of(SHOP)) == [CREATE, PAID]
        tx.subscriptions.replace(SHOP, [PAID])
        assert list(tx.subscriptions.of(SHOP)) == [PAID]
        assert list(tx.subscriptions.of(OTHER_SHOP)) == []


def test_what_is_lost_is_remembered_until_it_is_seen_again(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.subscriptions.saw(SHOP, [PAID, CREATE], (), NOON)
        tx.subscriptions.saw(SHOP, [PAID], ["ORDERS_CREATE", "ORDERS_DELETE"], NOON + HOUR)
        assert list(tx.subscriptions.of(SHOP)) == [PAID]
        lost = {"ORDERS_CREATE": LastSeen(NOON, lost=True), "ORDERS_PAID": LastSeen(NOON + HOUR)}
        assert tx.subscriptions.last_seen(SHOP) == lost
        tx.subscriptions.saw(SHOP, [CREATE], [], NOON + 2 * HOUR)
        assert tx.subscriptions.last_seen(SHOP) == {"ORDERS_CREATE": LastSeen(NOON + 2 * HOUR)}
        tx.subscriptions.replace(SHOP, ())
        assert tx.subscriptions.last_seen(SHOP) == {}


def test_why_a_look_failed_is_kept_until_the_next(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        assert tx.subscriptions.error(SHOP) is None
        tx.subscriptions.look_again(SHOP, NOON, "no answer")
        assert tx.subscriptions.error(SHOP) == "no answer"
        tx.subscriptions.look_again(SHOP, NOON)
        assert tx.subscriptions.error(SHOP) is None
