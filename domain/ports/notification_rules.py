"""Rules of notifications."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings


class NotificationRules(Protocol):
    """The rules, and what they have in common."""

    def save(self, rule: NotificationRule) -> NotificationRule:
        """Store a new rule, whose id is 0, or replace the one with its id; returns it with its id."""
        ...

    def get(self, rule_id: int) -> NotificationRule | None:
        """Get a rule; None if there is none."""
        ...

    def list_all(self) -> Sequence[NotificationRule]:
        """List the rules by id."""
        ...

    def remove(self, rule_id: int) -> None:
        """Remove a rule, if there is one."""
        ...

    def get_settings(self) -> NotificationSettings:
        """Get what was stored last; the defaults if nothing was."""
        ...

    def save_settings(self, settings: NotificationSettings) -> None: ...
