"""Messages over real connections, to receivers on this machine that answer what a test says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from novex_shopify.adapters.mail.smtp_mailer import SmtpMailer
from novex_shopify.adapters.notifications.channel_http import CHANNEL_LIMITS, ChannelHttp, Resolve
from novex_shopify.adapters.notifications.channel_sender import HttpAndMailSender
from novex_shopify.domain.errors import ChannelGone, ChannelRefused, ChannelUnavailable
from novex_shopify.domain.model.channel_message import ChannelMessage
from novex_shopify.domain.model.notification import NoticeEvent, Notification, NotificationEntry
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.notification_rule import NotificationSettings
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.notification_texts import build_message
from tests.builders import NOON, SHOP
from tests.http_receiver import HttpReceiver, Reply, http_receiver
from tests.mail_receiver import MailReceiver, mail_receiver

__all__ = ["http_receiver", "mail_receiver"]

SECRET = "whsec_" + "bm92ZXgtc2hvcGlmeS10ZXN0LWtleS0zMi1ieXRlcyE="
HOSTILE = NotificationEntry(
    NoticeEvent.OPENED, "<b>Bread</b> & [x](http://evil.example) <!channel> is not mapped", "SKU <1>", SHOP, 3, NOON,
    page="/console/issues/7", issue_id=7, kind="product_unmapped", severity="warning",
)  # fmt: skip
OVER = NotificationEntry(NoticeEvent.OVER, "3 events failed", ended_at=NOON, since=NOON - timedelta(hours=1))


def a_message(*entries: NotificationEntry) -> ChannelMessage:
    stored = Notification(1, "msg_a1", 1, entries or (HOSTILE,), NOON)
    return build_message(stored, NotificationSettings("Europe/Berlin"), "https://erp.example.com")


def a_channel(kind: ChannelKind, url: str) -> NotificationChannel:
    secret = Secret(SECRET) if kind is ChannelKind.WEBHOOK else None
    return NotificationChannel(1, "Office", kind, NOON, url=Secret(url), signing_secret=secret)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=0.5, limits=CHANNEL_LIMITS, trust_env=False) as client:
        yield client


def a_sender(client: httpx.Client, *, allows_private: bool = True, resolve: Resolve | None = None) -> HttpAndMailSender:
    http = ChannelHttp(client, allows_private, **({"resolve": resolve} if resolve else {}))
    return HttpAndMailSender(SmtpMailer(Secret(""), ""), http)


def test_a_webhook_is_signed_so_that_standard_webhooks_verifies_it_at_each_try(
    client: httpx.Client, http_receiver: HttpReceiver
) -> None:
    http_receiver.replies = [Reply(500, b"busy", {"Retry-After": "120"})]
    sender, channel = a_sender(client), a_channel(ChannelKind.WEBHOOK, http_receiver.url)
    now = datetime.now(UTC)
    with pytest.raises(ChannelUnavailable) as busy:
        sender.send(channel, a_message(), now - timedelta(minutes=1))
    assert busy.value.retry_after == timedelta(minutes=2)
    assert sender.send(channel, a_message(), now) == "200 ok"
    first, second = http_receiver.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "msg_a1"
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    for received in (first, second):
        document = Webhook(SECRET).verify(received.body, received.headers)
    (entry,) = document["data"]["entries"]
    assert (entry["shop"], entry["orders"], entry["since"]) == (SHOP, 3, "2026-11-23T12:00:00Z")
    assert entry["url"] == "https://erp.example.com/console/issues/7"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(second.body.replace(b"3", b"4"), second.headers)


def test_slack_gets_text_in_which_nothing_is_a_mention_or_a_link_of_others(
    client: httpx.Client, http_receiver: HttpReceiver
) -> None:
    a_sender(client).send(a_channel(ChannelKind.SLACK, http_receiver.url), a_message(HOSTILE, OVER), NOON)
    payload = json.loads(http_receiver.received[0].body)
    texts = [block["text"]["text"] for block in payload["blocks"]]
    assert texts[0] == "*1 thing needs attention, 1 is over*"
    assert "<!channel>" not in str(payload)
    assert texts[1].startswith("*Needs attention: &lt;b&gt;Bread&lt;/b&gt; &amp; [x](http://evil.example)")
    assert texts[1].endswith("\nSeverity: warning\n<https://erp.example.com/console/issues/7|Open the page>")
    assert "Over since: 2026-11-23 13:00 (Europe/Berlin)" in texts[2]


def test_teams_gets_a_card_in_which_no_text_becomes_a_link(client: httpx.Client, http_receiver: HttpReceiver) -> None:
    http_receiver.replies = [Reply(202, b"")]
    assert a_sender(client).send(a_channel(ChannelKind.TEAMS, http_receiver.url), a_message(), NOON) == "202"
    (attachment,) = json.loads(http_receiver.received[0].body)["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    blocks = [block["text"] for block in attachment["content"]["body"]]
    assert r"\[x\]\(http://evil\.example\)" in blocks[0]
    assert blocks[-1] == "[Open the page](https://erp.example.com/console/issues/7)"


def test_an_email_says_the_same_in_text_and_in_html_with_everything_escaped(
    client: httpx.Client, mail_receiver: MailReceiver
) -> None:
    sender = replace(a_sender(client), mailer=SmtpMailer(Secret(mail_receiver.url), "alerts@example.com"))
    channel = NotificationChannel(1, "Office", ChannelKind.EMAIL, NOON, ("anna@example.com",))
    for _ in range(2):
        assert sender.send(channel, a_message(), NOON) == "Taken by the mail server"
    messages: list[Any] = [
        message_from_bytes(each, _class=EmailMessage, policy=policy.default) for each in mail_receiver.received
    ]
    assert [each["Message-ID"] for each in messages] == ["<msg_a1@example.com>"] * 2
    assert messages[0]["Subject"].startswith("Needs attention: <b>Bread</b> & [x]")
    text, html = (messages[0].get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in ("Orders affected: 3", "https://erp.example.com/console/issues/7", "2026-11-23 13:00"):
        assert part in text
        assert part in html
    assert "&lt;b&gt;Bread&lt;/b&gt; &amp; [x]" in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("reply", "chat_error", "webhook_error"),
    [
        (Reply(404, b"no_service"), ChannelRefused, ChannelUnavailable),
        (Reply(302, headers={"Location": "http://127.0.0.1:1/"}), ChannelRefused, ChannelUnavailable),
        (Reply(429), ChannelUnavailable, ChannelUnavailable),
        (Reply(500), ChannelUnavailable, ChannelUnavailable),
        (Reply(hangs_up=True), ChannelUnavailable, ChannelUnavailable),
        (Reply(waits=True), ChannelUnavailable, ChannelUnavailable),
        (Reply(410), ChannelGone, ChannelGone),
    ],
)
def test_an_error_says_whether_another_try_can_help(
    client: httpx.Client,
    http_receiver: HttpReceiver,
    reply: Reply,
    chat_error: type[Exception],
    webhook_error: type[Exception],
) -> None:
    http_receiver.replies = [reply, reply]
    for kind, expected in ((ChannelKind.SLACK, chat_error), (ChannelKind.WEBHOOK, webhook_error)):
        with pytest.raises(expected) as error:
            a_sender(client).send(a_channel(kind, http_receiver.url), a_message(), NOON)
        assert type(error.value) is expected


def test_a_message_that_was_taken_is_not_sent_again_because_the_answer_never_ends(
    client: httpx.Client, http_receiver: HttpReceiver
) -> None:
    http_receiver.replies = [Reply(200, never_ends=True)]
    answer = a_sender(client).send(a_channel(ChannelKind.WEBHOOK, http_receiver.url), a_message(), NOON)
    assert answer == "200 ok"


def test_no_error_and_no_answer_shows_the_token_of_an_address(
    client: httpx.Client, http_receiver: HttpReceiver
) -> None:
    echo = f"no such hook: {http_receiver.url}".encode()
    http_receiver.replies = [Reply(404, echo), Reply(200, echo)]
    channel = a_channel(ChannelKind.SLACK, http_receiver.url)
    with pytest.raises(ChannelRefused) as refusal:
        a_sender(client).send(channel, a_message(), NOON)
    answer = a_sender(client).send(channel, a_message(), NOON)
    http_receiver.server_close()
    with pytest.raises(ChannelUnavailable) as unreachable:
        a_sender(client).send(channel, a_message(), NOON)
    for text in (str(refusal.value), answer, str(unreachable.value), repr(channel)):
        assert "secret-token" not in text


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.1.2.3", "64:ff9b::a01:203", "224.0.0.1"],
)
def test_a_name_that_means_a_private_address_is_refused(client: httpx.Client, address: str) -> None:
    def resolve(*_: Any, **__: Any) -> Any:
        return [(None, None, None, "", ("93.184.215.14", 443)), (None, None, None, "", (address, 443))]

    sender = a_sender(client, allows_private=False, resolve=resolve)
    with pytest.raises(ChannelRefused, match="NOTIFICATION_PRIVATE_ADDRESSES"):
        sender.send(a_channel(ChannelKind.SLACK, "https://hooks.example/x"), a_message(), NOON)
    with pytest.raises(ChannelRefused, match="https"):
        sender.send(a_channel(ChannelKind.SLACK, "http://hooks.example/x"), a_message(), NOON)


def test_the_connection_goes_to_the_address_that_was_checked(http_receiver: HttpReceiver) -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> Any:
        looked_up.append(host)
        return [(None, None, None, "", ("127.0.0.1", port))]

    url = http_receiver.url.replace("127.0.0.1", "hooks.example")
    with httpx.Client(timeout=1, trust_env=False) as client:
        a_sender(client, resolve=resolve).send(a_channel(ChannelKind.SLACK, url), a_message(), NOON)
    assert looked_up == ["hooks.example"]
    assert http_receiver.received[0].headers["Host"] == f"hooks.example:{http_receiver.server_port}"
