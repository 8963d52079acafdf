"""Rules of notifications in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings

_ONLY_KEY = 1


@dataclass(frozen=True, slots=True)
class MemoryNotificationRules:
    """The port `NotificationRules`."""

    state: State

    def save(self, rule: NotificationRule) -> NotificationRule:
        saved = rule if rule.id else replace(rule, id=allocate_id(self.state.notification_rules))
        self.state.notification_rules[saved.id] = saved
        return saved

    def get(self, rule_id: int) -> NotificationRule | None:
        return self.state.notification_rules.get(rule_id)

    def list_all(self) -> Sequence[NotificationRule]:
        return sorted(self.state.notification_rules.values(), key=lambda rule: rule.id)

    def remove(self, rule_id: int) -> None:
        self.state.notification_rules.pop(rule_id, None)

    def get_settings(self) -> NotificationSettings:
        return self.state.notification_settings.get(_ONLY_KEY, NotificationSettings())

    def save_settings(self, settings: NotificationSettings) -> None:
        self.state.notification_settings[_ONLY_KEY] = settings
