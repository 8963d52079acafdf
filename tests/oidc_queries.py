"""The queries of redirects to and from a provider."""

from urllib.parse import parse_qsl, urlsplit


def read_query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
