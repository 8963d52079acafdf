"""`POST /webhooks/shopify`."""

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from novex_shopify.domain.errors import InvalidShopDomain
from novex_shopify.domain.model.webhook_event import IntakeOutcome
from novex_shopify.entrypoints.web.delivery import MalformedDelivery, MissingSignature, read_delivery
from novex_shopify.entrypoints.web.intake import IntakeClosed
from novex_shopify.entrypoints.web.metrics import DELIVERIES

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


async def receive(request: Request) -> Response:
    """Answer 200 once the delivery is committed; 503 when it cannot be, so that Shopify sends it again."""
    body = await _body(request)
    if body is None:
        return _refuse(413, f"the body is larger than {LARGEST_BODY} bytes")
    try:
        delivery = read_delivery(request.scope["headers"], body)
    except MissingSignature as error:
        return _refuse(401, str(error))
    except (MalformedDelivery, InvalidShopDomain) as error:
        return _refuse(400, str(error))
    try:
        outcome = await request.app.state.intake.take(delivery)
    except IntakeClosed:
        outcome = IntakeOutcome.NOT_STORED
    except Exception:
        _log.exception("webhook.not_stored", shop=delivery.shop_domain, topic=delivery.topic)
        outcome = IntakeOutcome.NOT_STORED
    _COUNTERS[outcome].inc()
    status, text = _ANSWERS[outcome]
    return PlainTextResponse(text, status)


async def _body(request: Request) -> bytes | None:
    """The raw bytes, as they were signed; None if there are too many."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _refuse(status: int, reason: str) -> Response:
    DELIVERIES.labels(outcome=f"refused_{status}").inc()
    return PlainTextResponse(reason, status)
