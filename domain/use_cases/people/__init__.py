"""Use cases of the people who use the console, and of the programs that use the API."""

from novex_shopify.domain.use_cases.people.change_user import ChangeUser
from novex_shopify.domain.use_cases.people.check_code import CheckCode
from novex_shopify.domain.use_cases.people.complete_sign_in import CompleteSignIn
from novex_shopify.domain.use_cases.people.end_sessions import EndSessions
from novex_shopify.domain.use_cases.people.find_api_token import FindApiToken
from novex_shopify.domain.use_cases.people.find_signed_in_user import FindSignedInUser
from novex_shopify.domain.use_cases.people.has_users import HasUsers
from novex_shopify.domain.use_cases.people.invite_user import InviteUser
from novex_shopify.domain.use_cases.people.issue_api_tokens import IssueApiTokens
from novex_shopify.domain.use_cases.people.keep_list_views import KeepListViews
from novex_shopify.domain.use_cases.people.open_session import OpenSession
from novex_shopify.domain.use_cases.people.record_action import RecordAction
from novex_shopify.domain.use_cases.people.require_role import RequireRole
from novex_shopify.domain.use_cases.people.require_second_factor import RequireSecondFactor
from novex_shopify.domain.use_cases.people.set_up_second_factor import SetUpSecondFactor
from novex_shopify.domain.use_cases.people.sign_in import SignIn
from novex_shopify.domain.use_cases.people.sign_in_with_provider import SignInWithProvider
from novex_shopify.domain.use_cases.people.unlink_identity import UnlinkIdentity

__all__ = [
    "ChangeUser",
    "CheckCode",
    "CompleteSignIn",
    "EndSessions",
    "FindApiToken",
    "FindSignedInUser",
    "HasUsers",
    "InviteUser",
    "IssueApiTokens",
    "KeepListViews",
    "OpenSession",
    "RecordAction",
    "RequireRole",
    "RequireSecondFactor",
    "SetUpSecondFactor",
    "SignIn",
    "SignInWithProvider",
    "UnlinkIdentity",
]
