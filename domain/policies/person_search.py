"""Which stored bodies are about a person, and which texts name one."""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_SHORTEST_TEXT = 3
"""Shorter texts, such as a house number, stand in too many sentences to mean the person."""


@dataclass(frozen=True, slots=True)
class Person:
    """What identifies a customer of a store: Shopify's ids, e-mail addresses and phone numbers."""

    customer_id: int | None
    order_ids: frozenset[int]
    contacts: frozenset[str]

    def is_customer_in(self, body: bytes) -> bool:
        """Whether the body names the customer by id. It need not be JSON."""
        return self.customer_id is not None and _names_id(body, "customer", [self.customer_id])

    def is_named_in(self, body: bytes) -> bool:
        """Whether the body names the customer, one of the orders, or a contact. It need not be JSON."""
        return self.is_customer_in(body) or _names_id(body, "order", self.order_ids) or self._is_contact_in(body)

    def _is_contact_in(self, body: bytes) -> bool:
        spellings = (
            json.dumps(contact, ensure_ascii=escaped)[1:-1] for contact in self.contacts for escaped in (False, True)
        )
        return _search(map(re.escape, spellings), body)


def _names_id(body: bytes, kind: str, ids: Iterable[int]) -> bool:
    # REST names an id by its key, GraphQL by a gid such as gid://shopify/Order/1.
    key = rf'"(?:id|{kind}_?id)"\s*:\s*"?|{kind}/'
    return _search((rf"(?:{key}){number}(?!\d)" for number in ids), body)


def _search(patterns: Iterable[str], body: bytes) -> bool:
    alternatives = "|".join(patterns)
    return bool(alternatives) and re.search(alternatives.encode(), body, re.IGNORECASE) is not None


def names_any(text: str, personal_texts: Collection[str]) -> bool:
    """Whether a text contains one of these as a whole word."""
    words = [re.escape(each) for each in personal_texts if len(each) >= _SHORTEST_TEXT]
    return bool(words) and re.search(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", text, re.IGNORECASE) is not None
