"""The column `failures` of `shopify_webhook_events`: a document for each failed attempt."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.webhook_event import FailedAttempt


class FailedAttemptDocument(Document, frozen=True):
    number: int
    at: datetime
    worker: str
    error: str
    title: str | None = None


_DECODER = msgspec.json.Decoder(tuple[FailedAttemptDocument, ...])


def encode_failures(failures: Iterable[FailedAttempt]) -> str:
    return to_json(
        [FailedAttemptDocument(each.number, each.at, each.worker, each.error, each.title) for each in failures]
    )


def decode_failures(text: str) -> tuple[FailedAttempt, ...]:
    return tuple(
        FailedAttempt(each.number, each.at, each.worker, each.error, each.title) for each in _DECODER.decode(text)
    )
