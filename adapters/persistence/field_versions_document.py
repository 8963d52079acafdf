"""The versions of a record's fields, in the columns `field_versions`."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion


class FieldVersionDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """Without `updated_at`, the field is from the state that the record is from."""

    updated_at: datetime | None = None
    triggered_at: datetime | None = None
    complete: bool = True


class FieldVersionsDocument(Document, frozen=True):
    fields: dict[str, FieldVersionDocument]


_DECODER = msgspec.json.Decoder(FieldVersionsDocument)


def encode_field_versions(fields: Mapping[str, FieldVersion], current: StateVersion) -> str | None:
    """None if there are none."""
    documents = {name: _to_document(field, current) for name, field in fields.items()}
    return to_json(FieldVersionsDocument(documents)) if documents else None


def decode_field_versions(text: str | None, current: StateVersion) -> Mapping[str, FieldVersion]:
    return {name: _to_version(each, current) for name, each in _DECODER.decode(text).fields.items()} if text else {}


def _to_document(field: FieldVersion, current: StateVersion) -> FieldVersionDocument:
    if field.state == current:
        return FieldVersionDocument(complete=field.complete)
    return FieldVersionDocument(field.state.updated_at, field.state.triggered_at, field.complete)


def _to_version(document: FieldVersionDocument, current: StateVersion) -> FieldVersion:
    state = StateVersion(document.updated_at, document.triggered_at) if document.updated_at else current
    return FieldVersion(state, document.complete)
