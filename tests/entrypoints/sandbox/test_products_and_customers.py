"""Changes of products and customers by the control API, and their webhooks."""

from typing import Any

import pytest

from tests.entrypoints.sandbox.harness import SandboxShop

PRODUCT = "query product($id: ID!) { product(id: $id) { title status updatedAt variants(first: 9) { nodes { sku } } } }"
CUSTOMERS = """{ customers(first: 30) { nodes {
  id legacyResourceId updatedAt email phone
  defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
  defaultPhoneNumber { phoneNumber smsMarketingConsent { state optInLevel updatedAt collectedFrom } }
  companyContactProfiles { id title isMainContact company { id name externalId } customer { id } }
} } }"""


def list_deliveries(shop: SandboxShop) -> list[tuple[str, Any]]:
    """List topic and body of each delivery."""
    shop.wait_for_deliveries()
    return [(each["topic"], each["body"]) for each in shop.call_control_api("GET", "/deliveries")["deliveries"]]


def get_first_product(shop: SandboxShop) -> Any:
    return shop.call_control_api("GET", "/products")["products"][0]


def fetch_product(shop: SandboxShop, number: int) -> Any:
    return shop.query(PRODUCT, id=f"gid://shopify/Product/{number}")["product"]


def get_first_customer_id(shop: SandboxShop) -> int:
    number: int = shop.call_control_api("GET", "/customers")["customers"][0]["id"]
    return number


def test_a_new_product_is_announced_and_can_be_read(connected: SandboxShop) -> None:
    connected.subscribe("PRODUCTS_CREATE")
    request = {"title": "Matcha", "variants": [{"title": "30 g", "sku": "MAT-30", "barcode": "4012345678901"}]}
    made = connected.call_control_api("POST", "/products", request, status=201)
    ((topic, body),) = list_deliveries(connected)
    assert (topic, body["id"], body["status"]) == ("products/create", made["id"], "active")
    assert [(each["sku"], each["barcode"], each["price"]) for each in body["variants"]] == [
        ("MAT-30", "4012345678901", "9.99")
    ]
    assert fetch_product(connected, made["id"])["variants"]["nodes"] == [{"sku": "MAT-30"}]


@pytest.mark.parametrize("change", [{"title": "Earl Grey, new"}, {"status": "ARCHIVED"}, {"status": "DRAFT"}])
def test_a_changed_product_is_sent_with_a_later_time(connected: SandboxShop, change: dict[str, str]) -> None:
    connected.subscribe("PRODUCTS_UPDATE")
    number = get_first_product(connected)["id"]
    before = fetch_product(connected, number)
    connected.call_control_api("PATCH", f"/products/{number}", change)
    ((topic, body),) = list_deliveries(connected)
    after = fetch_product(connected, number)
    assert topic == "products/update"
    assert (body["title"], body["status"].upper()) == (after["title"], after["status"])
    assert change.items() <= after.items()
    assert after["updatedAt"] > before["updatedAt"]


def test_products_are_found_by_their_status(connected: SandboxShop) -> None:
    number = get_first_product(connected)["id"]
    connected.call_control_api("PATCH", f"/products/{number}", {"status": "ARCHIVED"})
    found = connected.query('{ productsCount(query: "status:archived") { count } }')
    assert found["productsCount"]["count"] == 1


def test_a_changed_variant_is_sent_with_its_product(connected: SandboxShop) -> None:
    connected.subscribe("PRODUCTS_UPDATE")
    variant = get_first_product(connected)["variants"][0]
    connected.call_control_api("PATCH", f"/variants/{variant['id']}", {"sku": "NEW", "barcode": None})
    ((topic, body),) = list_deliveries(connected)
    assert (topic, body["variants"][0]["sku"], body["variants"][0]["barcode"]) == ("products/update", "NEW", None)


def test_a_deleted_variant_is_removed_and_the_last_one_stays(connected: SandboxShop) -> None:
    connected.subscribe("PRODUCTS_UPDATE")
    first, last = get_first_product(connected)["variants"]
    connected.call_control_api("DELETE", f"/variants/{first['id']}")
    refused = connected.call_control_api("DELETE", f"/variants/{last['id']}", status=422)
    ((_, body),) = list_deliveries(connected)
    assert [each["id"] for each in body["variants"]] == [last["id"]]
    assert "is the last one of" in refused["error"]


def test_a_deleted_product_is_announced_by_its_id_alone(connected: SandboxShop) -> None:
    connected.subscribe("PRODUCTS_DELETE")
    number = get_first_product(connected)["id"]
    connected.call_control_api("DELETE", f"/products/{number}")
    assert list_deliveries(connected) == [("products/delete", {"id": number})]
    assert fetch_product(connected, number) is None


def test_many_products_and_customers_are_added_without_webhooks(connected: SandboxShop) -> None:
    connected.subscribe("PRODUCTS_CREATE", "CUSTOMERS_CREATE")
    connected.call_control_api("POST", "/products/batch", {"count": 40, "variants_per_product": 3}, status=201)
    connected.call_control_api("POST", "/customers/batch", {"count": 50, "addresses_per_customer": 2}, status=201)
    counts = connected.query("{ productsCount { count } productVariantsCount { count } customersCount { count } }")
    products = connected.call_control_api("GET", "/products")["products"]
    assert counts["productsCount"]["count"] == len(products) == 12 + 40
    assert counts["productVariantsCount"]["count"] == sum(len(each["variants"]) for each in products)
    assert counts["customersCount"]["count"] == 25 + 50
    assert len({each["barcode"] for each in products[-1]["variants"]}) == 3
    assert list_deliveries(connected) == []


def test_a_large_shop_is_made_in_one_call(connected: SandboxShop) -> None:
    made = connected.call_control_api("POST", "/customers/batch", {"count": 100_000}, status=201)
    assert made == {"customers": 100_025}


def test_customers_say_by_mail_and_by_text_what_they_want(connected: SandboxShop) -> None:
    people = connected.query(CUSTOMERS)["customers"]["nodes"]
    states = {each["defaultEmailAddress"]["marketingState"] for each in people}
    texts = {each["defaultPhoneNumber"]["smsMarketingConsent"]["state"] for each in people if each["phone"]}
    assert states == {"SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED"}
    assert texts == {"SUBSCRIBED", "NEVER_SUBSCRIBED"}
    assert people[0]["defaultEmailAddress"]["marketingOptInLevel"] == "CONFIRMED_OPT_IN"
    assert people[0]["defaultEmailAddress"]["marketingUpdatedAt"] < people[0]["updatedAt"]


def test_some_customers_buy_for_a_company(connected: SandboxShop) -> None:
    people = connected.query(CUSTOMERS)["customers"]["nodes"]
    contacts = [contact for each in people for contact in each["companyContactProfiles"]]
    assert [(each["company"]["name"], each["isMainContact"], each["title"]) for each in contacts] == [
        ("Großmann & Söhne GbR", True, "Inhaberin"),
        ("Smith Imports LLC", True, "Managing Director"),
        ("Smith Imports LLC", False, "Purchasing"),
        ("Petrović Feinkost", True, None),
    ]
    assert [each["company"]["externalId"] for each in contacts] == ["D-10071", "US-20015", "US-20015", None]
    assert contacts[1]["company"]["id"] == contacts[2]["company"]["id"]


@pytest.mark.parametrize(
    ("channel", "topic", "key", "about"),
    [
        ("email", "customers_email_marketing_consent/update", "email_marketing_consent", "customer_id"),
        ("sms", "customers_marketing_consent/update", "sms_marketing_consent", "id"),
    ],
)
def test_a_consent_is_sent_under_its_own_topic(
    connected: SandboxShop, channel: str, topic: str, key: str, about: str
) -> None:
    connected.subscribe(topic.upper().replace("/", "_"), "CUSTOMERS_UPDATE")
    number = get_first_customer_id(connected)
    connected.call_control_api("POST", f"/customers/{number}/consent", {"channel": channel, "state": "UNSUBSCRIBED"})
    (consent, (other, _)) = list_deliveries(connected)
    assert (consent[0], other) == (topic, "customers/update")
    assert (consent[1][about], consent[1][key]["state"]) == (number, "unsubscribed")
    assert consent[1][key]["opt_in_level"] == "single_opt_in"
    person = connected.query(CUSTOMERS)["customers"]["nodes"][0]
    now = person["defaultEmailAddress"]["marketingState"] if channel == "email" else None
    assert (now or person["defaultPhoneNumber"]["smsMarketingConsent"]["state"]) == "UNSUBSCRIBED"


def test_a_consent_without_an_address_is_refused(connected: SandboxShop) -> None:
    number = connected.call_control_api("GET", "/customers")["customers"][1]["id"]
    request = {"channel": "sms", "state": "SUBSCRIBED"}
    assert (
        "no sms address"
        in connected.call_control_api("POST", f"/customers/{number}/consent", request, status=422)["error"]
    )


def test_a_deleted_customer_is_announced_and_removed(connected: SandboxShop) -> None:
    connected.subscribe("CUSTOMERS_DELETE")
    number = get_first_customer_id(connected)
    connected.call_control_api("DELETE", f"/customers/{number}")
    ((topic, body),) = list_deliveries(connected)
    assert (topic, body["id"], body["addresses"]) == ("customers/delete", number, [])
    assert get_first_customer_id(connected) != number


def test_a_customer_with_orders_stays(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "POT-BLK"}])
    refused = connected.call_control_api("DELETE", f"/customers/{order['customer']['id']}", status=422)
    assert "has orders" in refused["error"]
