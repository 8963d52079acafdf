"""A load generator light enough to share two cores with what it measures."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import cast

import uvloop

from tests.bench import carrier_events, orders

_BUILDERS = {"orders": orders.build_requests, "carrier_events": carrier_events.build_requests}


@dataclass(frozen=True, slots=True)
class Result:
    """Latencies are in milliseconds."""

    per_second: float
    p50: float
    p99: float
    statuses: dict[str, int]


class Client(asyncio.Protocol):
    """A keep-alive connection with at most one request at a time."""

    def __init__(self, latencies: list[float], statuses: "Counter[str]") -> None:
        self.latencies, self.statuses = latencies, statuses
        self.response_received: asyncio.Future[None] | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    async def send(self, request: bytes) -> None:
        """Send a request; returns when its answer is complete."""
        self.response_received = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self.transport.write(request)
        await self.response_received
        self.latencies.append((time.perf_counter() - began) * 1000)

    def data_received(self, data: bytes) -> None:
        """Collect data until the announced length is reached."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        if len(body) >= length and self.response_received:
            self.statuses[head[9:12].decode()] += 1
            self._received = b""
            self.response_received.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if self.response_received and not self.response_received.done():
            self.response_received.set_exception(error or ConnectionError("the server hung up"))


async def run_closed_loop(requests: Sequence[bytes], port: int, connections: int) -> Result:
    """Send the next request of a connection as soon as the last one is answered."""
    waiting = iter(requests)
    clients, latencies, statuses = await open_connections(port, connections)

    async def run(client: Client) -> None:
        for request in waiting:
            await client.send(request)

    began = time.perf_counter()
    await asyncio.gather(*map(run, clients))
    return _build_result(time.perf_counter() - began, latencies, statuses)


async def run_open_loop(requests: Sequence[bytes], port: int, connections: int, per_second: float) -> Result:
    """Send requests at a steady rate, whether or not earlier ones are answered."""
    clients, latencies, statuses = await open_connections(port, connections)
    idle = asyncio.Queue[Client]()
    for client in clients:
        idle.put_nowait(client)

    async def send(request: bytes) -> None:
        client = await idle.get()
        await client.send(request)
        idle.put_nowait(client)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, request in enumerate(requests):
            await asyncio.sleep(began + number / per_second - time.perf_counter())
            group.create_task(send(request))
    return _build_result(time.perf_counter() - began, latencies, statuses)


async def open_connections(port: int, connections: int) -> tuple[list[Client], list[float], "Counter[str]"]:
    """Open connections that record their answers in the list and the counter."""
    latencies: list[float] = []
    statuses: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(lambda: Client(latencies, statuses), "127.0.0.1", port) for _ in range(connections)
    ]
    return [client for _, client in pairs], latencies, statuses


def _build_result(seconds: float, latencies: list[float], statuses: "Counter[str]") -> Result:
    percentiles = quantiles(latencies, n=100)
    return Result(len(latencies) / seconds, percentiles[49], percentiles[98], dict(statuses))


def main(kind: str, port: str, connections: str, amount: str, per_second: str = "") -> None:
    """`python -m tests.bench.load_generator KIND PORT CONNECTIONS AMOUNT [PER_SECOND]` prints the result as JSON."""
    requests = _BUILDERS[kind](int(amount))
    if per_second:
        run = run_open_loop(requests, int(port), int(connections), float(per_second))
    else:
        run = run_closed_loop(requests, int(port), int(connections))
    sys.stdout.write(json.dumps(asdict(uvloop.run(run))))


if __name__ == "__main__":
    main(*sys.argv[1:])
