"""Use cases of notifications."""

from novex_shopify.domain.use_cases.notifications.change_channels import ChangeChannels
from novex_shopify.domain.use_cases.notifications.change_rules import ChangeNotificationRules
from novex_shopify.domain.use_cases.notifications.list_issues import list_issues
from novex_shopify.domain.use_cases.notifications.notify_of_issues import NotifyOfIssues
from novex_shopify.domain.use_cases.notifications.resolve_given_up import ResolveGivenUp
from novex_shopify.domain.use_cases.notifications.send_notifications import SendNotifications
from novex_shopify.domain.use_cases.notifications.send_test_message import SendTestMessage

__all__ = [
    "ChangeChannels",
    "ChangeNotificationRules",
    "NotifyOfIssues",
    "ResolveGivenUp",
    "SendNotifications",
    "SendTestMessage",
    "list_issues",
]
