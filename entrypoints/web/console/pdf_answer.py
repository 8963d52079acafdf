"""Documents as PDF files, which a browser shows."""

from starlette.responses import Response

FRAMED_HEADERS = {"Content-Security-Policy": "frame-ancestors 'self'", "X-Frame-Options": "SAMEORIGIN"}
"""Of what a page of the console shows in a frame. A PDF file has no scripts that the browser would run for us."""


def send_pdf(filename: str, data: bytes, *, framed: bool = False) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "Cache-Control": "no-store"}
    return Response(data, media_type="application/pdf", headers=headers | (FRAMED_HEADERS if framed else {}))
