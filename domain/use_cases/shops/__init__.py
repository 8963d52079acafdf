"""Connecting shops, their tokens and the state of their connection."""

from novex_shopify.domain.use_cases.shops.change_settings import ChangeSettings
from novex_shopify.domain.use_cases.shops.connect_shop import ConnectShop
from novex_shopify.domain.use_cases.shops.disconnect_shop import DisconnectShop
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken
from novex_shopify.domain.use_cases.shops.renew_all_tokens import RenewAllTokens
from novex_shopify.domain.use_cases.shops.rotate_keys import RotateKeys

__all__ = [
    "ChangeSettings",
    "ConnectShop",
    "DisconnectShop",
    "RefreshAccessToken",
    "RenewAllTokens",
    "RotateKeys",
]
