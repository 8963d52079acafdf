"""API_TOKENS names the clients of the API and what they may do."""

import pytest

from novex_shopify.config.api_clients import ApiClient, parse_api_client
from novex_shopify.domain.model.secret import Secret

TOKEN = "0123456789abcdef0123"


@pytest.mark.parametrize(
    ("text", "client"),
    [
        (TOKEN, ApiClient("token-2", Secret(TOKEN))),
        (f"erp:{TOKEN}", ApiClient("erp", Secret(TOKEN))),
        (f"erp:{TOKEN}:write", ApiClient("erp", Secret(TOKEN))),
        (f"shop.floor-1:{TOKEN}:read", ApiClient("shop.floor-1", Secret(TOKEN), read_only=True)),
    ],
)
def test_a_client_has_a_name_a_token_and_rights(text: str, client: ApiClient) -> None:
    assert parse_api_client(text, 2) == client


@pytest.mark.parametrize("text", [TOKEN[1:], f"erp:{TOKEN[1:]}", f":{TOKEN}", f"erp:{TOKEN}:all", f"a:{TOKEN}:read:x"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        parse_api_client(text, 1)
