"""Every answer carries the security headers."""

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.web.app import create_app

PATHS = (
    *("/", "/healthz", "/metrics", "/webhooks/shopify", "/shopify/install", "/nowhere"),
    *("/console", "/console/sign-in", "/console/nowhere", "/static/novex.css", "/static/nowhere"),
    *("/api/v1/shipments/1", "/api/v1/nowhere"),
)


def test_every_answer_has_the_security_headers(web: TestClient) -> None:
    for path in PATHS:
        headers = web.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store"), path
        assert len(headers.get_list("content-security-policy")) == 1, path


def test_only_an_https_installation_insists_on_https(settings: Settings) -> None:
    local = Settings.model_validate({**settings.model_dump(), "app_url": "http://localhost:8000"})
    web = TestClient(create_app(Container(settings=local), with_worker=False))
    assert "strict-transport-security" not in web.get("/healthz").headers


def test_no_redirect_leads_to_the_host_of_the_request(web: TestClient) -> None:
    for path in ("/console/", "/healthz/", "/api/v1/shipments/"):
        answer = web.get(path, headers={"Host": "evil.example.com"})
        assert answer.status_code in (303, 401, 404), path
        assert "evil" not in answer.headers.get("location", ""), path
