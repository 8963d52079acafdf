"""`POST /webhooks/easypost`: news of parcels, as EasyPost sends them."""

import asyncio

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from novex_shopify.domain.errors import DatabaseUnavailable, to_log_fields
from novex_shopify.domain.model.webhook_event import CarrierDelivery, IntakeOutcome
from novex_shopify.domain.timing import INTAKE_ANSWER_TIMEOUT, INTAKE_RETRY_AFTER
from novex_shopify.entrypoints.web.intake import Intake, IntakeClosed
from novex_shopify.entrypoints.web.metrics import CARRIER_DELIVERIES
from novex_shopify.entrypoints.web.webhook_bodies import (
    MAX_BODY_BYTES,
    BodyLate,
    BodyMemory,
    BodyTooLarge,
    NoMemoryLeft,
)

_log = structlog.get_logger()

_SIGNATURE_HEADER = "x-hmac-signature"
_MAX_SIGNATURE_LENGTH = 255
_RESPONSES = {
    IntakeOutcome.STORED: (200, "stored"),
    IntakeOutcome.DUPLICATE: (200, "already stored"),
    IntakeOutcome.NO_JSON_OBJECT: (400, "the body is not an event of EasyPost"),
    IntakeOutcome.WRONG_MODE: (403, "the event is of the other mode than the account whose secret signed it"),
    IntakeOutcome.BAD_SIGNATURE: (401, "the signature does not match the body and a webhook secret"),
    IntakeOutcome.NOT_STORED: (503, "the event could not be stored, please retry"),
}
_REFUSALS: dict[type[Exception], int] = {BodyLate: 408, BodyTooLarge: 413, NoMemoryLeft: 503}


async def receive_event(request: Request) -> Response:
    """Answer 200 once the event is committed. EasyPost waits seven seconds, and retries what is not answered 2xx."""
    signature = request.headers.get(_SIGNATURE_HEADER, "")
    if not 0 < len(signature) <= _MAX_SIGNATURE_LENGTH:  # before the body, which costs memory
        return _respond(401, "the header X-Hmac-Signature is missing")
    bodies: BodyMemory = request.app.state.carrier_bodies
    try:
        if int(request.headers.get("content-length", 0)) > MAX_BODY_BYTES:
            raise BodyTooLarge
        with bodies.hold_body() as held:
            delivery = CarrierDelivery(signature, await held.read(request.receive))
            outcome = await _store(request.app.state.carrier_intake, delivery)
    except tuple(_REFUSALS) as error:
        return _respond(_REFUSALS[type(error)], str(error))
    request.app.state.health.record_outcome(outcome)
    return _respond(*_RESPONSES[outcome])


async def _store(intake: Intake[CarrierDelivery], delivery: CarrierDelivery) -> IntakeOutcome:
    try:
        async with asyncio.timeout(INTAKE_ANSWER_TIMEOUT.total_seconds()):
            return await intake.submit(delivery)
    except IntakeClosed:
        pass
    except TimeoutError:
        late = DatabaseUnavailable("The database did not answer in time.")
        _log.warning("carrier_event.not_stored", **to_log_fields(late))
    except DatabaseUnavailable as error:
        _log.warning("carrier_event.not_stored", **to_log_fields(error))
    except Exception:
        _log.exception("carrier_event.not_stored")
    return IntakeOutcome.NOT_STORED


def _respond(status: int, text: str) -> Response:
    CARRIER_DELIVERIES.labels(status=status).inc()
    headers = {"Retry-After": str(INTAKE_RETRY_AFTER.seconds)} if status == 503 else {}
    if status in (408, 413):
        headers["Connection"] = "close"  # the rest of the body is not wanted
    return PlainTextResponse(text, status, headers)
