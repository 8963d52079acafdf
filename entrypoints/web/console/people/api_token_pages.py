"""`/console/settings/api-tokens`: the programs that may use the API."""

from datetime import timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidUser
from novex_shopify.domain.model.api_token import ApiScope
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_PATH = "/console/settings/api-tokens"

LIFETIMES = {"": None, "30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365)}
_LIFETIME_LABELS = [("90", "90 days"), ("30", "30 days"), ("365", "1 year"), ("", "No expiry")]
_SCOPE_LABELS = [(ApiScope.READ.value, "Read"), (ApiScope.WRITE.value, "Read and write")]


def list_tokens(request: ConsoleRequest) -> Response:
    return _render(request)


def create_token(request: ConsoleRequest) -> Response:
    read = request.get_form_field
    scope = ApiScope.WRITE if read("scope") == ApiScope.WRITE else ApiScope.READ
    lifetime = LIFETIMES.get(read("lifetime"), LIFETIMES["90"])
    try:
        token, secret = request.container.issue_api_tokens()(read("name"), scope, lifetime)
    except InvalidUser as refusal:
        return _render(request, refusal)
    return render(request, "people/api_token.html", token=token, secret=secret.value)


def revoke_token(request: ConsoleRequest) -> Response:
    token = request.container.issue_api_tokens().revoke(request.get_path_id("token"))
    return redirect(_PATH, f"{token.name} is revoked")


def _render(request: ConsoleRequest, refusal: InvalidUser | None = None) -> Response:
    with request.container.read_transaction() as tx:
        tokens = tx.api_tokens.list_all()
    return render(
        request,
        "people/api_tokens.html",
        422 if refusal else 200,
        tokens=tokens,
        environment_clients=request.settings.api_clients,
        scopes=_SCOPE_LABELS,
        lifetimes=_LIFETIME_LABELS,
        error=str(refusal or ""),
        form={name: request.get_form_field(name) for name in ("name", "scope", "lifetime")},
    )
