"""What a person searches for, in an address.

An address stays in histories and in the logs of proxies. So a text is encrypted in it, unless it is an id or a number.
"""

import re
from collections.abc import Mapping

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

# Names and e-mail addresses have no digit, or a space or an @; phone numbers begin with 0 or +.
_ID_OR_NUMBER = re.compile(r"(?!0)(?=.*\d)[#A-Za-z0-9._:/-]+")


def protect_search_text(request: ConsoleRequest, text: str) -> Mapping[str, str]:
    """The query parameters that stand for a text."""
    if not text or _ID_OR_NUMBER.fullmatch(text):
        return {"text": text}
    encrypted = request.get_query_param("search")
    if not encrypted or read_search_text(request) != text:  # otherwise a page keeps its address
        encrypted = request.container.token_cipher().encrypt(Secret(text)).decode()
    return {"search": encrypted}


def read_search_text(request: ConsoleRequest) -> str:
    """The text in the address; empty if it was encrypted with a key that this installation does not have any more."""
    encrypted = request.get_query_param("search")
    if not encrypted:
        return request.get_query_param("text")
    try:
        return request.container.token_cipher().decrypt(encrypted.encode()).value
    except TokenUnreadable:
        return ""
