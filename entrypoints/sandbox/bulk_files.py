"""The files of bulk operations, at signed addresses of their own: no token, an expiry, and parts on demand."""

import hashlib
import hmac
import re
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from novex_shopify.entrypoints.sandbox.bulk import BulkOperation
from novex_shopify.entrypoints.sandbox.errors import Unknown
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.world import world_of

RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def file_address(shop: Shop, operation: BulkOperation, address: str) -> str:
    """Write the signed address of an operation's file, under the address the sandbox was called by."""
    assert operation.completed_at is not None
    lifetime = 0 if operation.fault.expired_url else shop.settings.bulk_url_lifetime
    expires = str(int((operation.completed_at + timedelta(seconds=lifetime)).timestamp()))
    path = f"/sandbox/bulk/{shop.domain}/bulk-{operation.id}.jsonl"
    signature = _signature(shop.settings, path, expires)
    return f"{address.rstrip('/')}{path}?{urlencode({'Expires': expires, 'Signature': signature})}"


async def download(request: Request) -> Response:
    """Give a file, or the part of it that was asked for."""
    world = world_of(request)
    expires, given = request.query_params.get("Expires", ""), request.query_params.get("Signature", "")
    if not hmac.compare_digest(_signature(world.settings, request.url.path, expires), given):
        return _refusal("SignatureDoesNotMatch", "The request signature we calculated does not match.")
    if world.clock().timestamp() >= int(expires):
        return _refusal("ExpiredToken", "The provided token has expired.")
    operation = world.shop(request.path_params["shop"]).bulk_operations.get(request.path_params["id"])
    if operation is None:
        raise Unknown("The specified key does not exist.")
    return _answer(operation, request.headers.get("range"))


def _answer(operation: BulkOperation, asked: str | None) -> Response:
    operation.downloads += 1
    whole = operation.file
    status, start, part = 200, 0, whole
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{hashlib.sha256(whole).hexdigest()[:32]}"'}
    if asked and (found := RANGE.fullmatch(asked)):
        start = int(found[1])
        if start >= len(whole):
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(whole)}"})
        part = whole[start : int(found[2]) + 1 if found[2] else len(whole)]
        status = 206
        headers["Content-Range"] = f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    kind = _Cut if operation.downloads <= operation.fault.cut_downloads else Response
    return kind(part, status, headers, "application/jsonl")


class _Cut(Response):
    """Promises the whole and hangs up in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half of it, and break off."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionResetError("cut, as asked for")


def _signature(settings: SandboxSettings, path: str, expires: str) -> str:
    message = f"{path}\n{expires}".encode()
    return hmac.new(settings.client_secret.encode(), message, hashlib.sha256).hexdigest()


def _refusal(code: str, message: str) -> Response:
    """Refuse as object storage does: 403, in XML."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(text, 403, media_type="application/xml")


routes = [Route("/sandbox/bulk/{shop}/bulk-{id:int}.jsonl", download)]
