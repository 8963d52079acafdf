"""Listening, and serving HTTP until the process is stopped."""

import ipaddress
import socket
import sys
from collections.abc import Iterable
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from novex_shopify.config.errors import CannotStart
from novex_shopify.domain.timing import WEB_SHUTDOWN_TIMEOUT
from novex_shopify.entrypoints.web.connections import ConnectionLimit, plan_connections
from novex_shopify.entrypoints.web.http_protocol import LimitedHttpProtocol
from novex_shopify.entrypoints.web.security_headers import encode_refusal_headers

THREAD_SWITCH_SECONDS = 0.0005
"""A tenth of Python's default. A call of SQLite gives the interpreter's lock up, waits this long per busy thread to
get it back, and holds the database's write lock meanwhile. Measured beside four clients that ask without a pause: the
longest webhook took 3.5 s, now 0.3. Intake at saturation is 1.03 of the default's with PostgreSQL, and 0.7 to 0.8 with
SQLite and the worker in this process (medians of five rounds on a busy machine): far more than a store sends."""


def bind(host: str, port: int) -> socket.socket:
    """Take the port, before anything else is started. Raises `CannotStart` if it cannot be used."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotStart(
            f"Port {port} on {host} cannot be used ({error.strerror}). Stop the program that uses it,"
            " or set another PORT."
        ) from error
    return listener


def serve(config: uvicorn.Config, listener: socket.socket) -> None:
    """Serve until the process receives a signal to stop; requests in progress are answered first."""
    sys.setswitchinterval(THREAD_SWITCH_SECONDS)
    uvicorn.Server(config).run(sockets=[listener])


def build_server_config(
    app: ASGIApp, *, keep_alive_seconds: int = 5, trusted_proxies: Iterable[str] = (), uses_https: bool = False
) -> uvicorn.Config:
    """A client's address is that of its connection, or what a trusted proxy says of it.

    Connections, heads and times are limited (`connections`, `http_protocol`). Can raise the limit of open files.
    """
    connections, backlog = plan_connections()
    limits = {
        "limit": ConnectionLimit(connections),
        "refusal_headers": encode_refusal_headers(uses_https=uses_https),
    }
    return uvicorn.Config(
        app,
        http=partial(LimitedHttpProtocol, **limits),  # type: ignore[arg-type]
        ws="none",
        backlog=backlog,
        access_log=False,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=[name for proxy in trusted_proxies for name in _list_notations(proxy)],
        timeout_keep_alive=keep_alive_seconds,
        timeout_graceful_shutdown=WEB_SHUTDOWN_TIMEOUT.seconds,
    )


def _list_notations(proxy: str) -> list[str]:
    """An IPv4 address or network also in the notation of IPv6, in which a socket for both kinds reports it."""
    network = ipaddress.ip_network(proxy)
    if network.version == 6:
        return [proxy]
    return [proxy, f"::ffff:{network.network_address}/{96 + network.prefixlen}"]
