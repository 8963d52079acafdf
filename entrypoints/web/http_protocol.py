"""HTTP with limits of size and time, for strangers who connect directly or through a proxy that does not buffer.

uvicorn has none for what comes before the application: a head may be endless, and take for ever.
"""

import asyncio
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from novex_shopify.domain.timing import REQUEST_BODY_TIMEOUT, REQUEST_HEAD_TIMEOUT, RESPONSE_TAKEN_TIMEOUT
from novex_shopify.entrypoints.web.connections import ConnectionLimit

MAX_HEAD_BYTES = 32 * 1024
"""The request line and all headers. Shopify's have about 1 kB, a browser's up to 8."""

MAX_HEADERS = 100
MAX_PIPELINED_REQUESTS = 16


class _Receiving(Enum):
    """What the client is sending."""

    NOTHING, HEAD, BODY = auto(), auto(), auto()


class RequestRefused(Exception):
    """The request is beyond a limit; the connection ends. The parser reports it as its own error."""


class LimitedHttpProtocol(HttpToolsProtocol):
    """One connection of uvicorn, with the limits of this module and of `ConnectionLimit`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limit: ConnectionLimit,
        refusal_headers: bytes = b"",
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limit, self._refusal_headers = limit, refusal_headers
        self._receiving = _Receiving.NOTHING
        self._timed: _Receiving | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._taking_timer: asyncio.TimerHandle | None = None
        # Counted since the last thing that was passed on, so that nothing between the parts of a message is endless.
        self._bytes_held = self._head_bytes = self._headers = 0

    def abort(self) -> None:
        """Close without waiting for the client."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer(_Receiving.HEAD)
        self._limit.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._limit.discard(self)
        self._stop_timer()
        self._stop_taking_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._bytes_held += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._receiving is _Receiving.NOTHING:
            self._bytes_held = 0
            self._stop_timer()
            if self._is_answering():
                self._limit.mark_busy(self)
        elif self._bytes_held > MAX_HEAD_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._timed is not self._receiving:
            self._start_timer(self._receiving)
            self._limit.mark_waiting(self)

    def on_message_begin(self) -> None:
        self._receiving = _Receiving.HEAD
        self._head_bytes = self._headers = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._receiving is _Receiving.BODY:
            self._raise_refusal(HTTPStatus.BAD_REQUEST)  # trailers would become headers that were never checked
        self._headers += 1
        self._count_head(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._receiving, self._bytes_held = _Receiving.BODY, 0
        if len(self.pipeline) >= MAX_PIPELINED_REQUESTS:
            self._raise_refusal(HTTPStatus.TOO_MANY_REQUESTS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._bytes_held = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._receiving, self._bytes_held = _Receiving.NOTHING, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.pipeline:
            self._limit.mark_waiting(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._limit.mark_waiting(self)
        if self._taking_timer is None:
            self._taking_timer = self.loop.call_later(RESPONSE_TAKEN_TIMEOUT.total_seconds(), self.abort)

    def resume_writing(self) -> None:
        self._stop_taking_timer()
        self._limit.mark_busy(self)
        super().resume_writing()

    def send_400_response(self, _msg: str) -> None:
        if not self.transport.is_closing():
            self._refuse(HTTPStatus.BAD_REQUEST)

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn's annotation leaves out that it is None at first
        return cycle is not None and not cycle.response_complete

    def _count_head(self, amount: int) -> None:
        self._head_bytes += amount
        if self._head_bytes > MAX_HEAD_BYTES or self._headers > MAX_HEADERS:
            self._raise_refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _raise_refusal(self, status: HTTPStatus) -> None:
        self._refuse(status)
        raise RequestRefused

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer, if no other answer has begun, and end the connection."""
        if not (self._is_answering() and self.cycle.response_started):
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n".encode()
            self.transport.write(head + self._refusal_headers + b"\r\n")
        self._close()

    def _close(self) -> None:
        # A client that takes nothing would keep the connection open until it does.
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def _start_timer(self, part: _Receiving) -> None:
        self._stop_timer()
        self._timed = part
        timeout = REQUEST_HEAD_TIMEOUT if part is _Receiving.HEAD else REQUEST_BODY_TIMEOUT
        self._timer = self.loop.call_later(timeout.total_seconds(), self._end_late_request)

    def _stop_timer(self) -> None:
        self._timed = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_taking_timer(self) -> None:
        if self._taking_timer is not None:
            self._taking_timer.cancel()
            self._taking_timer = None

    def _end_late_request(self) -> None:
        if self.transport.is_closing():
            return
        if self._receiving is _Receiving.NOTHING:  # nothing was ever sent, as by a browser that connects in advance
            self._close()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
