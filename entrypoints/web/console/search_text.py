"""What a person searches for, in an address.

An address stays in histories and in the logs of proxies. So a text is encrypted in it, unless it is an id or a number.
"""

import re

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.secret import Secret

_ENCRYPTED = "~"
# Names and e-mail addresses have no digit, or a space or an @; phone numbers begin with 0 or +.
_ID_OR_NUMBER = re.compile(r"(?!0)(?=.*\d)[#A-Za-z0-9._:/-]+")


def hide_text(container: Container, text: str) -> str:
    """What stands for a text in an address."""
    if not text or _ID_OR_NUMBER.fullmatch(text):
        return text
    return _ENCRYPTED + container.token_cipher().encrypt(Secret(text)).decode()


def reveal_text(container: Container, value: str) -> str:
    """The text that a value stands for; empty if its key is not one of this installation any more."""
    if not value.startswith(_ENCRYPTED):
        return value
    try:
        return container.token_cipher().decrypt(value.removeprefix(_ENCRYPTED).encode()).value
    except TokenUnreadable:
        return ""
