"""The routes of the console, and what a role may do there."""

import re
from collections.abc import Callable, Coroutine, Iterable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from novex_shopify.domain.model.user import Role

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]

# Forms and links contain none of their kind. The attributes of our own templates are always quoted.
_FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>.*?</form>", re.DOTALL)
_LINK = re.compile(r"<a\b(?P<attributes>[^>]*)>.*?</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(?<!-)(method|action|href)=\"([^\"]*)\"")


class ConsoleRoute(Route):
    """A page, or the target of a form. `least_role` is what a user needs; None if it needs no sign-in."""

    def __init__(self, path: str, endpoint: Endpoint, method: str, least_role: Role | None) -> None:
        super().__init__(path, endpoint, methods=[method])
        self.least_role = least_role


def remove_forbidden(html: str, role: Role, routes: Iterable[BaseRoute]) -> str:
    """Leave out the forms that the role may not send, and the links to pages that it may not open.

    Done here for all pages, so that no template can forget it. The routes refuse what is sent anyhow.
    """
    console_routes = [route for route in routes if isinstance(route, ConsoleRoute)]

    def keep(element: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(element["attributes"]))
        url = attributes.get("action") or attributes.get("href") or ""
        return element[0] if may_send(role, attributes.get("method", "get").upper(), url, console_routes) else ""

    return _LINK.sub(keep, _FORM.sub(keep, html))


def may_send(role: Role, method: str, url: str, routes: Iterable[BaseRoute]) -> bool:
    """Whether a role may open a page, or send a form there."""
    path = urlsplit(unescape(url)).path
    for route in routes:
        if isinstance(route, ConsoleRoute) and method in (route.methods or ()) and route.path_regex.match(path):
            return route.least_role is None or role.includes(route.least_role)
    return True
