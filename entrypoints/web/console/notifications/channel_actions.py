"""The forms of channels: add, test, pause, resume, remove, and what was given up."""

import re

from starlette.responses import Response

from novex_shopify.domain.errors import (
    ChannelRefused,
    ChannelUnavailable,
    InvalidChannel,
    MailNotSent,
    MailNotSetUp,
    MailOutcomeUnknown,
    MailRefused,
)
from novex_shopify.domain.model.notification_channel import ChannelKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.notifications.notification_pages import (
    NOTIFICATIONS_PATH,
    Refused,
    render_notifications,
)
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_SEPARATORS = re.compile(r"[,;\s]+")
_TEST_ERRORS = (ChannelRefused, ChannelUnavailable, MailNotSent, MailNotSetUp, MailOutcomeUnknown, MailRefused)


def add_channel(request: ConsoleRequest) -> Response:
    """Addresses and secrets are written and never shown again, except once a secret that was made here."""
    read = request.get_form_field
    kind = ChannelKind(read("kind")) if read("kind") in tuple(ChannelKind) else ChannelKind.EMAIL
    url, secret = read("url"), read("signing_secret")
    try:
        added = request.container.change_channels().add(
            read("name"),
            kind,
            recipients=_SEPARATORS.split(read("recipients")),
            url=Secret(url) if url else None,
            signing_secret=Secret(secret) if secret else None,
        )
    except (InvalidChannel, MailNotSetUp) as error:
        entered = {name: read(name) for name in ("name", "recipients")}
        return render_notifications(request, Refused("channel", error, entered))
    if added.signing_secret and not secret:
        return render(request, "notifications/secret.html", channel=added, secret=added.signing_secret.value)
    return redirect(NOTIFICATIONS_PATH, f"{added.name} was added. Send a test message")


def test_channel(request: ConsoleRequest) -> Response:
    try:
        answer = request.container.send_test_message()(_read_id(request))
    except _TEST_ERRORS as error:
        return render_notifications(request, Refused("test", error))
    return redirect(NOTIFICATIONS_PATH, f"The test message was taken: {answer}")


def pause_channel(request: ConsoleRequest) -> Response:
    channel = request.container.change_channels().pause(_read_id(request))
    return redirect(NOTIFICATIONS_PATH, f"{channel.name} is paused")


def resume_channel(request: ConsoleRequest) -> Response:
    channel = request.container.change_channels().resume(_read_id(request))
    return redirect(NOTIFICATIONS_PATH, f"{channel.name} gets messages again")


def remove_channel(request: ConsoleRequest) -> Response:
    channel = request.container.change_channels().remove(_read_id(request))
    return redirect(NOTIFICATIONS_PATH, f"{channel.name} was removed")


def retry_given_up(request: ConsoleRequest) -> Response:
    count = request.container.resolve_given_up().retry(_read_id(request))
    return redirect(NOTIFICATIONS_PATH, f"{format_plural(count, 'message')} queued")


def dismiss_given_up(request: ConsoleRequest) -> Response:
    count = request.container.resolve_given_up().dismiss(_read_id(request))
    return redirect(NOTIFICATIONS_PATH, f"{format_plural(count, 'message')} dismissed")


def _read_id(request: ConsoleRequest) -> int:
    return request.get_path_id("channel")
