"""Saves and removes rules of notifications, and sets the quiet hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings, RuleSubject
from novex_shopify.domain.policies.notification_rules import check_rule, check_settings, describe_cause, describe_timing
from novex_shopify.domain.policies.notification_times import find_due
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True, slots=True)
class ChangeNotificationRules:
    """Each change is in the audit log."""

    unit_of_work: UnitOfWork
    clock: Clock

    def save(self, rule: NotificationRule) -> NotificationRule:
        """Store a new rule, whose id is 0, or replace the one with its id.

        Raises `InvalidNotificationRule`, and `NotFound` of a rule or a store.
        """
        with self.unit_of_work() as tx:
            known = _get_rule(tx, rule.id) if rule.id else None
            if rule.shop and tx.shops.get(rule.shop) is None:
                raise NotFound(f"{rule.shop} was never connected.")
            checked = check_rule(rule, tx.notification_channels.list_names())
            saved = tx.notification_rules.save(self._schedule(checked, tx.notification_rules.get_settings()))
            before = _describe(tx, known) if known else None
            tx.audit_log.record(AuditAction.RULE_SAVED, _subject(saved), before, _describe(tx, saved))
            tx.commit()
        return saved

    def remove(self, rule_id: int) -> NotificationRule:
        """Remove a rule; what it holds back is not sent. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            rule = _get_rule(tx, rule_id)
            tx.notification_rules.remove(rule_id)
            tx.audit_log.record(AuditAction.RULE_REMOVED, _subject(rule), _describe(tx, rule))
            tx.commit()
        return rule

    def save_settings(self, settings: NotificationSettings) -> NotificationSettings:
        """Set the time zone and the quiet hours of all rules. Raises `InvalidNotificationRule`."""
        checked = check_settings(settings)
        with self.unit_of_work() as tx:
            before = tx.notification_rules.get_settings()
            tx.notification_rules.save_settings(checked)
            for rule in tx.notification_rules.list_all():
                if rule.subject is RuleSubject.DATA_CHECK:
                    tx.notification_rules.save(self._schedule(rule, checked))
            subject = AuditSubject(AuditedKind.INSTALLATION)
            values = (_describe_settings(each) for each in (before, checked))
            tx.audit_log.record(AuditAction.QUIET_HOURS_CHANGED, subject, *values)
            tx.commit()
        return checked

    def list_all(self) -> Sequence[NotificationRule]:
        """List the rules by id."""
        with self.unit_of_work.read() as tx:
            return tx.notification_rules.list_all()

    def _schedule(self, rule: NotificationRule, settings: NotificationSettings) -> NotificationRule:
        if rule.subject is RuleSubject.ISSUES:
            return rule
        return replace(rule, due_at=find_due(rule, settings, self.clock.now()))


def _get_rule(tx: Transaction, rule_id: int) -> NotificationRule:
    rule = tx.notification_rules.get(rule_id)
    if rule is None:
        raise NotFound(f"There is no notification rule {rule_id}.")
    return rule


def _subject(rule: NotificationRule) -> AuditSubject:
    return AuditSubject(AuditedKind.NOTIFICATION_RULE, str(rule.id), rule.shop)


def _describe(tx: Transaction, rule: NotificationRule) -> AuditValues:
    names = tx.notification_channels.list_names()
    channels = [names[each] for each in rule.channel_ids if each in names]
    return {"cause": describe_cause(rule), "timing": describe_timing(rule), "channels": channels}


def _describe_settings(settings: NotificationSettings) -> AuditValues:
    return {
        "time_zone": settings.time_zone,
        "quiet_from": f"{settings.quiet_from:%H:%M}" if settings.quiet_from else None,
        "quiet_until": f"{settings.quiet_until:%H:%M}" if settings.quiet_until else None,
    }
