"""Marks a PDF/A-3 file with embedded data as what Factur-X readers look for: the `fx:` block of its XMP."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import StreamObject

_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_FIELDS = {
    "DocumentFileName": ("factur-x.xml", "name of the embedded XML invoice file"),
    "DocumentType": ("INVOICE", "type of the document"),
    "Version": ("1.0", "version of the XML schema"),
    "ConformanceLevel": ("EN 16931", "conformance level of the embedded data"),
}
_SCHEMAS = "<pdfaExtension:schemas><rdf:Bag>"
"""Where typst describes the schemas of its own properties. There can be only one such list."""

_END = "</rdf:RDF>"


def add_factur_x_block(pdf: bytes) -> bytes:
    """Return the file with the block. The bytes are the same every time."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.pdf_header = pdf[:8].decode()
    metadata = writer.root_object["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    metadata.set_data(_extend(metadata.get_data().decode()).encode())
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _extend(xmp: str) -> str:
    if _SCHEMAS not in xmp:
        raise ValueError("the XMP has no list of schemas")
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _FIELDS.items())
    described = f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">{values}</rdf:Description>'
    return xmp.replace(_SCHEMAS, _SCHEMAS + _build_schema(), 1).replace(_END, described + _END, 1)


def _build_schema() -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{purpose}</pdfaProperty:description></rdf:li>"
        for name, (_, purpose) in _FIELDS.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
