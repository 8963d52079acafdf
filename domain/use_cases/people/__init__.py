"""Use cases of the people who use the console, and of the programs that use the API."""

from novex_shopify.domain.use_cases.people.end_sessions import EndSessions
from novex_shopify.domain.use_cases.people.find_signed_in_user import FindSignedInUser
from novex_shopify.domain.use_cases.people.open_session import OpenSession
from novex_shopify.domain.use_cases.people.sign_in import SignIn
from novex_shopify.domain.use_cases.people.sign_in_with_provider import SignInWithProvider

__all__ = [
    "EndSessions",
    "FindSignedInUser",
    "OpenSession",
    "SignIn",
    "SignInWithProvider",
]
