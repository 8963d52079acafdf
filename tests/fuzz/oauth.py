"""OAuth: install links and callbacks.

A forgery is a connected store, or a redirect to a host that is no store.
"""

import re
import time
from random import Random
from urllib.parse import urlencode

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.signatures import sign_query
from tests.fuzz.attempt import Attempt
from tests.fuzz.http import Answer, Request
from tests.fuzz.values import pick_header_text, pick_text
from tests.fuzz.world import SECRET, SHOP, SHOPIFY_URL

_STORE_URL = re.compile(rf"(https://[a-z0-9][a-z0-9-]*\.myshopify\.com|{re.escape(SHOPIFY_URL)})/")


def build(random: Random, _: int) -> Attempt:
    query = {"code": "made-up", "shop": SHOP, "state": "made-up", "timestamp": str(int(time.time())), "host": "YWRtaW4"}
    installs = random.random() < 0.4
    if installs:
        query = {"shop": SHOP}
    if random.random() < 0.6:
        query[random.choice(list(query))] = pick_text(random)
    if random.random() < 0.5:
        query["hmac"] = sign_query(Secret(random.choice((SECRET, "", "another secret"))), query.items())
    pairs = list(query.items())
    if random.random() < 0.2:
        pairs.append((random.choice((*query, "hmac", "extra", "shop")), pick_text(random)))
    path = "/shopify/install" if installs else "/shopify/callback"
    cookies = [("Cookie", f"novex-oauth={pick_header_text(random)}")] if random.random() < 0.3 else []
    text = urlencode(pairs)
    request = Request("GET", f"{path}?{text}", cookies)
    return Attempt(request, leads_to_a_stranger if installs else is_connected)


def leads_to_a_stranger(answer: Answer) -> bool:
    return answer.status == 200 or (300 <= answer.status < 400 and not _STORE_URL.match(answer.location))


def is_connected(answer: Answer) -> bool:
    return 200 <= answer.status < 400
