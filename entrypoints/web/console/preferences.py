"""What a person chose in this browser. It is in cookies, which the server reads and scripts may write."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidShopDomain
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain

THEMES = {"": "System", "light": "Light", "dark": "Dark"}

_COOKIE_PREFIX = "novex-"
_MAX_AGE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """`theme` is empty for the system's. `zone` is None until a browser has named one, and `chosen_zone` empty until a
    person has. `shop` is the store that lists show, empty for all. `printer` is the name of the label printer that this
    browser uses, empty for its own."""

    theme: str = ""
    single_keys: bool = True
    zone: ZoneInfo | None = None
    chosen_zone: str = ""
    shop: ShopDomain | None = None
    printer: str = ""

    @classmethod
    def from_cookies(cls, cookies: Mapping[str, str]) -> "Preferences":
        """Values that mean nothing are left out."""
        values = {name: unquote(cookies.get(_COOKIE_PREFIX + name, "")) for name in _NAMES}
        chosen_zone = _parse_zone(values["zone"])
        return cls(
            theme=values["theme"] if values["theme"] in THEMES else "",
            single_keys=values["keys"] != "off",
            zone=chosen_zone or _parse_zone(values["browser-zone"]),
            chosen_zone=chosen_zone.key if chosen_zone else "",
            shop=_parse_shop(values["shop"]),
            printer=values["printer"],
        )


SAVED_BY_FORM = ("theme", "keys", "zone")
_NAMES = (*SAVED_BY_FORM, "browser-zone", "shop", "printer")


def set_preference(response: Response, name: str, value: str) -> None:
    """Save one in the browser; an empty value removes it."""
    key = _COOKIE_PREFIX + name
    if value:
        response.set_cookie(key, quote(value, safe=""), max_age=_MAX_AGE_SECONDS, path="/console", samesite="lax")
    else:
        response.delete_cookie(key, path="/console")


def _parse_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, LookupError):  # no such zone, or not a name at all
        return None


def _parse_shop(domain: str) -> ShopDomain | None:
    try:
        return parse_shop_domain(domain) if domain else None
    except InvalidShopDomain:
        return None
