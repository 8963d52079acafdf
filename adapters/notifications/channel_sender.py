"""Sends a message in the form that its channel takes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from novex_shopify.adapters.notifications.channel_http import Answer, ChannelHttp
from novex_shopify.adapters.notifications.signed_webhook import build_webhook_body, build_webhook_headers
from novex_shopify.adapters.notifications.slack import build_slack_message
from novex_shopify.adapters.notifications.teams import build_teams_message
from novex_shopify.domain.errors import ChannelGone, ChannelRefused, ChannelUnavailable
from novex_shopify.domain.model.channel_message import ChannelMessage
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.policies.notification_mails import build_mail
from novex_shopify.domain.ports.mailer import Mailer

_JSON = {"Content-Type": "application/json", "User-Agent": "Novex-Shopify"}
_GONE = 410
_PASSING = frozenset({408, 425, 429})
"""Statuses below 500 of what may succeed later."""


@dataclass(frozen=True, slots=True)
class HttpAndMailSender:
    """The port `ChannelSender`."""

    mailer: Mailer
    http: ChannelHttp

    def send(self, channel: NotificationChannel, message: ChannelMessage, now: datetime) -> str:
        match channel.kind:
            case ChannelKind.EMAIL:
                self.mailer.send(build_mail(message, channel.recipients))
                return "Taken by the mail server"
            case ChannelKind.SLACK:
                return self._post_chat(channel, build_slack_message(message))
            case ChannelKind.TEAMS:
                return self._post_chat(channel, build_teams_message(message))
            case ChannelKind.WEBHOOK:
                return self._post_signed(channel, message, now)

    def _post_chat(self, channel: NotificationChannel, payload: Mapping[str, Any]) -> str:
        """What a chat refuses, it refuses again: its webhook was removed, or the message has the wrong form."""
        assert channel.url is not None
        answer = self.http.post(channel.url, json.dumps(payload).encode(), _JSON)
        if answer.is_success:
            return str(answer)
        is_final = answer.status < 500 and answer.status not in _PASSING
        raise _build_error(answer, ChannelRefused if is_final else ChannelUnavailable)

    def _post_signed(self, channel: NotificationChannel, message: ChannelMessage, now: datetime) -> str:
        """A program may be in the middle of an update: whatever it answers but 410, it is asked again."""
        assert channel.url is not None
        assert channel.signing_secret is not None
        body = build_webhook_body(message)
        headers = build_webhook_headers(channel.signing_secret, message.id, body, now)
        answer = self.http.post(channel.url, body, {**_JSON, **headers})
        if answer.is_success:
            return str(answer)
        raise _build_error(answer, ChannelUnavailable)


def _build_error(answer: Answer, kind: type[ChannelRefused | ChannelUnavailable]) -> Exception:
    if answer.status == _GONE:
        return ChannelGone(f"The receiver answered {answer}: it wants no more messages.")
    text = f"The receiver answered {answer}."
    return ChannelUnavailable(text, answer.retry_after) if kind is ChannelUnavailable else kind(text)
