"""Codes on paper, for who has lost the phone with the authenticator app."""

import re
from collections.abc import Callable
from hashlib import sha256

from novex_shopify.domain.model.secret import Secret

RECOVERY_CODE_COUNT = 10

_HEX_DIGITS = 16
_SEPARATORS = re.compile(r"[\s-]+")


def generate_recovery_codes(generate_nonce: Callable[[], str]) -> tuple[Secret, ...]:
    """Ten codes of 64 random bits, such as `0f3c-9a41-77de-b052`."""
    return tuple(_create_code(generate_nonce()) for _ in range(RECOVERY_CODE_COUNT))


def hash_recovery_code(user_id: int, code: Secret) -> str:
    """What is stored of a code, which is too long to be guessed. Its case and its dashes do not count."""
    return sha256(f"{user_id}:{_SEPARATORS.sub('', code.value).lower()}".encode()).hexdigest()


def _create_code(nonce: str) -> Secret:
    digits = sha256(nonce.encode()).hexdigest()[:_HEX_DIGITS]
    return Secret("-".join(digits[start : start + 4] for start in range(0, _HEX_DIGITS, 4)))
