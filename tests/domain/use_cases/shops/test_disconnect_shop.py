"""A disconnected store loses its tokens and keeps everything else."""

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import MappedItem, MatchedBy, ProductMapping
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.use_cases.shops import DisconnectShop
from tests.builders import NOON, OTHER_SHOP, SHOP, VARIANT_ID, a_variant
from tests.domain.use_cases.shops.shop_fakes import ShopFakes


def test_the_tokens_are_deleted_and_the_mappings_stay(connected: ShopFakes) -> None:
    subscription = WebhookSubscription("gid://1", "ORDERS_CREATE", "https://erp.example.com", "2026-10")
    with connected.unit_of_work() as tx:
        tx.subscriptions.replace(SHOP, [subscription])
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.mappings.save(ProductMapping(SHOP, a_variant(), "ART-1", MatchedBy.PERSON))
        tx.commit()
    DisconnectShop(connected.unit_of_work, connected.clock)(SHOP)
    assert connected.find_credentials() is None
    assert connected.get_shop().uninstalled_at == NOON
    with connected.unit_of_work() as tx:
        assert tx.subscriptions.list_for_shop(SHOP) == []
        assert tx.mappings.get_items(SHOP, {VARIANT_ID}) == {VARIANT_ID: MappedItem("ART-1")}


def test_a_shop_that_was_never_connected_cannot_be_disconnected(connected: ShopFakes) -> None:
    with pytest.raises(NotFound, match=f"{OTHER_SHOP} was never connected"):
        DisconnectShop(connected.unit_of_work, connected.clock)(OTHER_SHOP)
