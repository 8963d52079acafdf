"""Personal data that a page shows only on request."""

import structlog

from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.timing import HOUR
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_log = structlog.get_logger()


def is_personal_data_wanted(request: ConsoleRequest, subject: AuditSubject, least_role: Role) -> bool:
    """Whether the page is to show personal data. It is recorded who wanted it.

    A page that stays open is one entry an hour. Raises `RoleRequired`.
    """
    if request.get_query_param("personal_data") != "show":
        return False
    request.require_role(least_role)
    request.container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, at_most_every=HOUR)
    _log.info("console.personal_data_viewed", kind=subject.kind.value, id=subject.id)
    return True
