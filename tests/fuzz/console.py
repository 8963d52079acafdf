"""Console: pages and forms, with a session, with an invented one and without.

A forgery is a page without a session, or a form that is done without a session or without the CSRF token of its page.
"""

import re
from random import Random
from urllib.parse import urlencode

from novex_shopify.entrypoints.web.console.routes import routes
from tests.fuzz.attempt import Attempt
from tests.fuzz.http import Answer, Request
from tests.fuzz.values import pick_header_text, pick_path_text, pick_text
from tests.fuzz.world import SHOP, World

_PATHS = {method: [route.path for route in routes if method in (route.methods or ())] for method in ("GET", "POST")}
_FIELDS = (
    "text", "status", "shop", "before", "after", "topic", "item_id", "keep_events_days", "kind", "since", "next",
    "password", "csrf", "accept", "carriers", "q", "ticket", "code", "state", "token",
    "email", "name", "role", "session", "who", "action", "object", "until", "scope", "lifetime",
)  # fmt: skip
_ENDS_SESSIONS = "/console/sign-out"
_SIGN_IN = "/console/sign-in"


def build(random: Random, _: int, world: World) -> Attempt:
    method = random.choice(("GET", "POST"))
    path = random.choice(_PATHS[method])
    path = re.sub(r"\{[^}]*\}", lambda _: random.choice((_pick_id(random), SHOP, pick_path_text(random))), path)
    signed_in = random.random() < 0.6 and path != _ENDS_SESSIONS
    token = world.session if signed_in else random.choice(("", pick_header_text(random), world.session[::-1]))
    headers = [("Cookie", f"novex={token}")] if token else []
    fields = {random.choice(_FIELDS): pick_text(random) for _ in range(random.randrange(4))}
    text = urlencode(fields)
    if random.random() < 0.2:
        headers.append((random.choice(("HX-Request", "X-CSRF-Token", "X-Forwarded-For")), pick_header_text(random)))
    if method == "GET":
        request = Request("GET", f"{path}?{text}", headers)
        return Attempt(request, lambda answer: not signed_in and path != _SIGN_IN and is_shown(answer))
    headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    return Attempt(Request("POST", path, headers, text.encode()), is_done)


def _pick_id(random: Random) -> str:
    """Of an event, mostly, which the fuzzer itself has sent by then."""
    return str(int(10 ** random.uniform(0, 4)))


def is_shown(answer: Answer) -> bool:
    return answer.status == 200 or leads_elsewhere(answer)


def is_done(answer: Answer) -> bool:
    return 200 <= answer.status < 300 or leads_elsewhere(answer)


def leads_elsewhere(answer: Answer) -> bool:
    return 300 <= answer.status < 400 and not answer.location.startswith(_SIGN_IN)
