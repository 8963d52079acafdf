"""Sends the arrays of `postgres_arrays.py` through the driver; needs the extra `postgres`."""

from typing import Any

from psycopg.adapt import AdaptersMap, Dumper, PyFormat
from psycopg.pq import Format

from novex_shopify.adapters.persistence.postgres_arrays import EncodedArray


class EncodedArrayDumper(Dumper):
    """Passes the bytes to the driver unchanged."""

    format = Format.BINARY

    def dump(self, obj: EncodedArray) -> bytes:
        return obj.data

    def get_key(self, obj: EncodedArray, format: PyFormat) -> Any:
        # The oid belongs to the dumper, so each type of array needs a dumper of its own.
        return (self.cls, obj.oid)

    def upgrade(self, obj: EncodedArray, format: PyFormat) -> "EncodedArrayDumper":
        dumper = type(self)(self.cls)
        dumper.oid = obj.oid
        return dumper


def register_array_dumper(adapters: AdaptersMap) -> None:
    """The map of one connection, or the one that SQLAlchemy copies for each engine when the engine is created."""
    adapters.register_dumper(EncodedArray, EncodedArrayDumper)
