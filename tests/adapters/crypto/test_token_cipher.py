"""Tokens are encrypted at rest, and their key can be rotated."""

import pytest
from cryptography.fernet import Fernet

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.secret import Secret

TOKEN = Secret("shpat_planted")
OLD_KEY, NEW_KEY = (Secret(Fernet.generate_key().decode()) for _ in range(2))


def test_an_encrypted_token_does_not_show_the_token_and_is_decrypted_again() -> None:
    cipher = TokenCipher([NEW_KEY])
    encrypted = cipher.encrypt(TOKEN)
    assert TOKEN.value.encode() not in encrypted
    assert cipher.decrypt(encrypted) == TOKEN


def test_a_token_of_an_older_key_is_readable_and_not_current() -> None:
    encrypted = TokenCipher([OLD_KEY]).encrypt(TOKEN)
    rotated = TokenCipher([NEW_KEY, OLD_KEY])
    assert (rotated.decrypt(encrypted), rotated.is_current(encrypted)) == (TOKEN, False)


def test_a_token_is_encrypted_with_the_first_key() -> None:
    encrypted = TokenCipher([NEW_KEY, OLD_KEY]).encrypt(TOKEN)
    assert TokenCipher([NEW_KEY]).is_current(encrypted)
    assert TokenCipher([NEW_KEY]).decrypt(encrypted) == TOKEN


def test_a_token_of_an_unknown_key_is_unreadable() -> None:
    encrypted = TokenCipher([OLD_KEY]).encrypt(TOKEN)
    with pytest.raises(TokenUnreadable, match="TOKEN_ENCRYPTION_KEYS"):
        TokenCipher([NEW_KEY]).decrypt(encrypted)


def test_a_damaged_token_is_unreadable_and_not_current() -> None:
    cipher = TokenCipher([NEW_KEY])
    damaged = cipher.encrypt(TOKEN)[:-8]
    assert not cipher.is_current(damaged)
    with pytest.raises(TokenUnreadable):
        cipher.decrypt(damaged)
