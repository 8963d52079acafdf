"""Idempotency keys: a repeated request has no second effect, and gets the answer of the first."""

from collections.abc import Callable
from datetime import datetime, timedelta

from novex_shopify.entrypoints.sandbox.errors import InventoryRefused, InventoryUserError
from novex_shopify.entrypoints.sandbox.model.inventory import AdjustmentGroup, IdempotentRequest
from novex_shopify.entrypoints.sandbox.model.shop import Shop

KEY_LIFETIME = timedelta(hours=24)
MESSAGES = {
    "IDEMPOTENCY_CONCURRENT_REQUEST": "This request is currently in progress, please try again.",
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": (
        "The same idempotency key cannot be used with different operation parameters."
    ),
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": (
        "A previous request with this idempotency key failed. Retry with a new idempotency key."
    ),
}


def run_once(
    shop: Shop, key: str, fingerprint: str, now: datetime, execute: Callable[[], AdjustmentGroup | None]
) -> AdjustmentGroup | None:
    """Execute the first request with a key. Raises `InventoryRefused` for one that is not its repetition."""
    known = shop.inventory.requests.get(key)
    if known and now - known.requested_at < KEY_LIFETIME:
        return _repeat(known, fingerprint)
    request = IdempotentRequest(fingerprint=fingerprint, requested_at=now)
    shop.inventory.requests[key] = request
    try:
        request.result = execute()
    except InventoryRefused:
        request.has_failed = True
        raise
    return request.result


def mark_answered(shop: Shop, key: str) -> None:
    """Note that the answer of a request is complete: until then its repetitions are concurrent."""
    if key in shop.inventory.requests:
        shop.inventory.requests[key].is_answered = True


def _repeat(known: IdempotentRequest, fingerprint: str) -> AdjustmentGroup | None:
    if known.fingerprint != fingerprint:
        raise _build_refusal("IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
    if not known.is_answered:
        raise _build_refusal("IDEMPOTENCY_CONCURRENT_REQUEST")
    if known.has_failed:
        raise _build_refusal("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")
    return known.result


def _build_refusal(code: str) -> InventoryRefused:
    return InventoryRefused([InventoryUserError(code, MESSAGES[code], None)])
