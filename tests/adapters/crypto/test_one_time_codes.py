"""The codes are those of RFC 6238, which every authenticator app shows."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from novex_shopify.adapters.crypto.one_time_codes import TotpCodes
from novex_shopify.domain.model.secret import Secret

CODES = TotpCodes()
SECRET = Secret(base64.b32encode(b"12345678901234567890").decode())
"""The secret of the RFC's test vectors (appendix B)."""


@pytest.mark.parametrize(("seconds", "code"), [(1234567890, "005924"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_codes_of_the_standard_are_found_in_their_half_minute_and_the_ones_beside_it(
    seconds: int, code: str
) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    for offset in (-30, 0, 30):
        assert CODES.find_step(SECRET, code, at + timedelta(seconds=offset)) == seconds // 30
    for offset in (-90, 90):
        assert CODES.find_step(SECRET, code, at + timedelta(seconds=offset)) is None


@pytest.mark.parametrize("code", ["", "28708", "2870820", "²87082", "abcdef"])
def test_other_texts_are_no_codes(code: str) -> None:
    assert CODES.find_step(SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_each_secret_is_new_and_its_uri_says_whose_it_is() -> None:
    secret, other = CODES.generate_secret(), CODES.generate_secret()
    assert secret != other
    assert len(base64.b32decode(secret.value)) == 20
    uri = CODES.build_uri(secret, "anna@example.com", "Novex Shopify")
    assert uri.startswith("otpauth://totp/Novex%20Shopify:anna%40example.com?secret=")
