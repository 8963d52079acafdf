"""The contract of `ShopifyAuth` and `ShopifyAdmin`."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.domain.errors import (
    NotFound,
    ScopeNotGranted,
    ShopifyAccessDenied,
    ShopifyRefused,
    TokenRequestRefused,
)
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    FulfillmentOrder,
    FulfillmentOrderMove,
    FulfillmentRequest,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.order_return import ReturnSummary
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopAccess
from novex_shopify.domain.policies.allocation import allocate
from tests.builders import SECOND, SHOP
from tests.contracts.shopify_candidates import ShopifyCandidate, build_fulfillment_request


def count_remaining(orders: Sequence[FulfillmentOrder]) -> int:
    """The units that can still be fulfilled."""
    return sum(line.remaining_quantity for order in orders if order.can_be_fulfilled for line in order.lines)


def allocate_all(shopify: ShopifyCandidate, access: ShopAccess, order_id: int) -> Sequence[FulfillmentRequest]:
    """The requests for everything that remains of an order of one item, without tracking."""
    orders = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    line = ShipmentLine(orders[0].lines[0].line_item_id, count_remaining(orders))
    return allocate(Shipment("SHIP-1", "1", (line,)), orders).requests


def list_open_methods(shopify: ShopifyCandidate, access: ShopAccess, order_id: int) -> Sequence[str]:
    """The delivery methods of what remains."""
    orders = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    return sorted(order.delivery_method for order in orders if count_remaining([order]))


def test_a_code_is_exchanged_once_for_an_expiring_token(shopify: ShopifyCandidate) -> None:
    code, shop = shopify.create_code(), shopify.create_access().shop
    grant = shopify.auth.exchange_code(shop, code)
    assert ALL_SCOPES.missing_in(grant.scopes) == set()
    assert grant.credentials.access_token_expires_at is not None
    assert grant.credentials.refresh_token is not None
    assert grant.credentials.refresh_token_expires_at is not None
    with pytest.raises(TokenRequestRefused):
        shopify.auth.exchange_code(shop, code)


def test_a_refreshed_token_works(shopify: ShopifyCandidate) -> None:
    code, shop = shopify.create_code(), shopify.create_access().shop
    first = shopify.auth.exchange_code(shop, code).credentials
    assert first.refresh_token is not None
    second = shopify.auth.refresh_access_token(shop, first.refresh_token).credentials
    assert second.access_token != first.access_token
    assert second.refresh_token != first.refresh_token
    granted = shopify.admin.fetch_granted_scopes(ShopAccess(shop, second.access_token))
    assert ALL_SCOPES.missing_in(granted) == set()


def test_a_refresh_repeated_immediately_with_the_same_token_gives_the_same_pair(shopify: ShopifyCandidate) -> None:
    code, shop = shopify.create_code(), shopify.create_access().shop
    first = shopify.auth.exchange_code(shop, code).credentials
    assert first.refresh_token is not None
    second, again = (shopify.auth.refresh_access_token(shop, first.refresh_token).credentials for _ in range(2))
    assert (again.access_token, again.refresh_token) == (second.access_token, second.refresh_token)


def test_an_unknown_refresh_token_is_refused(shopify: ShopifyCandidate) -> None:
    with pytest.raises(TokenRequestRefused):
        shopify.auth.refresh_access_token(shopify.create_access().shop, Secret("shprt_made_up"))


def test_a_permanent_token_is_exchanged_once_for_an_expiring_pair(shopify: ShopifyCandidate) -> None:
    permanent = shopify.create_access()
    pair = shopify.auth.exchange_permanent_token(permanent.shop, permanent.access_token).credentials
    assert pair.access_token != permanent.access_token
    assert pair.access_token_expires_at is not None
    assert pair.refresh_token is not None
    granted = shopify.admin.fetch_granted_scopes(ShopAccess(permanent.shop, pair.access_token))
    assert not ALL_SCOPES.missing_in(granted)
    with pytest.raises(ShopifyAccessDenied):
        shopify.admin.fetch_granted_scopes(permanent)
    for spent in (permanent.access_token, pair.access_token):
        with pytest.raises(TokenRequestRefused):
            shopify.auth.exchange_permanent_token(permanent.shop, spent)


def test_the_consent_page_is_the_shops_own(shopify: ShopifyCandidate) -> None:
    link = shopify.auth.build_authorize_url(SHOP, Scopes.parse("read_orders"), "state-1")
    query = dict(parse_qsl(urlsplit(link).query))
    assert (query["state"], query["scope"]) == ("state-1", "read_orders")
    assert SHOP in link


def test_what_the_shop_has_exists_and_nothing_else(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    assert shopify.admin.has_order(access, order_id)
    assert not shopify.admin.has_order(access, order_id + 1)
    assert not shopify.admin.has_product(access, 1)
    assert not shopify.admin.has_customer(access, 1)


def test_only_of_a_customer_whom_the_shop_knows_it_has_data(shopify: ShopifyCandidate) -> None:
    access = shopify.create_access()
    assert shopify.admin.has_customer_data(access, shopify.get_customer())
    assert not shopify.admin.has_customer_data(access, 1)


def test_the_granted_scopes_of_a_token_are_returned(shopify: ShopifyCandidate) -> None:
    assert ALL_SCOPES.missing_in(shopify.admin.fetch_granted_scopes(shopify.create_access())) == set()


def test_what_the_shop_says_about_itself_is_returned(shopify: ShopifyCandidate) -> None:
    profile = shopify.admin.fetch_profile(shopify.create_access())
    assert profile.shopify_id
    assert profile.country_code == "DE"
    assert profile.time_zone == "Etc/GMT-1"


def test_a_bad_token_is_refused(shopify: ShopifyCandidate) -> None:
    with pytest.raises(ShopifyAccessDenied):
        shopify.admin.fetch_granted_scopes(ShopAccess(shopify.create_access().shop, Secret("shpat_made_up")))


def test_subscriptions_are_created_listed_and_deleted(shopify: ShopifyCandidate) -> None:
    access = shopify.create_access()
    created = shopify.admin.create_webhook_subscription(access, "ORDERS_CREATE", "https://erp.example.com/w")
    assert (created.topic, created.uri) == ("ORDERS_CREATE", "https://erp.example.com/w")
    assert list(shopify.admin.fetch_webhook_subscriptions(access)) == [created]
    shopify.admin.delete_webhook_subscription(access, created.id)
    assert list(shopify.admin.fetch_webhook_subscriptions(access)) == []


def test_the_same_subscription_twice_is_declined_with_shopifys_message(shopify: ShopifyCandidate) -> None:
    access = shopify.create_access()
    shopify.admin.create_webhook_subscription(access, "ORDERS_CREATE", "https://erp.example.com/w")
    with pytest.raises(ShopifyRefused, match="taken"):
        shopify.admin.create_webhook_subscription(access, "ORDERS_CREATE", "https://erp.example.com/w")


def test_a_fulfillment_is_listed_and_nothing_remains(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    request = build_fulfillment_request(shopify, access, order_id)
    created = shopify.admin.create_fulfillment(access, request)
    state = shopify.admin.fetch_order_fulfillments(access, order_id)
    assert [(known.id, known.tracking_numbers, known.cancelled) for known in state.fulfillments] == [
        (created.id, ("JD01",), False)
    ]
    assert shopify.admin.fetch_fulfillment_quantities(access, created.id) == {request.lines[0].line_item_id: 2}
    assert count_remaining(state.fulfillment_orders) == 0


def test_the_states_of_all_fulfillment_orders_are_read_by_one_of_them(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_split_order()
    known = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    states = shopify.admin.fetch_fulfillment_order_states(access, known[1].id)
    assert sorted((state.id, state.order_id, state.status, state.location) for state in states) == sorted(
        (each.id, order_id, "OPEN", each.location_name) for each in known
    )
    with pytest.raises(NotFound):
        shopify.admin.fetch_fulfillment_order_states(access, "gid://shopify/FulfillmentOrder/404")


def test_a_part_can_be_fulfilled_and_the_rest_later(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    for left in (1, 0):
        shopify.admin.create_fulfillment(access, build_fulfillment_request(shopify, access, order_id, quantity=1))
        state = shopify.admin.fetch_order_fulfillments(access, order_id)
        assert count_remaining(state.fulfillment_orders) == left
    assert len(state.fulfillments) == 2


def test_more_than_remains_is_declined_with_shopifys_message(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    request = build_fulfillment_request(shopify, access, order_id)
    shopify.admin.create_fulfillment(access, request)
    with pytest.raises(ShopifyRefused, match="fulfillmentCreate"):
        shopify.admin.create_fulfillment(access, request)
    assert len(shopify.admin.fetch_order_fulfillments(access, order_id).fulfillments) == 1


def test_tracking_can_be_replaced_repeatedly(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    created = shopify.admin.create_fulfillment(access, build_fulfillment_request(shopify, access, order_id))
    corrected = Tracking("JD02", "DHL Express", additional_numbers=("JD03",))
    for _ in range(2):
        shopify.admin.update_tracking(access, created.id, corrected, notify_customer=False)
    (known,) = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillments
    assert known.tracking_numbers == ("JD02", "JD03")


def test_items_of_a_cancelled_fulfillment_are_unfulfilled_again(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    created = shopify.admin.create_fulfillment(access, build_fulfillment_request(shopify, access, order_id))
    shopify.admin.cancel_fulfillment(access, created.id)
    state = shopify.admin.fetch_order_fulfillments(access, order_id)
    assert [known.cancelled for known in state.fulfillments] == [True]
    assert count_remaining(state.fulfillment_orders) == 2


def test_an_order_is_split_by_delivery_method(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_split_order()
    orders = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    assert {order.delivery_method: order.lines[0].remaining_quantity for order in orders} == {
        DeliveryMethod.SHIPPING: 1,
        DeliveryMethod.PICK_UP: 1,
        DeliveryMethod.LOCAL: 1,
    }
    assert len({order.location_id for order in orders}) == 1
    assert all(order.lines[0].name for order in orders)


def test_one_fulfillment_of_several_delivery_methods_is_declined(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_split_order()
    requests = allocate_all(shopify, access, order_id)
    mixture = replace(requests[0], lines=tuple(line for request in requests for line in request.lines))
    with pytest.raises(ShopifyRefused, match="must have the same delivery method type"):
        shopify.admin.create_fulfillment(access, mixture)
    assert shopify.admin.fetch_order_fulfillments(access, order_id).fulfillments == ()


def test_each_delivery_method_is_fulfilled_separately(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_split_order()
    for request in allocate_all(shopify, access, order_id):
        created = shopify.admin.create_fulfillment(access, request)
        assert shopify.admin.fetch_fulfillment_order_ids(access, created.id) == request.fulfillment_order_ids
    state = shopify.admin.fetch_order_fulfillments(access, order_id)
    assert (len(state.fulfillments), count_remaining(state.fulfillment_orders)) == (3, 0)


def test_a_moved_or_cancelled_quantity_keeps_its_delivery_method(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_split_order()
    orders = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    local = next(order for order in orders if order.delivery_method is DeliveryMethod.LOCAL)
    move = FulfillmentOrderMove(local.id, local.lines[0].id, 1, shopify.get_other_location())
    shopify.admin.move_fulfillment_order(access, [move])
    assert list_open_methods(shopify, access, order_id) == ["LOCAL", "PICK_UP", "SHIPPING"]
    created = [shopify.admin.create_fulfillment(access, request) for request in allocate_all(shopify, access, order_id)]
    assert list_open_methods(shopify, access, order_id) == []
    for fulfillment in created:
        shopify.admin.cancel_fulfillment(access, fulfillment.id)
    assert list_open_methods(shopify, access, order_id) == ["LOCAL", "PICK_UP", "SHIPPING"]


def test_a_fulfillment_that_does_not_exist_cannot_be_changed(shopify: ShopifyCandidate) -> None:
    access, gid = shopify.create_access(), "gid://shopify/Fulfillment/404"
    with pytest.raises(ShopifyRefused):
        shopify.admin.cancel_fulfillment(access, gid)
    with pytest.raises(ShopifyRefused):
        shopify.admin.update_tracking(access, gid, Tracking("JD01"), notify_customer=False)


def test_items_are_moved_to_another_location_and_fulfilled_from_there(shopify: ShopifyCandidate) -> None:
    access, order_id = shopify.create_access(), shopify.place_order()
    (order,) = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    line, location_id = order.lines[0], shopify.get_other_location()
    shopify.admin.move_fulfillment_order(access, [FulfillmentOrderMove(order.id, line.id, 1, location_id)])
    orders = shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders
    shipment = Shipment("SHIP-1", "1", (ShipmentLine(line.line_item_id, 1),), location_id=location_id)
    (request,) = allocate(shipment, orders).requests
    shopify.admin.create_fulfillment(access, request)
    assert count_remaining(shopify.admin.fetch_order_fulfillments(access, order_id).fulfillment_orders) == 1


def test_an_order_that_does_not_exist_is_not_found(shopify: ShopifyCandidate) -> None:
    with pytest.raises(NotFound):
        shopify.admin.fetch_order_fulfillments(shopify.create_access(), 404)


def test_a_return_is_read_with_its_order_and_alone(shopify: ShopifyCandidate) -> None:
    access, (order_id, return_id) = shopify.create_access(), shopify.place_returned_order()
    alone = shopify.admin.fetch_return(access, return_id)
    (with_order,) = shopify.admin.fetch_order(access, order_id).returns
    assert replace(alone, read_at=with_order.read_at) == with_order
    assert (alone.id, alone.order_id, alone.status, alone.quantity) == (return_id, order_id, "open", 1)
    assert sorted((name, str(fee.amount)) for name, fee in alone.list_fees()) == [
        ("Restocking fee", "1.00"),
        ("Return shipping fee", "2.00"),
    ]


def test_summaries_list_returns_by_status(shopify: ShopifyCandidate) -> None:
    access, (order_id, return_id) = shopify.create_access(), shopify.place_returned_order()
    summary = find_summary(shopify, access, order_id)
    assert summary.returns == frozenset({ReturnSummary(return_id, "open", 1)})


def test_orders_are_listed_by_the_status_of_their_returns(shopify: ShopifyCandidate) -> None:
    access, (order_id, _) = shopify.create_access(), shopify.place_returned_order()
    order = shopify.admin.fetch_order(access, order_id)
    for status, found in (("in_progress", [order_id]), ("return_requested", [])):
        orders = OrderRange(order.created_at, order.created_at + SECOND, by_creation=True, return_status=status)
        assert [each.id for each in shopify.admin.fetch_order_summaries(access, orders, None).records] == found


def test_a_store_without_the_scope_for_returns_works_without_them(shopify: ShopifyCandidate) -> None:
    order_id, return_id = shopify.place_returned_order()
    access = shopify.create_access(Scopes(ALL_SCOPES.handles - {"read_returns"}))
    assert shopify.admin.fetch_order(access, order_id).returns == ()
    assert find_summary(shopify, access, order_id).returns is None
    with pytest.raises(ScopeNotGranted):
        shopify.admin.fetch_return(access, return_id)


def find_summary(shopify: ShopifyCandidate, access: ShopAccess, order_id: int) -> OrderSummary:
    order = shopify.admin.fetch_order(access, order_id)
    placed = OrderRange(order.created_at, order.created_at + SECOND, by_creation=True)
    (summary,) = shopify.admin.fetch_order_summaries(access, placed, None).records
    return summary
