"""API: shipments, with a token, with an invented one and without.

A forgery is any answer to a request without a token but a refusal.
"""

from random import Random

from tests.fuzz.attempt import Attempt
from tests.fuzz.http import Request
from tests.fuzz.values import change_json, encode_strangely, pick_header_text, pick_path_text
from tests.fuzz.world import API_TOKEN, ORDER_ID

_SHIPMENT = {
    "id": "SHIP-1",
    "order_id": ORDER_ID,
    "lines": [{"line_item_id": 1, "quantity": 1}],
    "tracking": {"number": "JD01", "company": "DHL Express"},
}
_REFUSALS = (400, 401, 404, 405, 413, 431)


def build(random: Random, _: int) -> Attempt:
    method = random.choice(("GET", "POST", "PUT", "DELETE", "PATCH"))
    tail = random.choice(("", "/SHIP-1", "/SHIP-1/tracking", "/SHIP-1/retry", f"/{pick_path_text(random)}"))
    authorized = random.random() < 0.6
    invented = random.choice(("", "Bearer", "Bearer ", f"Basic {API_TOKEN}", f"Bearer {API_TOKEN[:-1]}"))
    value = f"Bearer {API_TOKEN}" if authorized else random.choice((invented, pick_header_text(random)))
    headers = [("Authorization", value), ("Content-Type", "application/json")]
    body = encode_strangely(random, change_json(random, _SHIPMENT))
    request = Request(method, f"/api/v1/shipments{tail}", headers, body)
    return Attempt(request, lambda answer: not authorized and bool(answer.statuses) and answer.status not in _REFUSALS)
