"""Records that a command showed customers' contacts, as a page and a call of the API do."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.timing import HOUR


def record_shown_data(container: Container, *subjects: AuditSubject) -> None:
    """One entry an hour for each thing that the contacts were shown of."""
    for subject in subjects:
        container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, at_most_every=HOUR)
