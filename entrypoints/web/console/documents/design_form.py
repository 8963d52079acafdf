"""The form of a design: colors, logo and texts."""

from collections.abc import Sequence

from starlette.datastructures import UploadFile

from novex_shopify.domain.model.document_design import DesignText, DocumentDesign
from novex_shopify.domain.model.seller import LANGUAGES
from novex_shopify.domain.policies.design_changes import DesignChanges
from novex_shopify.entrypoints.web.console.labels import format_language
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

TEXT_LABELS = {
    DesignText.INTRODUCTION: "Invoice, above the lines",
    DesignText.CLOSING: "Invoice, below the total",
    DesignText.CREDIT_NOTE: "Credit note, above the lines",
    DesignText.PACKING_SLIP: "Packing slip, above the lines",
    DesignText.FOOTER: "Foot of each page",
}


def name_text(place: DesignText, language: str) -> str:
    """The name of a text's field."""
    return f"{place}-{language}"


def read_changes(request: ConsoleRequest) -> DesignChanges:
    """What the form says. A logo stays as it is unless a file was chosen, or it is to be removed."""
    upload = request.form.get("logo")
    data = upload.file.read() if isinstance(upload, UploadFile) else b""
    return DesignChanges(
        accent_color=request.get_form_field("accent_color"),
        head_color=request.get_form_field("head_color"),
        logo=data or (b"" if request.get_form_field("remove_logo") else None),
        texts={
            (place, language): request.get_form_field(name_text(place, language))
            for place in DesignText
            for language in LANGUAGES
        },
        hides_logo=bool(request.get_form_field("hides_logo")),
    )


def list_text_fields(
    design: DocumentDesign, changes: DesignChanges | None
) -> Sequence[tuple[str, Sequence[tuple[str, str, str]]]]:
    """The fields by place: name, label and text of each language; as filled in, if the form was sent."""
    written = changes.texts if changes else {(each.place, each.language): each.text for each in design.texts}
    return [
        (
            label,
            [
                (name_text(place, language), format_language(language), written.get((place, language), ""))
                for language in LANGUAGES
            ],
        )
        for place, label in TEXT_LABELS.items()
    ]
