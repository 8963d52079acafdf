"""Which addresses of the app the sandbox accepts."""

from urllib.parse import urlsplit

LOOPBACK_HOSTS = frozenset(("localhost", "127.0.0.1", "::1"))


def is_allowed_url(uri: str) -> bool:
    """Say whether an address is on https, as Shopify wants it, or on plain http to this very machine."""
    parts = urlsplit(uri)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)
    )
