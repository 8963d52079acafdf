"""E-mails that are only recorded."""

from novex_shopify.domain.model.mail import Mail


class RecordingMailer:
    """The port `Mailer`; `sent` are the e-mails in order, and `error` is raised by the next ones, if set."""

    is_set_up = True

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.error: Exception | None = None

    def send(self, mail: Mail) -> None:
        if self.error:
            raise self.error
        self.sent.append(mail)
