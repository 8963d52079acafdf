"""Clients that hold the web process up: requests that never end, slow bodies, and questions that anybody may ask."""

import asyncio
import resource
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import cycle

from tests.bench.orders import SHOP

HALF_OPEN_CONNECTIONS = 2_000
SLOW_BODIES = 200
ASKERS = 4
SECONDS_UNTIL_NEXT_TRY = 5

_HALF_A_HEAD = b"POST /webhooks/shopify HTTP/1.1\r\nHost: bench\r\nX-Shopify-Topic: orders/cre"
_BODY_BYTES = 10_000_000
_SLOW_HEAD = (
    "POST /webhooks/shopify HTTP/1.1\r\nHost: bench\r\nX-Shopify-Topic: orders/create\r\nX-Shopify-Webhook-Id: slow\r\n"
    f"X-Shopify-Shop-Domain: {SHOP}\r\nX-Shopify-Hmac-Sha256: {'A' * 43}=\r\nContent-Length: {_BODY_BYTES}\r\n\r\n"
).encode()
_QUESTIONS = tuple(
    f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
    for path in ("/readyz", "/metrics", f"/shopify/install?shop={SHOP}", "/console")
)


async def hold_half_a_head(port: int) -> None:
    """Send half of a request, and wait until the server gives it up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_HALF_A_HEAD)
    await reader.read()
    writer.close()


async def send_a_slow_body(port: int) -> None:
    """Send a first part of 512 KiB, then a little each second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_SLOW_HEAD + b"x" * 512 * 1024)
    for _ in range(60):
        if reader.at_eof() or writer.is_closing():
            break
        writer.write(b"x" * 1024)
        await asyncio.sleep(1)
    writer.close()


async def ask(port: int) -> None:
    """Ask the questions in turn, without a pause."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    questions = cycle(_QUESTIONS)
    while True:
        writer.write(next(questions))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0]))


async def repeat(act: Callable[[int], Awaitable[None]], port: int) -> None:
    """Begin again some seconds after the server has ended it."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            await act(port)
        await asyncio.sleep(SECONDS_UNTIL_NEXT_TRY)


async def flood(port: int, askers: int) -> None:
    acts = (
        *[hold_half_a_head] * HALF_OPEN_CONNECTIONS,
        *[send_a_slow_body] * SLOW_BODIES,
        *[ask] * askers,
    )
    await asyncio.gather(*(repeat(act, port) for act in acts))


def main(arguments: Sequence[str]) -> None:
    """`python -m tests.bench.flood_generator PORT ASKERS` runs until it is stopped."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(flood(*map(int, arguments)))


if __name__ == "__main__":
    main(sys.argv[1:])
