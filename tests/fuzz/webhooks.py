"""Webhooks: forged signatures, and signed bodies of any shape.

A forgery is an accepted delivery whose body has no signature by the app's secret in base64, or is not a JSON object.
"""

import base64
import hashlib
import hmac
import json
from random import Random

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from novex_shopify.domain.policies.signatures import sign_webhook
from tests.builders import an_order_body
from tests.fuzz.attempt import Attempt
from tests.fuzz.http import Answer, Request
from tests.fuzz.values import change_json, encode_strangely, pick_header_text
from tests.fuzz.world import SECRET, SHOP

_ORDER = json.loads(an_order_body())
_SIGNATURE_HEADERS = ("x-shopify-hmac-sha256", "shopify-hmac-sha256")


def build(random: Random, number: int) -> Attempt:
    body = encode_strangely(random, _ORDER if random.random() < 0.2 else change_json(random, _ORDER))
    if random.random() < 0.05:
        body = b"code=1&host=YWRtaW4&shop=" + SHOP.encode() + b"&state=1&timestamp=1764000000"
    genuine = random.random() < 0.3
    signature = sign_webhook(Secret(SECRET), body) if genuine else forge_signature(random, body)
    headers = [
        ("X-Shopify-Topic", random.choice(SUBSCRIBED_TOPICS)),
        ("X-Shopify-Shop-Domain", SHOP),
        ("X-Shopify-Webhook-Id", f"fuzz-{number}"),
        ("X-Shopify-Triggered-At", "2026-11-23T10:00:00.123456789Z"),
        ("X-Shopify-API-Version", "2026-10"),
        ("X-Shopify-Hmac-Sha256", signature),
    ]
    if random.random() < 0.4:
        index = random.randrange(len(headers))
        headers[index] = (headers[index][0], pick_header_text(random))
    if random.random() < 0.1:
        headers.pop(random.randrange(len(headers)))
    if random.random() < 0.1:
        headers.append((random.choice(_SIGNATURE_HEADERS), forge_signature(random, body)))
    if random.random() < 0.1:
        headers = [(name.removeprefix("X-"), value) for name, value in headers]
    random.shuffle(headers)
    method = "POST" if random.random() < 0.97 else random.choice(("GET", "PUT", "HEAD", "OPTIONS", "DELETE"))
    request = Request(method, "/webhooks/shopify", headers, body)
    return Attempt(request, lambda answer: is_accepted(answer) and not is_genuine(request))


def is_accepted(answer: Answer) -> bool:
    return 200 <= answer.status < 300


def is_genuine(request: Request) -> bool:
    """Written without the product's own check."""
    expected = base64.b64encode(hmac.new(SECRET.encode(), request.body, hashlib.sha256).digest()).decode()
    return expected in request.find_headers(*_SIGNATURE_HEADERS) and _is_json_object(request.body)


def forge_signature(random: Random, body: bytes) -> str:
    right = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    text = base64.b64encode(right).decode()
    return random.choice(
        (
            "",
            pick_header_text(random),
            right.hex(),
            text.lower(),
            text.rstrip("="),
            text[:-2] + "A=",
            f"sha256={text}",
            f"{text},{text}",
            base64.urlsafe_b64encode(right + b"\xff").decode(),
            base64.b64encode(hashlib.sha256(SECRET.encode() + body).digest()).decode(),
            base64.b64encode(hmac.new(b"", body, hashlib.sha256).digest()).decode(),
            base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha1).digest()).decode(),
            base64.b64encode(hmac.new(SECRET.encode(), body + b" ", hashlib.sha256).digest()).decode(),
            base64.b64encode(hmac.new(SECRET.encode(), body.strip(b"}"), hashlib.sha256).digest()).decode(),
            base64.b64encode(hmac.new(SECRET[:-1].encode(), body, hashlib.sha256).digest()).decode(),
        )
    )


def _is_json_object(body: bytes) -> bool:
    # Only what no reader could take for an object counts: how lenient a reader is about the rest is its own matter.
    return body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
