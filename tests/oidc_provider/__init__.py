"""A real OpenID Connect provider on this machine: django-oauth-toolkit. It demands PKCE, and signs with RS256.

Django has one configuration per process, and its modules cannot be imported before it.
"""

import django
from django.conf import settings

from tests.oidc_provider.private_key import create_private_key

CLIENT_ID, CLIENT_SECRET = "novex-console", "planted-secret-of-the-client"
CALLBACK = "https://erp.example.com/console/sign-in/provider/callback"

APPS = ["auth", "contenttypes", "sessions"]

settings.configure(
    SECRET_KEY="planted-key-of-django",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="tests.oidc_provider.urls",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "set by run_provider"}},
    INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "oauth2_provider"],
    MIGRATION_MODULES=dict.fromkeys([*APPS, "oauth2_provider"]),  # creates the tables at once, which is faster
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": create_private_key(),
        "OAUTH2_VALIDATOR_CLASS": "tests.oidc_provider.validator.Validator",
        "SCOPES": {"openid": "", "email": "", "profile": ""},
        "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    },
    LOGGING_CONFIG=None,
    USE_TZ=True,
)
django.setup()
