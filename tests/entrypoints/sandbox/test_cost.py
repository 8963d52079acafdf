"""Query costs and throttling."""

import pytest

from novex_shopify.entrypoints.sandbox.app import SandboxSettings
from tests.entrypoints.sandbox.harness import CLIENT_ID, SECRET, ManualTime, SandboxShop

VARIANTS = """query ($id: ID!) {
  product(id: $id) { variants(first: 250) { nodes { inventoryItem { id tracked } } } }
}"""


def test_a_query_costs_what_a_real_shop_was_seen_to_charge(connected: SandboxShop) -> None:
    cost = connected.execute(VARIANTS, id="gid://shopify/Product/1").json()["extensions"]["cost"]
    assert cost["requestedQueryCost"] == 25


def test_a_mutation_costs_ten_points(connected: SandboxShop) -> None:
    query = (
        'mutation { webhookSubscriptionDelete(id: "gid://shopify/WebhookSubscription/1") { userErrors { message } } }'
    )
    cost = connected.execute(query).json()["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (10, 10)


def test_an_interface_or_a_union_costs_what_its_most_costly_type_does(connected: SandboxShop) -> None:
    order = connected.place_order(company=True)["admin_graphql_api_id"]
    query = """query ($id: ID!) { order(id: $id) { id purchasingEntity {
      ... on Customer { defaultEmailAddress { emailAddress } }
      ... on PurchasingCompany { company { id } location { id } } } } }"""
    cost = connected.execute(query, id=order).json()["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (4, 4)
    of_a_person = connected.execute(query, id=connected.place_order()["admin_graphql_api_id"]).json()["extensions"][
        "cost"
    ]
    assert (of_a_person["requestedQueryCost"], of_a_person["actualQueryCost"]) == (4, 3)


def test_fragments_for_another_type_cost_nothing(connected: SandboxShop) -> None:
    query = """{ orders(first: 1) { nodes { ...Order ... on Node { id } } } }
    fragment Order on Order { customer { id } ... on LegacyInteroperability { legacyResourceId } }"""
    assert connected.execute(query).json()["extensions"]["cost"]["requestedQueryCost"] == 4


def test_refunds_are_paid_for_by_the_page(connected: SandboxShop) -> None:
    query = """query ($id: ID!) { order(id: $id) { refunds(first: 5) { id
      refundLineItems(first: 10) { nodes { quantity lineItem { id } subtotalSet { shopMoney { amount } } } } } } }"""
    order = connected.place_order()
    before = connected.execute(query, id=order["admin_graphql_api_id"]).json()["extensions"]["cost"]
    connected.call_control_api("POST", f"/orders/{order['id']}/refunds", {})
    after = connected.execute(query, id=order["admin_graphql_api_id"]).json()["extensions"]["cost"]
    assert before["requestedQueryCost"] == after["requestedQueryCost"]
    assert before["actualQueryCost"] == 1 < after["actualQueryCost"] < after["requestedQueryCost"]


def test_points_that_were_not_used_are_given_back(connected: SandboxShop) -> None:
    cost = connected.execute("{ orders(first: 250) { nodes { id } } }").json()["extensions"]["cost"]
    assert cost["actualQueryCost"] < cost["requestedQueryCost"]
    status = cost["throttleStatus"]
    assert status["currentlyAvailable"] == status["maximumAvailable"] - cost["actualQueryCost"]


def test_a_query_of_more_than_a_thousand_points_is_refused_for_good(connected: SandboxShop) -> None:
    deep = "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { product { variants(first: 250) { nodes { id } } } } } } } }"  # noqa: E501
    error = connected.execute(deep).json()["errors"][0]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"


class TestSmallBucket:
    @pytest.fixture
    def settings(self) -> SandboxSettings:
        return SandboxSettings(client_id=CLIENT_ID, client_secret=SECRET, bucket_size=30, restore_rate=10)

    def test_an_empty_bucket_throttles_with_200_until_points_are_back(
        self, connected: SandboxShop, time: ManualTime
    ) -> None:
        query = "{ products(first: 250) { nodes { id } } }"
        for _ in range(3):
            connected.query(query)
        answer = connected.execute(query)
        body = answer.json()
        assert answer.status_code == 200
        assert "data" not in body
        assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
        cost = body["extensions"]["cost"]
        missing = cost["requestedQueryCost"] - cost["throttleStatus"]["currentlyAvailable"]
        time.advance(missing / cost["throttleStatus"]["restoreRate"])
        connected.query(query)
