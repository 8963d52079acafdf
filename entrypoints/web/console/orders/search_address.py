"""The address of a search for orders.

An address stays in histories and in the logs of proxies, so an e-mail address in it is encrypted.
"""

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query


def build_search_url(request: ConsoleRequest, text: str, checked_shop: str = "") -> str:
    """The page with the results; `checked_shop` is the store that is being asked for the order."""
    if "@" not in text:
        return "/console/orders" + build_query(text=text, checked=checked_shop)
    encrypted = request.container.token_cipher().encrypt(Secret(text)).decode()
    return "/console/orders" + build_query(search=encrypted, checked=checked_shop)


def read_search_text(request: ConsoleRequest) -> str:
    """What is searched for; empty if it was encrypted with a key that this installation does not have any more."""
    encrypted = request.get_query_param("search")
    if not encrypted:
        return request.get_query_param("text")
    try:
        return request.container.token_cipher().decrypt(encrypted.encode()).value
    except TokenUnreadable:
        return ""
