"""Which URLs of the app the sandbox accepts."""

from urllib.parse import urlsplit

LOOPBACK_HOSTS = frozenset(("localhost", "127.0.0.1", "::1"))


def is_allowed_url(uri: str) -> bool:
    """True for https, as Shopify requires it, and for plain http to a loopback host."""
    parts = urlsplit(uri)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS)
    )
