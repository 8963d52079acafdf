"""`POST /webhooks/shopify`, straight on ASGI: this address is called a thousand times as often as all others.

Starlette's own route to an endpoint takes longer than all that is done here for a delivery.
"""

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from novex_shopify.domain.errors import InvalidShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from novex_shopify.entrypoints.web.delivery import MalformedDelivery, MissingSignature, read_delivery
from novex_shopify.entrypoints.web.intake import Intake, IntakeClosed
from novex_shopify.entrypoints.web.metrics import DELIVERIES, OTHER_VERSION

_log = structlog.get_logger()

LARGEST_BODY = 10 * 1024 * 1024

_ANSWERS = {
    IntakeOutcome.STORED: (200, "stored"),
    IntakeOutcome.DUPLICATE: (200, "stored before"),
    IntakeOutcome.UNKNOWN_SHOP: (200, "this store was never connected"),
    IntakeOutcome.BAD_SIGNATURE: (401, "the signature does not fit the body"),
    IntakeOutcome.NOT_STORED: (503, "the delivery could not be stored, please send it again"),
}
_COUNTERS = {outcome: DELIVERIES.labels(outcome=outcome) for outcome in IntakeOutcome}


class Webhooks:
    """Takes webhooks at one address, and leaves every other request to `app`."""

    def __init__(self, app: ASGIApp, path: str, intake: Intake, api_version: str) -> None:
        self._app, self._path, self._intake = app, path, intake
        self._api_version = api_version
        self._told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 200 once the delivery is committed; 503 when it cannot be, so that Shopify sends it again."""
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return
        try:
            status, text = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
        if status == 405:
            headers.append((b"allow", b"POST"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, str]:
        if scope["method"] != "POST":
            return _refuse(405, "webhooks are posted")
        body = await _body(receive)
        if body is None:
            return _refuse(413, f"the body is larger than {LARGEST_BODY} bytes")
        try:
            delivery = read_delivery(scope["headers"], body)
        except MissingSignature as error:
            return _refuse(401, str(error))
        except (MalformedDelivery, InvalidShopDomain) as error:
            return _refuse(400, str(error))
        try:
            outcome = await self._intake.take(delivery)
        except IntakeClosed:
            outcome = IntakeOutcome.NOT_STORED
        except Exception:
            _log.exception("webhook.not_stored", shop=delivery.shop_domain, topic=delivery.topic)
            outcome = IntakeOutcome.NOT_STORED
        _COUNTERS[outcome].inc()
        if outcome is IntakeOutcome.STORED and delivery.api_version not in (None, self._api_version):
            self._note_other_version(delivery)
        return _ANSWERS[outcome]

    def _note_other_version(self, delivery: Delivery) -> None:
        """The payload may look otherwise than we read it: told once for each store, counted always."""
        OTHER_VERSION.inc()
        if delivery.shop_domain not in self._told:
            self._told.add(delivery.shop_domain)
            facts = {"shop": delivery.shop_domain, "delivered": delivery.api_version, "expected": self._api_version}
            _log.warning("webhook.other_version", **facts)


async def _body(receive: Receive) -> bytes | None:
    """The raw bytes, as they were signed; None if there are too many. Raises `ClientDisconnect`."""
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(chunks)


def _refuse(status: int, reason: str) -> tuple[int, str]:
    DELIVERIES.labels(outcome=f"refused_{status}").inc()
    return status, reason
