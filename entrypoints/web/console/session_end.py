"""`/console/session`: when the session ends, so that a page can warn before (static/console/session.js)."""

from starlette.responses import JSONResponse, Response

from novex_shopify.domain.policies.sessions import find_session_end, hash_token
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def get_session_end(request: ConsoleRequest) -> Response:
    """The seconds that are left. Like for every page, only a request without htmx's header keeps the session open."""
    now = request.container.clock().now()
    with request.container.read_transaction() as tx:
        session = tx.console_sessions.find(hash_token(request.session_token), now)
    facts: dict[str, int | bool] = {}
    if session:
        end = find_session_end(session)
        facts = {"seconds_left": int((end.at - now).total_seconds()), "can_be_deferred": end.can_be_deferred}
    return JSONResponse(facts, headers={"Cache-Control": "no-store"})
