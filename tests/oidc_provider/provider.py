"""Runs the provider in a thread."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from oauth2_provider.models import Application
from oauth2_provider.settings import oauth2_settings

from tests.oidc_provider import CALLBACK, CLIENT_ID, CLIENT_SECRET
from tests.oidc_provider.private_key import create_private_key
from tests.oidc_provider.validator import VERIFIED


@dataclass(frozen=True)
class OidcProvider:
    """A running provider with one client, the product."""

    issuer: str

    def put_person(self, subject: str, email: str, *, verified: bool = True, name: str = "") -> str:
        """Add a person, or change the address and name; returns the subject that ID tokens name."""
        values = {"email": email, "last_name": VERIFIED if verified else "", "first_name": name}
        user, _ = User.objects.update_or_create(username=subject, defaults=values)
        return str(user.pk)

    def sign_in(self, url: str, subject: str) -> str:
        """Do what a person does on the provider's page; returns the URL of the callback."""
        with httpx.Client(follow_redirects=False) as browser:
            browser.get(f"{self.issuer}/people/{subject}/sign-in/").raise_for_status()
            return browser.get(url).headers["location"]

    def replace_key(self) -> None:
        """Sign with a new key from now on, and withdraw the old one."""
        oauth2_settings.OIDC_RSA_PRIVATE_KEY = create_private_key()


@contextmanager
def run_provider(folder: Path) -> Generator[OidcProvider]:
    """Start the provider, with its database in a folder."""
    connections.databases["default"]["NAME"] = str(folder / "provider.sqlite3")
    call_command("migrate", run_syncdb=True, verbosity=0)
    Application.objects.create(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=CALLBACK,
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
    )
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _QuietHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield OidcProvider(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        connections.close_all()


class _Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None: ...
