"""Printers of labels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printer:
    """A label printer behind a print agent: a small program near the printer that takes ZPL by HTTP.

    `url` is the agent's address as browsers reach it (docs/packing.md, The print agent).
    """

    name: str
    url: str
