"""Serves the files of bulk operations at signed URLs that expire, without a token and with byte ranges."""

import hashlib
import hmac
import re
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from novex_shopify.entrypoints.sandbox.errors import NotFound
from novex_shopify.entrypoints.sandbox.model.bulk_operations import BulkOperation
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.state import get_state

RANGE_HEADER = re.compile(r"bytes=(\d+)-(\d*)")


def build_file_url(shop: Shop, operation: BulkOperation, base_url: str) -> str:
    """Build the signed URL of an operation's file."""
    assert operation.completed_at is not None
    lifetime = 0 if operation.fault.expired_url else shop.settings.bulk_url_lifetime
    expires = str(int((operation.completed_at + timedelta(seconds=lifetime)).timestamp()))
    path = f"/sandbox/bulk/{shop.domain}/bulk-{operation.id}.jsonl"
    signature = _sign(shop.settings, path, expires)
    return f"{base_url.rstrip('/')}{path}?{urlencode({'Expires': expires, 'Signature': signature})}"


async def download_file(request: Request) -> Response:
    """Serve a file, or the byte range that was requested."""
    state = get_state(request)
    expires, signature = request.query_params.get("Expires", ""), request.query_params.get("Signature", "")
    if not hmac.compare_digest(_sign(state.settings, request.url.path, expires), signature):
        return _build_error_response("SignatureDoesNotMatch", "The request signature we calculated does not match.")
    if state.clock().timestamp() >= int(expires):
        return _build_error_response("ExpiredToken", "The provided token has expired.")
    operation = state.get_or_create_shop(request.path_params["shop"]).bulk_operations.get(request.path_params["id"])
    if operation is None:
        raise NotFound("The specified key does not exist.")
    return _build_file_response(operation, request.headers.get("range"))


def _build_file_response(operation: BulkOperation, range_header: str | None) -> Response:
    operation.download_count += 1
    content = operation.file
    status, start, part = 200, 0, content
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"'}
    if range_header and (found := RANGE_HEADER.fullmatch(range_header)):
        start = int(found[1])
        if start >= len(content):
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
        part = content[start : int(found[2]) + 1 if found[2] else len(content)]
        status = 206
        headers["Content-Range"] = f"bytes {start}-{start + len(part) - 1}/{len(content)}"
    response_class = (
        _InterruptedResponse if operation.download_count <= operation.fault.interrupted_downloads else Response
    )
    return response_class(part, status, headers, "application/jsonl")


class _InterruptedResponse(Response):
    """Announces the whole file and disconnects in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionResetError("disconnected, as planned")


def _sign(settings: SandboxSettings, path: str, expires: str) -> str:
    message = f"{path}\n{expires}".encode()
    return hmac.new(settings.client_secret.encode(), message, hashlib.sha256).hexdigest()


def _build_error_response(code: str, message: str) -> Response:
    """Refuse as object storage does: 403, in XML."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(text, 403, media_type="application/xml")


routes = [Route("/sandbox/bulk/{shop}/bulk-{id:int}.jsonl", download_file)]
