"""PDF: written again without its information dictionary, XMP, private data of programs, and authors of comments."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from progress.cleaning.pictures import without_details
from progress.cleaning.problems import CannotClean
from progress.models import CleaningProblem

OBJECTS_MAX = 500_000
_DETAILS = ("/Metadata", "/PieceInfo", "/LastModified")


def clean(content: bytes) -> bytes:
    """The document as its pages show it. Raises CannotClean for a locked, signed or damaged one, or one with files."""
    try:
        with pikepdf.open(BytesIO(content)) as document:
            return _without_details(document)
    except pikepdf.PasswordError:
        raise CannotClean(CleaningProblem.LOCKED) from None
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CannotClean(CleaningProblem.DAMAGED) from None


def _without_details(document: Pdf) -> bytes:
    if len(document.objects) > OBJECTS_MAX or not document.pages:
        raise CannotClean(CleaningProblem.DAMAGED)
    if len(document.attachments):
        raise CannotClean(CleaningProblem.HOLDS_FILES)
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for item in document.objects:
        if isinstance(item, Dictionary | Stream):
            _clean_object(item)
    for annotation in _annotations(document):
        _clean_annotation(annotation)
    target = BytesIO()
    document.save(target, deterministic_id=True)
    return target.getvalue()


def _clean_object(item: Object) -> None:
    kind = item.get("/Type")
    if kind == Name.Sig or ("/ByteRange" in item and "/Contents" in item):
        raise CannotClean(CleaningProblem.SIGNED)
    if kind == Name.EmbeddedFile:
        raise CannotClean(CleaningProblem.HOLDS_FILES)
    for name in _DETAILS:
        if name in item:
            del item[name]
    if isinstance(item, Stream) and item.get("/Subtype") == Name.Image:
        _clean_picture(item)


def _clean_picture(item: Object) -> None:
    """A photograph keeps its own details inside a PDF, place and device too."""
    filters: Any = item.get("/Filter")
    parameters: Any = item.get("/DecodeParms")
    names = list(filters) if isinstance(filters, Array) else [filters]
    if names == [Name.DCTDecode]:
        # The stream's other entries, its decoding parameters among them, stay.
        item.write(without_details(item.read_raw_bytes()), filter=filters, decode_parms=parameters)


def _annotations(document: Pdf) -> Iterator[Object]:
    for page in document.pages:
        yield from page.obj.get("/Annots", ())


def _clean_annotation(annotation: Object) -> None:
    """The author of a comment; in a form's field the same entry is the field's name, which stays."""
    if annotation.get("/Subtype") != Name.Widget and "/T" in annotation:
        del annotation["/T"]
