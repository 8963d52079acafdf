"""Notifications as e-mails: a part in plain text, and the same in HTML."""

from collections.abc import Sequence
from html import escape

from novex_shopify.domain.model.channel_message import ChannelMessage, MessageSection
from novex_shopify.domain.model.mail import Mail

_REASON = "You get this e-mail because a rule under Settings, Notifications names your address: {url}"


def build_mail(message: ChannelMessage, recipients: Sequence[str]) -> Mail:
    """Return the e-mail. Its reference is the id of the message, so each try has the same Message-ID."""
    return Mail(recipients, message.title, _build_text(message), message.id, html=_build_html(message))


def _build_text(message: ChannelMessage) -> str:
    sections = ["\n".join((section.heading, *section.lines, section.url)) for section in message.sections]
    return "\n\n".join((*sections, *_describe_rest(message), _REASON.format(url=_settings_url(message)))) + "\n"


def _build_html(message: ChannelMessage) -> str:
    """Everything that comes from a message is escaped; there are no images, no styles and no scripts."""
    sections = "".join(map(_build_html_section, message.sections))
    rest = "".join(f"<p>{escape(each)}</p>" for each in _describe_rest(message))
    reason = escape(_REASON.format(url=_settings_url(message)))
    title = escape(message.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{sections}{rest}<p><small>{reason}</small></p></body></html>"
    )


def _build_html_section(section: MessageSection) -> str:
    lines = "<br>".join(map(escape, section.lines))
    return f'<h2>{escape(section.heading)}</h2><p>{lines}</p><p><a href="{escape(section.url)}">Open the page</a></p>'


def _describe_rest(message: ChannelMessage) -> Sequence[str]:
    return [f"And {message.omitted} more: {message.url}"] if message.omitted else []


def _settings_url(message: ChannelMessage) -> str:
    return f"{message.url}/settings/notifications"
