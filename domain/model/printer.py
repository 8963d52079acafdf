"""Printers of labels."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Printer:
    """A label printer behind a print agent: a small program near the printer that takes ZPL by HTTP.

    `url` is the agent's address as browsers reach it (docs/packing.md, The print agent).
    """

    name: str
    url: str

    @property
    def is_mixed_content(self) -> bool:
        """Whether browsers keep pages under HTTPS from it: it has no HTTPS, and is not on the browser's machine."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
