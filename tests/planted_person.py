"""A person whose data can be recognised, in bodies of every shape that Shopify sends."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from novex_shopify.domain.model.customer import Address, CompanyContact, Customer
from tests.builders import NOON, ORDER_ID, SHOP, an_order_body
from tests.webhook_bodies import make_fulfillment_body, make_refund_body

CUSTOMER_ID = 7_012_345_678_901
Json = dict[str, Any]


@dataclass
class PlantedPerson:
    """Each value that is asked for is different, and has a core by which a search finds it however it is written."""

    seed: str
    wrapping: str = ""
    cores: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=count)

    def write(self, kind: str = "") -> str:
        core = f"zq{self.seed}{next(self._numbers)}x"
        self.cores.append(core)
        return f"{self.wrapping}{core}{kind}{self.wrapping}"

    def email(self) -> str:
        core = f"zq{self.seed}{next(self._numbers)}x"
        self.cores.append(core)
        return f"{core}@example.com"

    def phone(self) -> str:
        core = f"4930{int(self.seed, 16):06d}{next(self._numbers):04d}"
        self.cores.append(core)
        return f"+{core}"

    def find_in(self, text: str) -> list[str]:
        """The values of which something is left. Normalised values are in lower case."""
        lower = text.lower()
        return [core for core in self.cores if core.lower() in lower]


def address_of(person: PlantedPerson) -> Json:
    names = ("first_name", "last_name", "name", "company", "address1", "address2", "city", "zip", "province")
    return {
        **{name: person.write() for name in names},
        "province_code": person.write(),
        "country": "Germany",
        "country_code": "DE",
        "phone": person.phone(),
        "latitude": person.write(),
        "longitude": person.write(),
    }


def customer_of(person: PlantedPerson) -> Json:
    return {
        "id": CUSTOMER_ID,
        "email": person.email(),
        "phone": person.phone(),
        "first_name": person.write(),
        "last_name": person.write(),
        "note": person.write(),
        "tags": person.write(),
        "verified_email": True,
        "multipass_identifier": person.write(),
        "created_at": "2026-11-22T11:00:00+01:00",
        "updated_at": "2026-11-23T11:00:00+01:00",
        "default_address": {"id": 1, "customer_id": CUSTOMER_ID, "default": True, **address_of(person)},
        "addresses": [{"id": 1, "customer_id": CUSTOMER_ID, **address_of(person)}],
        "email_marketing_consent": {"state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": None},
    }


def refund_of(person: PlantedPerson, refund_id: int = 5) -> Json:
    refund: Json = json.loads(make_refund_body(refund_id=refund_id))
    transaction = refund["transactions"][0] | {
        "authorization": person.write(),
        "message": person.write(),
        "receipt": {"payer": {"email": person.email()}, "rows": [[person.write()]]},
        "payment_details": {"credit_card_name": person.write(), "credit_card_number": person.write()},
    }
    return refund | {"note": person.write(), "transactions": [transaction]}


def fulfillment_of(person: PlantedPerson) -> Json:
    fulfillment: Json = json.loads(make_fulfillment_body())
    return fulfillment | {
        "email": person.email(),
        "destination": address_of(person),
        "receipt": {"authorization": person.write()},
        "tracking_url": person.write(),
        "tracking_urls": [person.write()],
    }


def order_of(person: PlantedPerson, **changes: Any) -> Json:
    order: Json = json.loads(an_order_body())
    texts = (
        "landing_site",
        "landing_site_ref",
        "referring_site",
        "source_url",
        "token",
        "cart_token",
        "checkout_token",
    )
    order["line_items"][0] |= {"properties": [{"name": person.write(), "value": person.write()}]}
    return {
        **order,
        **{name: person.write() for name in texts},
        "email": person.email(),
        "contact_email": person.email(),
        "phone": person.phone(),
        "note": person.write(),
        "note_attributes": [{"name": person.write(), "value": person.write()}],
        "browser_ip": person.write(),
        "client_details": {"browser_ip": person.write(), "user_agent": person.write(), "session_hash": None},
        "order_status_url": person.write(),
        "localized_fields": [{"key": "TAX_ID", "value": person.write()}],
        "customer": customer_of(person),
        "shipping_address": address_of(person),
        "billing_address": address_of(person),
        "refunds": [refund_of(person, 4)],
        "fulfillments": [fulfillment_of(person) | {"id": 76}],
        "payment_details": {"credit_card_number": person.write()},
        "company": {"id": 3, "location_id": 4},
        **changes,
    }


def graphql_order_of(person: PlantedPerson) -> Json:
    """As GraphQL names it. No topic has this shape, so it is a topic that the product does not handle."""
    return {
        "id": f"gid://shopify/Order/{ORDER_ID}",
        "email": person.email(),
        "clientIp": person.write(),
        "statusPageUrl": person.write(),
        "customAttributes": [{"key": person.write(), "value": person.write()}],
        "customer": {"displayName": person.write(), "defaultEmailAddress": {"emailAddress": person.email()}},
        "shippingAddress": {"firstName": person.write(), "formatted": [person.write()], "countryCodeV2": "DE"},
    }


BODIES: dict[str, Callable[[PlantedPerson], Json]] = {
    "orders/create": order_of,
    "orders/updated": lambda person: order_of(person, updated_at="2026-11-23T13:00:00+01:00"),
    "orders/delete": lambda _: {"id": ORDER_ID},
    "orders/risk_assessment_changed": lambda person: {
        "order_id": ORDER_ID,
        "risk_level": "high",
        "message": person.write(),
    },
    "refunds/create": refund_of,
    "fulfillments/create": fulfillment_of,
    "fulfillment_orders/moved": lambda person: {
        "moved_fulfillment_order": {"id": "gid://shopify/FulfillmentOrder/1", "order_id": ORDER_ID},
        "message": person.write(),
        "customer": {"id": CUSTOMER_ID, "destination": address_of(person)},
    },
    "customers/create": customer_of,
    "customers_email_marketing_consent/update": lambda person: {
        "customer_id": CUSTOMER_ID,
        "email_address": person.email(),
        "email_marketing_consent": {"state": "subscribed"},
    },
    "customers_marketing_consent/update": lambda person: {
        "id": CUSTOMER_ID,
        "phone": person.phone(),
        "sms_marketing_consent": {"state": "subscribed"},
    },
    "customers/data_request": lambda person: privacy_request_of(person, orders_requested=[ORDER_ID]),
    # Not handled: an abandoned checkout, and an order with GraphQL's names.
    "checkouts/update": lambda person: {"id": 1, **order_of(person)},
    "orders/graphql": graphql_order_of,
    # Unreadable: without an id, not of the topic's shape, cut off.
    "orders/paid": lambda person: {**order_of(person), "id": person.write()},
    "customers/update": lambda person: {"customer": customer_of(person)},
    # Readable until it is applied.
    "orders/cancelled": lambda person: order_of(person, cancelled_at="never"),
    "orders/fulfilled": lambda person: order_of(person, total_price="free"),
    "orders/partially_fulfilled": lambda person: order_of(person, test="yes"),
}


def privacy_request_of(person: PlantedPerson, **changes: Any) -> Json:
    customer = {"id": CUSTOMER_ID, "email": person.email(), "phone": person.phone()}
    return {"shop_domain": SHOP, "shop_id": 1, "customer": customer, **changes}


def imported_customer(person: PlantedPerson) -> Customer:
    address = Address(name=person.write(), address1=person.write(), city=person.write(), country_code="DE")
    contact = CompanyContact(9, "Acme", "K-1", person.write(), is_main=True)
    return Customer(
        CUSTOMER_ID,
        NOON,
        person.write(),
        person.write(),
        person.email(),
        person.phone(),
        (address,),
        companies=(contact,),
    )
