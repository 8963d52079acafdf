"""API: shipments, lots and stock, with a token, with an invented one and without.

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
_SELECTION = {"line_item_id": 1, "lot": "L1", "quantity": 1, "location": "Rack", "reason": "asked for it"}
_BODIES = (
    _SHIPMENT,
    {"lots": [_SELECTION], "reference": "A-1"},
    {"lot": "L1", "reason": "torn label", "quantity": 1, "location": "Rack"},
    {"item_id": "ART-1", "lot": "L1", "location": "Rack", "quantity": 1, "expires_on": "2027-05-02"},
)
_TAILS = (
    *("/shipments", "/shipments/SHIP-1", "/shipments/SHIP-1/tracking", "/shipments/SHIP-1/retry"),
    *("/orders/1/propose", "/orders/1/assignments", "/assignments/1"),
    "/orders/1/assignments?quantity=1&reason=waits&line_item_id=1",
    *("/lots", "/lots/ART-1/L1", "/lots/ART-1/L1/hold", "/lots/ART-1/L1/release", "/stock?limit=2&view=all"),
)
_REFUSALS = (400, 401, 404, 405, 413, 431)


def build(random: Random, _: int) -> Attempt:
    method = random.choice(("GET", "POST", "PUT", "DELETE", "PATCH"))
    tail = random.choice((*_TAILS, f"/shipments/{pick_path_text(random)}", f"/lots/{pick_path_text(random)}"))
    authorized = random.random() < 0.6
    invented = random.choice(("", "Bearer", "Bearer ", f"Basic {API_TOKEN}", f"Bearer {API_TOKEN[:-1]}"))
    value = f"Bearer {API_TOKEN}" if authorized else random.choice((invented, pick_header_text(random)))
    headers = [("Authorization", value), ("Content-Type", "application/json")]
    body = encode_strangely(random, change_json(random, random.choice(_BODIES)))
    request = Request(method, f"/api/v1{tail}", headers, body)
    return Attempt(request, lambda answer: not authorized and bool(answer.statuses) and answer.status not in _REFUSALS)
