"""A person maps, ignores and unmaps variants."""

from collections.abc import Callable

import pytest

from novex_shopify.domain.errors import InvalidPieces, NotFound
from novex_shopify.domain.model.product import MappingStatus, MatchedBy
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.products.map_product import MapProduct
from novex_shopify.domain.use_cases.shops.connect_shop import ConnectShop
from novex_shopify.domain.use_cases.shops.disconnect_shop import DisconnectShop
from tests.builders import HOUR, SHOP, VARIANT_ID, an_item, an_uninstalled_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import process_events, receive_webhook
from tests.domain.use_cases.products.mapping_steps import (
    add_items,
    add_variants,
    get_mapping,
    is_order_released,
    list_mappings,
    park_order,
)
from tests.webhook_bodies import make_shop_erasure_body


@pytest.fixture
def map_product(fakes: Fakes) -> MapProduct:
    return MapProduct(fakes.unit_of_work, fakes.notifier, fakes.clock)


@pytest.mark.parametrize(
    "decide",
    [lambda use_case: use_case(SHOP, VARIANT_ID, "ART-1"), lambda use_case: use_case.ignore(SHOP, VARIANT_ID)],
    ids=["map", "ignore"],
)
def test_mapping_and_ignoring_release_the_orders_that_wait(
    map_product: MapProduct, fakes: Fakes, decide: Callable[[MapProduct], Release]
) -> None:
    add_variants(fakes, VARIANT_ID)
    park_order(fakes)
    assert decide(map_product).complete_orders == 1
    assert (is_order_released(fakes), fakes.notifier.notifications) == (True, [Work.EVENTS])


def test_an_ignored_variant_is_unmapped_or_mapped(map_product: MapProduct, fakes: Fakes) -> None:
    add_variants(fakes, VARIANT_ID)
    map_product.ignore(SHOP, VARIANT_ID)
    assert get_mapping(fakes, VARIANT_ID).status is MappingStatus.IGNORED
    map_product.unmap(SHOP, VARIANT_ID)
    unmapped = get_mapping(fakes, VARIANT_ID)
    assert (unmapped.status, unmapped.matched_by) == (MappingStatus.UNMAPPED, MatchedBy.PERSON)
    map_product.ignore(SHOP, VARIANT_ID)
    map_product(SHOP, VARIANT_ID, "ART-1")
    assert get_mapping(fakes, VARIANT_ID).status is MappingStatus.MAPPED


def test_an_unknown_variant_cannot_be_ignored(map_product: MapProduct) -> None:
    with pytest.raises(NotFound, match="products sync"):
        map_product.ignore(SHOP, 404)


def test_an_unknown_variant_or_item_cannot_be_mapped(map_product: MapProduct, fakes: Fakes) -> None:
    add_variants(fakes, 2)
    with pytest.raises(NotFound, match="no variant 3"):
        map_product(SHOP, 3, "ART-1")
    with pytest.raises(NotFound, match="no item ART-9"):
        map_product(SHOP, 2, "ART-9")


def test_units_per_sale_belong_to_the_item(map_product: MapProduct, fakes: Fakes) -> None:
    add_variants(fakes, 2)
    add_items(fakes, an_item("ART-2", sku="CASE"))

    def map_to(item_id: str, pieces: int | None = None) -> int:
        map_product(SHOP, 2, item_id, pieces)
        return get_mapping(fakes, 2).pieces

    assert map_to("ART-1") == 1
    assert map_to("ART-1", 12) == 12
    assert map_to("ART-1") == 12
    assert map_to("ART-2") == 1
    map_product(SHOP, 2, "ART-2", 6)
    map_product.unmap(SHOP, 2)
    assert get_mapping(fakes, 2).pieces == 1


@pytest.mark.parametrize("pieces", [0, -12, 1_000_001])
def test_a_sold_unit_has_at_least_one_base_unit(map_product: MapProduct, fakes: Fakes, pieces: int) -> None:
    add_variants(fakes, 2)
    with pytest.raises(InvalidPieces, match="from 1 to 1,000,000"):
        map_product(SHOP, 2, "ART-1", pieces)
    assert get_mapping(fakes, 2).item_id is None


WAYS_TO_DISCONNECT: dict[str, Callable[[Fakes], None]] = {
    "by hand": lambda fakes: DisconnectShop(fakes.unit_of_work, fakes.clock)(SHOP),
    "uninstalled": lambda fakes: receive_webhook(fakes, "app/uninstalled", an_uninstalled_body()),
    "erased": lambda fakes: receive_webhook(fakes, "shop/redact", make_shop_erasure_body()),
}


@pytest.mark.parametrize("disconnect", WAYS_TO_DISCONNECT.values(), ids=WAYS_TO_DISCONNECT)
def test_mappings_survive_when_a_shop_disconnects_and_reconnects(
    map_product: MapProduct, fakes: Fakes, disconnect: Callable[[Fakes], None]
) -> None:
    add_variants(fakes, 1, 2, 3)
    map_product(SHOP, 1, "ART-1")
    map_product.ignore(SHOP, 2)
    before = list_mappings(fakes)
    fakes.clock.advance(HOUR)
    disconnect(fakes)
    process_events(fakes)
    fakes.clock.advance(HOUR)
    reconnect(fakes)
    assert list_mappings(fakes) == before


def reconnect(fakes: Fakes) -> None:
    connect_shop = ConnectShop(
        unit_of_work=fakes.unit_of_work,
        auth=fakes.auth,
        admin=fakes.admin,
        notifier=fakes.notifier,
        clock=fakes.clock,
        nonces=fakes.nonces,
        client_secrets=(),
        scopes=fakes.shop.scopes,
        api_version="2026-10",
        address=fakes.address,
    )
    connect_shop.connect_with_token(SHOP, fakes.shop.access_token)
