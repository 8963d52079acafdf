"""JSON in columns.

Each document is a Struct with field names and a version of its own, so renaming a field of the domain changes no stored
row. When a shape has to change, it becomes a new Struct with the next version, and the decoder takes a union of both.
Lists of texts and numbers are stored without a version.
"""

import msgspec

_ENCODER = msgspec.json.Encoder()


class Document(msgspec.Struct, frozen=True, tag_field="version", tag=1):
    """The base of every document, in version 1 unless the subclass sets another `tag`."""


def to_json(value: object) -> str:
    return _ENCODER.encode(value).decode()
