"""How pages write figures, times and names."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from markupsafe import Markup

from novex_shopify.domain.model.currency import get_smallest_unit
from novex_shopify.domain.model.money import Money

NO_VALUE = "\N{EN DASH}"
_THOUSANDS = "\N{NARROW NO-BREAK SPACE}"
_DURATION_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def format_duration(duration: timedelta) -> str:
    """In its largest unit, such as `3 min`."""
    seconds = max(0, int(duration.total_seconds()))
    return next((f"{seconds // size} {unit}" for size, unit in _DURATION_UNITS if seconds >= size), "0 s")


def format_precise_duration(duration: timedelta | None) -> str:
    if duration is None:
        return NO_VALUE
    seconds = duration.total_seconds()
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else format_duration(duration)


def format_time(at: datetime | None, now: datetime, zone: tzinfo | None) -> Markup:
    """Such as `24 Nov, 14:05 (2 d ago)`; without a zone in UTC, which is then named. Scripts keep it current."""
    if at is None:
        return Markup("{}").format(NO_VALUE)
    local = at.astimezone(zone or UTC)
    day = f"{local.day} {local:%b}" if local.year == now.astimezone(local.tzinfo).year else f"{local.day} {local:%b %Y}"
    exact = f"{day}, {local:%H:%M}" + ("" if zone else " UTC")
    distance = f"{format_duration(now - at)} ago" if at <= now else f"in {format_duration(at - now)}"
    title = f"{local:%Y-%m-%d %H:%M:%S %Z}"
    # A list has hundreds, and no part of a time needs to be escaped.
    return Markup(  # noqa: S704
        f'<time datetime="{at.astimezone(UTC).isoformat()}" title="{title}">'
        f"<span>{exact}</span> <span>({distance})</span></time>"
    )


def format_number(value: float) -> str:
    return f"{value:,.0f}".replace(",", _THOUSANDS)


def format_plural(count: int, noun: str) -> str:
    """The count with its noun, such as `1 event` and `2 events`."""
    return f"{format_number(count)} {noun}{'' if count == 1 else 's'}"


def format_money(money: Money | None) -> str:
    if money is None:
        return NO_VALUE
    amount = f"{money.amount.quantize(get_smallest_unit(money.currency)):,}".replace(",", _THOUSANDS)
    return f"{amount}\N{NO-BREAK SPACE}{money.currency}"


def format_amount(amount: Decimal, currency: str) -> str:
    """An amount of a data check, which has no currency on a day without orders."""
    return format_money(Money(amount, currency)) if currency else str(amount)


def format_resource_key(resource_key: str) -> str:
    """Short, such as `order 450789469`, also for a gid."""
    kind, _, number = resource_key.removeprefix("gid://shopify/").replace("/", ":").partition(":")
    return f"{kind} {number}"


def format_topic(topic: str) -> Markup:
    """With the places at which a narrow column may break it."""
    return Markup("<wbr>").join(re.split(r"(?<=[/_])", topic))


def format_shop_name(domain: str | None) -> str:
    """A store's name in Shopify's admin, such as `tea-shop` of `tea-shop.myshopify.com`."""
    return domain.removesuffix(".myshopify.com") if domain else NO_VALUE


def format_sentence_case(value: str) -> str:
    """One of Shopify's or our own values as text: `partially_refunded` is `Partially refunded`."""
    text = value.replace("_", " ")
    return text[:1].upper() + text[1:]


def format_begin(text: str) -> str:
    """The text with a capital letter, unless it begins with an address or a name such as `http://host` or `host:7`."""
    first_word = text.partition(" ")[0].rstrip(",;.")
    return text[:1].upper() + text[1:] if first_word.replace("-", "").isalpha() else text


def format_in_sentence(value: str) -> str:
    """A label inside a sentence: `Tracking number` is `tracking number`, `ERP order` and `Shopify ID` stay."""
    is_name = value.startswith("Shopify") or not value[1:2].islower()
    return value if is_name else value[:1].lower() + value[1:]
