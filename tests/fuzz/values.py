"""Values that programs stumble over."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

TEXTS = (
    "", " ", "0", "-1", "1e999", "NaN", "null", "true", "undefined", "9" * 19, "9" * 20, "9" * 4_400, "٣", "\uff11",
    "0001-01-01", "9999-12-31T23:59:59Z", "2026-02-30", "\x00", "%00", "%ff", "%2e%2e%2f", "../../etc/passwd",
    "..\\..\\", "' OR 1=1 --", '"; DROP TABLE shopify_shops; --', "<script>alert(1)</script>", "{{7*7}}", "${7*7}",
    "=1+1", "@SUM(A1)", "é" * 300, "\u202e", "\r\nX-Injected: 1", "//evil.test", "https://evil.test",
    "javascript:alert(1)", "tea-and-paper.myshopify.com", "evil.test#.myshopify.com", "a" * 70 + ".myshopify.com",
    "gid://shopify/Order/1",
)  # fmt: skip
_LONE_SURROGATE = "\ud800"
"""JSON can express it, UTF-8 cannot."""

NUMBERS = (0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30, -(2**63) - 1, 0.1, 1e308, -0.0)


def pick_text(random: Random) -> str:
    return random.choice(TEXTS) if random.random() < 0.8 else "".join(map(chr, random.choices(range(1, 0x250), k=20)))


def pick_header_text(random: Random) -> str:
    """Without line breaks, which would make it several headers; with everything else that a socket can carry."""
    return pick_text(random).replace("\r", "").replace("\n", "").replace("\x00", "")


def pick_path_text(random: Random) -> str:
    return "".join(each if "!" <= each < "\x7f" else f"%{ord(each) & 255:02x}" for each in pick_text(random))


def pick_json(random: Random, depth: int = 3) -> Any:
    """Any JSON value, sometimes deep."""
    kind = random.randrange(9 if depth else 6)
    leaves: tuple[Callable[[], Any], ...] = (
        lambda: None,
        lambda: random.random() < 0.5,
        lambda: random.choice(NUMBERS),
        lambda: pick_text(random),
        lambda: str(random.choice(NUMBERS)),
        lambda: random.choice(("2026-11-23T12:00:00+01:00", _LONE_SURROGATE)),
    )
    if kind < len(leaves):
        return leaves[kind]()
    if kind == 6:
        return [pick_json(random, depth - 1) for _ in range(random.randrange(4))]
    return {pick_text(random): pick_json(random, depth - 1) for _ in range(random.randrange(4))}


def change_json(random: Random, value: Any) -> Any:
    """The same with one part replaced, removed or doubled."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        if random.random() < 0.15:
            return {each: part for each, part in value.items() if each != name}
        return {**value, name: change_json(random, value[name])}
    if isinstance(value, list) and value and random.random() < 0.8:
        index = random.randrange(len(value))
        return [*value[:index], change_json(random, value[index]), *value[index:][random.randrange(2) :]]
    return pick_json(random)


def encode_strangely(random: Random, value: Any) -> bytes:
    """JSON, or what only resembles it."""
    body = json.dumps(value).encode()
    match random.randrange(12):
        case 0:
            return body[: random.randrange(len(body) + 1)]
        case 1:
            position = random.randrange(len(body) + 1)
            return body[:position] + bytes(random.randrange(256) for _ in range(3)) + body[position:]
        case 2:
            deep = random.choice((100, 900, 5_000, 100_000))
            return b'{"id":' + b"[" * deep + b"]" * deep + b"}"
        case 3:
            return random.choice((b"", b"\xef\xbb\xbf" + body, b"[" + body + b"]", b'{"id":1,"id":2}', b"\x00" * 50))
    return body
