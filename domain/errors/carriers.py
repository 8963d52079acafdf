"""Errors of calls to a provider of labels, and of buying."""

from novex_shopify.domain.errors.kinds import NeedsAttention, NovexError, PermanentError, TransientError


class CarriersUnavailable(TransientError):
    """The provider did not respond, or its response cannot be read. It is unknown whether anything was done."""

    title = "The label provider didn't respond"


class CarriersThrottled(TransientError):
    """The provider refused before doing anything, because too much was asked at once."""

    title = "The label provider asks to wait"


class CarriersRefused(PermanentError):
    """The provider understood the request and declined it. `provider_code` and `details` are its words."""

    title = "Declined by the label provider"

    def __init__(self, message: str, provider_code: str | None = None, details: tuple[str, ...] = ()) -> None:
        self.provider_code, self.details = provider_code, details
        super().__init__(message)


class CarriersAccessDenied(NeedsAttention):
    """The key is wrong, ended, or of the other mode."""

    title = "The label provider refuses the key"


class PostageUnclear(TransientError):
    """The provider's response to a purchase does not say whether a label was sold; its record does."""

    title = "It isn't known yet whether the label was bought"


class CarrierMayHaveLabel(NeedsAttention):
    """The provider has no label, but the carrier was asked for one and did not respond."""

    title = "The carrier may have made a label"


class RateGone(PermanentError):
    """The rate that was to be bought is no longer offered."""

    title = "The rate is gone"


class LabelIsOpen(PermanentError):
    """A parcel whose label may be sold, or is, gets no second purchase."""

    code = "conflict"
    title = "The parcel has a label"

    def __init__(self, parcel_id: str) -> None:
        super().__init__(
            f"Parcel {parcel_id} has a label, or one is being bought. Void that label first, if it is not wanted."
            " Nothing was bought."
        )


class NoCarrierAccount(NeedsAttention):
    """A store without an account at a provider of labels."""

    code = "no_carrier_account"
    title = "No account for labels"

    def __init__(self, shop: str) -> None:
        super().__init__(f"{shop} has no account for labels. Enter a key under Settings, Carriers. Nothing was sent.")


class NoWebhookSecret(NeedsAttention):
    """The key of the environment without the secret that webhooks are signed with."""

    title = "No webhook secret"

    def __init__(self) -> None:
        super().__init__(
            "The key is that of EASYPOST_API_KEY, and EASYPOST_WEBHOOK_SECRET is not set. Set it and start again, or"
            " enter the key under Settings, Carriers: then a secret is made. Nothing was registered."
        )


class ParcelDataMissing(NeedsAttention):
    """What carriers or customs ask of a parcel is not known. `details` names each thing and where to add it."""

    title = "The parcel's data is incomplete"

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.details = problems
        super().__init__(" ".join(problems))


class ParcelChanged(PermanentError):
    """What carriers were asked about is not what would be sent now."""

    title = "The order has changed"

    def __init__(self, parcel_id: str) -> None:
        super().__init__(
            f"The addresses or the contents of parcel {parcel_id} have changed since its rates were asked for. Pack it"
            " again, and ask for rates again; nothing was bought."
        )


class InvalidBox(NovexError):
    """A box that cannot be stored. `field` is the name of its value that is out of range."""

    title = "Box isn't valid"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


class InvalidOrigin(NovexError):
    """A sender's address that lacks what every carrier asks for."""

    title = "Sender's address isn't valid"


class LabelRefused(PermanentError):
    """What was asked of a purchase is not possible in its state."""

    title = "Not possible with this label"

    def __init__(self, purchase_id: int, why: str) -> None:
        super().__init__(f"Label purchase {purchase_id} {why}. Nothing was changed.")


class ManifestRefused(PermanentError):
    """What was asked of a manifest is not possible."""

    title = "Not possible with this manifest"
