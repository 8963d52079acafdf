"""Tells the clients on this machine from others."""

from starlette.requests import Request

from novex_shopify.config.validators import is_loopback_host

_FORWARDED_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_local_client(request: Request) -> bool:
    """Whether the connection comes from this machine, and not from a proxy on it for somebody else.

    The header Host is no evidence: the client writes it.
    """
    is_forwarded = any(name in request.headers for name in _FORWARDED_HEADERS)
    return request.client is not None and is_loopback_host(request.client.host) and not is_forwarded
