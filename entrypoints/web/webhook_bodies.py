"""Receiving the bodies of webhooks, in limited memory and time."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from novex_shopify.domain.timing import WEBHOOK_BODY_TIMEOUT

MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 64 * 1024 * 1024
"""Six bodies of the largest size, or some six thousand usual ones, that are received or being stored at one time."""


class BodyTooLarge(Exception):
    def __init__(self) -> None:
        super().__init__(f"the body is larger than {MAX_BODY_BYTES} bytes")


class BodyLate(Exception):
    """The body did not arrive in time, or made room for others that did."""

    def __init__(self) -> None:
        super().__init__("the body did not arrive in time")


class NoMemoryLeft(Exception):
    """Other bodies take all of the memory."""

    def __init__(self) -> None:
        super().__init__("too many deliveries at a time, please retry")


@dataclass(slots=True)
class BodyMemory:
    """The bodies of all webhooks that have no answer yet, with at most `limit` bytes together.

    If one needs more, the body that has been on its way for longest makes room: a genuine one arrives at once.
    """

    limit: int = MAX_TOTAL_BYTES
    held: int = 0
    _incomplete: OrderedDict["HeldBody", None] = field(default_factory=OrderedDict)

    def hold_body(self) -> "HeldBody":
        """A context in which one body can be read; it is held until the end of the context."""
        return HeldBody(self)

    def begin(self, body: "HeldBody") -> None:
        self._incomplete[body] = None

    def take(self, body: "HeldBody", size: int) -> None:
        """Raises `NoMemoryLeft` if no body has been on its way for longer than `body`."""
        while self.held + size > self.limit:
            longest = next(iter(self._incomplete))
            if longest is body:
                raise NoMemoryLeft
            longest.give_up()
        self.held += size

    def end(self, body: "HeldBody") -> None:
        self._incomplete.pop(body, None)


class HeldBody:
    """One body, from its first byte to the answer."""

    def __init__(self, memory: BodyMemory) -> None:
        self._memory = memory
        self._chunks: list[bytes] = []
        self._size = 0
        self._timeout = asyncio.timeout(WEBHOOK_BODY_TIMEOUT.total_seconds())
        self._given_up = False

    def __enter__(self) -> "HeldBody":
        return self

    def __exit__(self, *_: tuple[type[BaseException] | None, BaseException | None, TracebackType | None]) -> None:
        self._release()

    async def read(self, receive: Receive) -> bytes:
        """The raw bytes, as signed. Raises `BodyTooLarge`, `BodyLate`, `NoMemoryLeft` or `ClientDisconnect`."""
        self._memory.begin(self)
        try:
            async with self._timeout:
                await self._read_chunks(receive)
        except TimeoutError:
            raise BodyLate from None
        finally:
            self._memory.end(self)
        return b"".join(self._chunks) if len(self._chunks) > 1 else self._chunks[0]

    def give_up(self) -> None:
        """Free the memory, and let `read` raise `BodyLate`."""
        self._given_up = True
        self._memory.end(self)
        self._release()
        self._timeout.reschedule(asyncio.get_running_loop().time())

    async def _read_chunks(self, receive: Receive) -> None:
        more = True
        while more:
            message = await receive()
            if self._given_up:
                raise BodyLate
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk: bytes = message.get("body", b"")
            if self._size + len(chunk) > MAX_BODY_BYTES:
                raise BodyTooLarge
            self._memory.take(self, len(chunk))
            self._size += len(chunk)
            self._chunks.append(chunk)
            more = message.get("more_body", False)

    def _release(self) -> None:
        self._memory.held -= self._size
        self._size = 0
        self._chunks = []
