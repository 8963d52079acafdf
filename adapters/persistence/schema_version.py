"""Which revisions of the database's schema fit which versions of the product."""

from collections.abc import Sequence
from dataclasses import dataclass

VERSION_TABLE = "novex_shopify_version"
"""Not Alembic's default: an ERP in the same database has its own Alembic."""


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """`current` is the database's revision, None for an empty one; `known` are the program's, oldest first.

    A revision is a number of four digits. Its first is the generation: a program works with every newer revision of its
    own generation. A migration that an older program cannot work with starts the next generation.
    """

    current: str | None
    known: Sequence[str]

    @property
    def needed(self) -> str:
        return self.known[-1]

    @property
    def is_newer(self) -> bool:
        """Whether a newer program migrated the database."""
        return self.current is not None and self.current not in self.known

    @property
    def is_usable(self) -> bool:
        return self.current == self.needed or (self.is_newer and self._get_generation() == self.needed[0])

    def _get_generation(self) -> str | None:
        current = self.current or ""
        is_revision = len(current) == len(self.needed) and current.isdecimal() and current > self.needed
        return current[0] if is_revision else None
