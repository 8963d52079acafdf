"""`POST /webhooks/shopify`, directly on ASGI.

This path is called far more often than all others; measured, Starlette's routing takes longer than the code here.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from novex_shopify.domain.errors import DatabaseUnavailable, InvalidShopDomain, to_log_fields
from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from novex_shopify.domain.timing import INTAKE_ANSWER_TIMEOUT, INTAKE_RETRY_AFTER
from novex_shopify.entrypoints.web.delivery_headers import MalformedDelivery, MissingSignature, parse_delivery
from novex_shopify.entrypoints.web.intake import Intake, IntakeClosed
from novex_shopify.entrypoints.web.metrics import API_VERSION_MISMATCHES, DELIVERIES
from novex_shopify.entrypoints.web.webhook_bodies import (
    MAX_BODY_BYTES,
    BodyLate,
    BodyMemory,
    BodyTooLarge,
    NoMemoryLeft,
)

_log = structlog.get_logger()

_RESPONSES = {
    IntakeOutcome.STORED: (200, "stored"),
    IntakeOutcome.DUPLICATE: (200, "already stored"),
    IntakeOutcome.UNKNOWN_SHOP: (200, "this store was never connected"),
    IntakeOutcome.INBOX_FULL: (200, "not stored: this store awaits approval, and its inbox is full"),
    IntakeOutcome.NO_JSON_OBJECT: (400, "the body is not a JSON object"),
    IntakeOutcome.BAD_SIGNATURE: (401, "the signature does not match the body"),
    IntakeOutcome.NOT_STORED: (503, "the delivery could not be stored, please retry"),
}
_REFUSALS: Mapping[type[Exception], int] = {
    MissingSignature: 401,
    MalformedDelivery: 400,
    InvalidShopDomain: 400,
    BodyLate: 408,
    BodyTooLarge: 413,
    NoMemoryLeft: 503,
}
_OUTCOME_COUNTERS = {outcome: DELIVERIES.labels(outcome=outcome) for outcome in IntakeOutcome}


class WebhookMiddleware:
    """Handles webhooks at `path`, and passes every other request to `app`."""

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        intake: Intake[Delivery],
        api_version: str,
        record_outcome: Callable[[IntakeOutcome], None],
        *,
        bodies: BodyMemory | None = None,
    ) -> None:
        self._app, self._path, self._intake, self._record_outcome = app, path, intake, record_outcome
        self._api_version = api_version
        self.bodies = bodies or BodyMemory()
        self._reported_shops: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 200 once the delivery is committed, or 503 if it is not in time, so that Shopify retries it."""
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return
        try:
            status, text = await self._handle(scope, receive)
        except ClientDisconnect:
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
        if status == 405:
            headers.append((b"allow", b"POST"))
        if status in (408, 413):
            headers.append((b"connection", b"close"))  # the rest of the body is not wanted
        if status == 503:
            headers.append((b"retry-after", str(INTAKE_RETRY_AFTER.seconds).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    async def _handle(self, scope: Scope, receive: Receive) -> tuple[int, str]:
        if scope["method"] != "POST":
            return _reject(405, "use POST")
        try:
            # Before the body, which costs memory: a stranger has no signature.
            delivery = parse_delivery(scope["headers"], b"")
            if _get_content_length(scope) > MAX_BODY_BYTES:
                raise BodyTooLarge
            with self.bodies.hold_body() as held:
                return await self._accept(replace(delivery, body=await held.read(receive)))
        except tuple(_REFUSALS) as error:
            return _reject(_REFUSALS[type(error)], str(error))

    async def _accept(self, delivery: Delivery) -> tuple[int, str]:
        outcome = await self._store(delivery)
        _OUTCOME_COUNTERS[outcome].inc()
        self._record_outcome(outcome)
        if outcome is IntakeOutcome.STORED and delivery.api_version not in (None, self._api_version):
            self._report_version_mismatch(delivery)
        return _RESPONSES[outcome]

    async def _store(self, delivery: Delivery) -> IntakeOutcome:
        context = {"shop": delivery.shop_domain, "topic": delivery.topic}
        try:
            async with asyncio.timeout(INTAKE_ANSWER_TIMEOUT.total_seconds()):
                return await self._intake.submit(delivery)
        except IntakeClosed:
            pass
        except TimeoutError:
            late = DatabaseUnavailable("The database did not answer in time.")
            _log.warning("webhook.not_stored", **context, **to_log_fields(late))
        except DatabaseUnavailable as error:
            _log.warning("webhook.not_stored", **context, **to_log_fields(error))
        except Exception:
            _log.exception("webhook.not_stored", **context)
        return IntakeOutcome.NOT_STORED

    def _report_version_mismatch(self, delivery: Delivery) -> None:
        # The payload may have another shape than the one we parse. Counted always, logged once for each shop.
        API_VERSION_MISMATCHES.inc()
        if delivery.shop_domain not in self._reported_shops:
            self._reported_shops.add(delivery.shop_domain)
            context = {
                "shop": delivery.shop_domain,
                "delivered_version": delivery.api_version,
                "expected_version": self._api_version,
            }
            _log.warning("webhook.api_version_mismatch", **context)


def _get_content_length(scope: Scope) -> int:
    """The stated length; 0 if the body comes in chunks. The server has refused what is no number."""
    return int(dict(scope["headers"]).get(b"content-length", 0))


def _reject(status: int, reason: str) -> tuple[int, str]:
    DELIVERIES.labels(outcome=f"refused_{status}").inc()
    return status, reason
