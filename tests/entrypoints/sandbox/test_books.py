"""What a merchant does to products and customers by the control API, and what the app hears of it."""

from typing import Any

import pytest

from tests.entrypoints.sandbox.harness import Store

PRODUCT = "query product($id: ID!) { product(id: $id) { title status updatedAt variants(first: 9) { nodes { sku } } } }"
CUSTOMERS = """{ customers(first: 30) { nodes {
  id legacyResourceId updatedAt email phone
  defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
  defaultPhoneNumber { phoneNumber smsMarketingConsent { state optInLevel updatedAt collectedFrom } }
  companyContactProfiles { id title isMainContact company { id name externalId } customer { id } }
} } }"""


def told(store: Store) -> list[tuple[str, Any]]:
    """What was sent, by topic and body."""
    store.settle()
    return [(each["topic"], each["body"]) for each in store.control("GET", "/deliveries")["deliveries"]]


def first_product(store: Store) -> Any:
    return store.control("GET", "/products")["products"][0]


def read_product(store: Store, number: int) -> Any:
    return store.graphql(PRODUCT, id=f"gid://shopify/Product/{number}")["product"]


def first_customer(store: Store) -> int:
    number: int = store.control("GET", "/customers")["customers"][0]["id"]
    return number


def test_a_new_product_is_told_and_read(connected: Store) -> None:
    connected.subscribe("PRODUCTS_CREATE")
    wish = {"title": "Matcha", "variants": [{"title": "30 g", "sku": "MAT-30", "barcode": "4012345678901"}]}
    made = connected.control("POST", "/products", wish, status=201)
    ((topic, body),) = told(connected)
    assert (topic, body["id"], body["status"]) == ("products/create", made["id"], "active")
    assert [(each["sku"], each["barcode"], each["price"]) for each in body["variants"]] == [
        ("MAT-30", "4012345678901", "9.99")
    ]
    assert read_product(connected, made["id"])["variants"]["nodes"] == [{"sku": "MAT-30"}]


@pytest.mark.parametrize("change", [{"title": "Earl Grey, new"}, {"status": "ARCHIVED"}, {"status": "DRAFT"}])
def test_a_changed_product_is_told_with_a_later_time(connected: Store, change: dict[str, str]) -> None:
    connected.subscribe("PRODUCTS_UPDATE")
    number = first_product(connected)["id"]
    before = read_product(connected, number)
    connected.control("PATCH", f"/products/{number}", change)
    ((topic, body),) = told(connected)
    after = read_product(connected, number)
    assert topic == "products/update"
    assert (body["title"], body["status"].upper()) == (after["title"], after["status"])
    assert change.items() <= after.items()
    assert after["updatedAt"] > before["updatedAt"]


def test_products_are_found_by_their_status(connected: Store) -> None:
    number = first_product(connected)["id"]
    connected.control("PATCH", f"/products/{number}", {"status": "ARCHIVED"})
    found = connected.graphql('{ productsCount(query: "status:archived") { count } }')
    assert found["productsCount"]["count"] == 1


def test_a_changed_variant_is_told_by_its_product(connected: Store) -> None:
    connected.subscribe("PRODUCTS_UPDATE")
    variant = first_product(connected)["variants"][0]
    connected.control("PATCH", f"/variants/{variant['id']}", {"sku": "NEW", "barcode": None})
    ((topic, body),) = told(connected)
    assert (topic, body["variants"][0]["sku"], body["variants"][0]["barcode"]) == ("products/update", "NEW", None)


def test_a_deleted_variant_is_gone_and_the_last_one_stays(connected: Store) -> None:
    connected.subscribe("PRODUCTS_UPDATE")
    first, last = first_product(connected)["variants"]
    connected.control("DELETE", f"/variants/{first['id']}")
    refused = connected.control("DELETE", f"/variants/{last['id']}", status=422)
    ((_, body),) = told(connected)
    assert [each["id"] for each in body["variants"]] == [last["id"]]
    assert "last variant" in refused["error"]


def test_a_deleted_product_is_told_by_its_id_alone(connected: Store) -> None:
    connected.subscribe("PRODUCTS_DELETE")
    number = first_product(connected)["id"]
    connected.control("DELETE", f"/products/{number}")
    assert told(connected) == [("products/delete", {"id": number})]
    assert read_product(connected, number) is None


def test_many_products_and_customers_come_silently(connected: Store) -> None:
    connected.subscribe("PRODUCTS_CREATE", "CUSTOMERS_CREATE")
    connected.control("POST", "/products/many", {"count": 40, "variants": 3}, status=201)
    connected.control("POST", "/customers/many", {"count": 50, "addresses": 2}, status=201)
    counts = connected.graphql("{ productsCount { count } productVariantsCount { count } customersCount { count } }")
    products = connected.control("GET", "/products")["products"]
    assert counts["productsCount"]["count"] == len(products) == 12 + 40
    assert counts["productVariantsCount"]["count"] == sum(len(each["variants"]) for each in products)
    assert counts["customersCount"]["count"] == 25 + 50
    assert len({each["barcode"] for each in products[-1]["variants"]}) == 3
    assert told(connected) == []


def test_a_large_shop_is_made_in_one_call(connected: Store) -> None:
    made = connected.control("POST", "/customers/many", {"count": 100_000}, status=201)
    assert made == {"customers": 100_025}


def test_customers_say_by_mail_and_by_text_what_they_want(connected: Store) -> None:
    people = connected.graphql(CUSTOMERS)["customers"]["nodes"]
    states = {each["defaultEmailAddress"]["marketingState"] for each in people}
    texts = {each["defaultPhoneNumber"]["smsMarketingConsent"]["state"] for each in people if each["phone"]}
    assert states == {"SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED"}
    assert texts == {"SUBSCRIBED", "NEVER_SUBSCRIBED"}
    assert people[0]["defaultEmailAddress"]["marketingOptInLevel"] == "CONFIRMED_OPT_IN"
    assert people[0]["defaultEmailAddress"]["marketingUpdatedAt"] < people[0]["updatedAt"]


def test_some_customers_buy_for_a_company(connected: Store) -> None:
    people = connected.graphql(CUSTOMERS)["customers"]["nodes"]
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
def test_a_consent_is_told_by_a_topic_of_its_own(
    connected: Store, channel: str, topic: str, key: str, about: str
) -> None:
    connected.subscribe(topic.upper().replace("/", "_"), "CUSTOMERS_UPDATE")
    number = first_customer(connected)
    connected.control("POST", f"/customers/{number}/consent", {"channel": channel, "state": "UNSUBSCRIBED"})
    (consent, (other, _)) = told(connected)
    assert (consent[0], other) == (topic, "customers/update")
    assert (consent[1][about], consent[1][key]["state"]) == (number, "unsubscribed")
    assert consent[1][key]["opt_in_level"] == "single_opt_in"
    person = connected.graphql(CUSTOMERS)["customers"]["nodes"][0]
    now = person["defaultEmailAddress"]["marketingState"] if channel == "email" else None
    assert (now or person["defaultPhoneNumber"]["smsMarketingConsent"]["state"]) == "UNSUBSCRIBED"


def test_nobody_consents_without_an_address(connected: Store) -> None:
    number = connected.control("GET", "/customers")["customers"][1]["id"]
    wish = {"channel": "sms", "state": "SUBSCRIBED"}
    assert "no address for sms" in connected.control("POST", f"/customers/{number}/consent", wish, status=422)["error"]


def test_a_deleted_customer_is_told_and_gone(connected: Store) -> None:
    connected.subscribe("CUSTOMERS_DELETE")
    number = first_customer(connected)
    connected.control("DELETE", f"/customers/{number}")
    ((topic, body),) = told(connected)
    assert (topic, body["id"], body["addresses"]) == ("customers/delete", number, [])
    assert first_customer(connected) != number


def test_a_customer_with_orders_stays(connected: Store) -> None:
    order = connected.order(lines=[{"sku": "POT-BLK"}])
    refused = connected.control("DELETE", f"/customers/{order['customer']['id']}", status=422)
    assert "has orders" in refused["error"]
