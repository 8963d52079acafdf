"""Use cases of the console alone."""

from novex_shopify.domain.use_cases.console.get_overview import GetOverview
from novex_shopify.domain.use_cases.console.sign_in import SignIn

__all__ = [
    "GetOverview",
    "SignIn",
]
