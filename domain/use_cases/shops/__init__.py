"""Connecting stores, their tokens and the state of their connection."""

from novex_shopify.domain.use_cases.shops.approve_shop import ApproveShop
from novex_shopify.domain.use_cases.shops.change_settings import ChangeSettings
from novex_shopify.domain.use_cases.shops.check_address import CheckAddress
from novex_shopify.domain.use_cases.shops.confirm_move import ConfirmMove
from novex_shopify.domain.use_cases.shops.connect_shop import ConnectShop
from novex_shopify.domain.use_cases.shops.disconnect_shop import DisconnectShop
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken
from novex_shopify.domain.use_cases.shops.refresh_all_tokens import RefreshAllTokens
from novex_shopify.domain.use_cases.shops.rotate_keys import RotateKeys

__all__ = [
    "ApproveShop",
    "ChangeSettings",
    "CheckAddress",
    "ConfirmMove",
    "ConnectShop",
    "DisconnectShop",
    "RefreshAccessToken",
    "RefreshAllTokens",
    "RotateKeys",
]
