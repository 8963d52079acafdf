"""Serving over HTTP."""

import socket

import uvicorn
from starlette.types import ASGIApp

from novex_shopify.config.errors import CannotStart
from novex_shopify.domain.timing import WEB_SHUTDOWN_TIMEOUT


def bind(host: str, port: int) -> socket.socket:
    """Take the port before anything else is started; raises `CannotStart` if somebody has it."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotStart(
            f"Port {port} on {host} cannot be used ({error.strerror}). Stop the other program, or set PORT to another."
        ) from error
    return listener


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Answer requests until the process is told to stop; requests under way are answered first."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # what we are called is told by APP_URL, not by whoever stands in front
        timeout_graceful_shutdown=WEB_SHUTDOWN_TIMEOUT.seconds,
    )
    uvicorn.Server(config).run(sockets=[listener])
