"""The column `history` of `shopify_fulfillment_pushes`: a document for each attempt."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.fulfillment import PushAttempt


class PushAttemptDocument(Document, frozen=True):
    number: int
    at: datetime
    worker: str
    steps: tuple[str, ...]
    error: str | None
    title: str | None = None
    details: tuple[str, ...] = ()


_DECODER = msgspec.json.Decoder(tuple[PushAttemptDocument, ...])


def encode_history(history: Iterable[PushAttempt]) -> str:
    return to_json([PushAttemptDocument(*_list_values(each)) for each in history])


def decode_history(text: str) -> tuple[PushAttempt, ...]:
    return tuple(PushAttempt(*_list_values(each)) for each in _DECODER.decode(text))


def _list_values(attempt: PushAttempt | PushAttemptDocument) -> Any:
    return attempt.number, attempt.at, attempt.worker, attempt.steps, attempt.error, attempt.title, attempt.details
