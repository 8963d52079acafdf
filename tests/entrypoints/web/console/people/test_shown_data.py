"""Personal data is shown to those whose work needs it, and it is recorded who saw it."""

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.user import Role
from tests.audited_world import FAILED_EVENT, build_world, list_entries
from tests.builders import ORDER_ID, SHOP
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

ORDER, EVENT = f"/console/orders/{SHOP}/{ORDER_ID}", f"/console/events/{FAILED_EVENT}"


@pytest.mark.parametrize(("path", "least_role"), [(ORDER, Role.PACKER), (EVENT, Role.OPERATOR)])
def test_who_sees_personal_data_is_in_the_audit_log_once_an_hour(
    web: TestClient, container: Container, path: str, least_role: Role
) -> None:
    build_world(container)
    for role in Role:
        sign_in_as(web, container, add_user(container, role.title(), role))
        shown = [web.get(f"{path}?personal_data=show").status_code for _ in range(2)]
        assert (role, shown) == (role, [200, 200] if role.includes(least_role) else [403, 403])
    entries = [entry for entry in list_entries(container) if entry.action is AuditAction.PERSONAL_DATA_SHOWN]
    assert [entry.actor.name for entry in entries[::-1]] == [r.title() for r in Role if r.includes(least_role)]


def test_a_viewer_is_not_offered_what_is_refused(web: TestClient, container: Container) -> None:
    build_world(container)
    sign_in_as(web, container, add_user(container, "Vera", Role.VIEWER))
    assert "Show personal data" not in web.get(EVENT).text
    sign_in_as(web, container, add_user(container, "Olga", Role.OPERATOR))
    assert "Show personal data" in web.get(EVENT).text
