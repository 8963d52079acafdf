"""Listening, and serving HTTP until the process is stopped."""

import socket

import uvicorn
from starlette.types import ASGIApp

from novex_shopify.config.errors import CannotStart
from novex_shopify.domain.timing import WEB_SHUTDOWN_TIMEOUT


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


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until the process receives a signal to stop; requests in progress are answered first."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # APP_URL names this host; headers of a proxy are not trusted
        timeout_graceful_shutdown=WEB_SHUTDOWN_TIMEOUT.seconds,
    )
    uvicorn.Server(config).run(sockets=[listener])
