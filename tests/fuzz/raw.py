"""Bytes that are almost HTTP: smuggled requests, broken chunks, upgrades, control characters.

A forgery is a second answer that lets a hidden request through: none of them has a session, a token or a signature.
"""

from random import Random

from tests.fuzz.attempt import Attempt
from tests.fuzz.http import Answer, Request

_HIDDEN = b"POST /console/stores/connect HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
_HEADS = (
    b"POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\n",
    b"GET /console HTTP/1.1\r\nHost: x\r\n",
    b"GET /api/v1/shipments/1 HTTP/1.0\r\n",
    b"GET /static/../../etc/passwd HTTP/1.1\r\nHost: x\r\n",
    b"GET /static/%2e%2e/%2e%2e/app.py HTTP/1.1\r\nHost: x\r\n",
    b"GET http://evil.test/console HTTP/1.1\r\nHost: evil.test\r\n",
    b"CONNECT evil.test:443 HTTP/1.1\r\nHost: x\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n",
    b"PRI * HTTP/2.0\r\n",
    b"POST /console/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n",
)
_LINES = (
    b"Content-Length: 5\r\n", b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Content-Length: +5\r\n",
    b"Content-Length: 0x5\r\n", b"Content-Length: 99999999999999999999\r\n", b"Content-Length: -1\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding : chunked\r\n", b"Transfer-Encoding: chunked, identity\r\n",
    b"Upgrade: websocket\r\nConnection: Upgrade\r\n", b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n",
    b"Expect: 100-continue\r\n", b" folded: 1\r\n", b"X: \x00\r\n", b"X\r\n", b": empty\r\n", b"X: a\nY: b\r\n",
    b"X-Shopify-Hmac-Sha256: AAAA\r\n", b"Cookie: novex=1\r\n", b"Host: other\r\n",
)  # fmt: skip
_BODIES = (
    b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFF\r\nx", b"0\r\n\r\n" + _HIDDEN, b"5;ext=" + b"x" * 300,
    b"-1\r\n", b"0\r\nTrailer: 1\r\n\r\n", _HIDDEN, b"\x00" * 64,
)  # fmt: skip


def build(random: Random, _: int) -> Attempt:
    lines = random.sample(_LINES, random.randrange(5))
    raw = random.choice(_HEADS) + b"".join(lines) + b"\r\n" + random.choice(_BODIES)
    if random.random() < 0.3:
        position = random.randrange(len(raw))
        raw = raw[:position] + random.randbytes(random.randrange(1, 6)) + raw[position + random.randrange(3) :]
    return Attempt(Request(raw=raw), is_let_through)


def is_let_through(answer: Answer) -> bool:
    # Nothing here has credentials. 200 would be a page, a file or a stored webhook; 303 must lead to the sign-in.
    return any(200 <= status < 300 for status in answer.statuses) or (
        303 in answer.statuses and not answer.location.startswith("/console/sign-in")
    )
