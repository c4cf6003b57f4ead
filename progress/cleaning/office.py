"""Office documents: packed again without their properties, previews, and names of authors.

Everything that is not about people stays byte for byte. Other documents inside one (the table behind a chart) are
cleaned in the same way.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from progress.cleaning.pictures import JPEG, PNG, without_details
from progress.cleaning.problems import CannotClean
from progress.file_types import OFFICE_OPEN, UNPACKED_MAX_BYTES
from progress.models import CleaningProblem

PART_MAX_BYTES = 20 * 1024 * 1024  # of a part that must be read as XML
DEPTH_MAX = 2
# What a document says about itself as a whole: these parts go, with what refers to them.
PROPERTIES = ("docProps/", "Thumbnails/")
SIGNATURES = ("_xmlsignatures/", "META-INF/documentsignatures.xml", "META-INF/macrosignatures.xml")
# Pictures that name nobody, or cannot be shown by the pages of a document in another way.
PLAIN_PICTURES = (".emf", ".wmf")
NAMING = (b"author", b"creator", b"initials", b"userId", b"userName", b"displayName", b"absPath", b"PrinterName")
PERSONAL_ATTRIBUTES = frozenset({"initials", "userId", "userName", "lastModifiedBy"})
PERSONAL_ELEMENTS = frozenset({"author", "creator", "initial-creator", "creator-initials", "sender-initials"})
NOBODY = "Author"
EMPTY_META = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta'
    b' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"/>'
)


def clean(content: bytes) -> bytes:
    """The document without details about people. Raises CannotClean for a locked, signed or unknown one."""
    try:
        return _packed_anew(content, Budget(UNPACKED_MAX_BYTES), depth=1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, etree.XMLSyntaxError):
        raise CannotClean(CleaningProblem.DAMAGED) from None


class Budget:
    """How many bytes may still be unpacked, documents within documents included."""

    def __init__(self, left: int) -> None:
        self.left = left

    def read(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        with archive.open(entry) as part:
            content = part.read(self.left + 1)
        self.left -= len(content)
        if self.left < 0:
            raise CannotClean(CleaningProblem.DAMAGED)
        return content


def _packed_anew(content: bytes, budget: Budget, *, depth: int) -> bytes:
    if depth > DEPTH_MAX:
        raise CannotClean(CleaningProblem.HOLDS_FILES)
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as result:
        names = source.namelist()
        if len(set(names)) != len(names):
            raise CannotClean(CleaningProblem.DAMAGED)
        if any(name.startswith(SIGNATURES) for name in names):
            raise CannotClean(CleaningProblem.SIGNED)
        for entry in source.infolist():
            if not entry.is_dir() and not entry.filename.startswith(PROPERTIES):
                # A new entry has no time, system or extra fields of the old one.
                kept = zipfile.ZipInfo(entry.filename)
                kept.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
                result.writestr(kept, _cleaned_part(entry.filename, budget.read(source, entry), budget, depth))
    return target.getvalue()


def _cleaned_part(name: str, content: bytes, budget: Budget, depth: int) -> bytes:
    lower = name.lower()
    if name == "meta.xml":
        return EMPTY_META
    if content.startswith((JPEG, PNG)):
        return without_details(content)
    if lower.endswith(tuple(f".{extension}" for extension in OFFICE_OPEN)):
        return _packed_anew(content, budget, depth=depth + 1)
    if _is_embedded_object(lower) or (_is_picture(lower) and not lower.endswith(PLAIN_PICTURES)):
        raise CannotClean(CleaningProblem.HOLDS_FILES)
    if lower.endswith((".xml", ".rels")) and _must_be_read(name, content):
        return _without_people(name, content)
    return content


def _is_embedded_object(lower: str) -> bool:
    return "/embeddings/" in lower or lower.startswith(("object ", "objectreplacements/"))


def _is_picture(lower: str) -> bool:
    return "/media/" in lower or lower.startswith("pictures/")


def _must_be_read(name: str, content: bytes) -> bool:
    if name in ("[Content_Types].xml", "_rels/.rels", "META-INF/manifest.xml"):
        return True
    return any(word in content for word in NAMING) or content.startswith((b"\xff\xfe", b"\xfe\xff"))


def _without_people(name: str, content: bytes) -> bytes:
    if len(content) > PART_MAX_BYTES:
        raise CannotClean(CleaningProblem.DAMAGED)
    # Entities were refused when the file was examined; none is looked up here either.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    if name == "META-INF/manifest.xml" and any(_local(element) == "encryption-data" for element in root.iter("{*}*")):
        raise CannotClean(CleaningProblem.LOCKED)
    for element in list(root.iter("{*}*")):
        _clean_element(element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _clean_element(element: Any) -> None:
    local = _local(element)
    if _refers_to_properties(element) or local == "presenceInfo" or _names_a_printer(element):
        _remove(element)
    elif local == "absPath":  # the folder in which the table was saved, with its owner's name in it
        _remove(element.getparent().getparent() if _local(element.getparent()) == "Choice" else element)
    elif local in PERSONAL_ELEMENTS and element.text:
        element.text = NOBODY
    _clean_attributes(element, local)


def _clean_attributes(element: Any, local: str) -> None:
    names_a_person = local in ("author", "cmAuthor", "person")
    for key in element.attrib:
        name = etree.QName(key).localname
        if name == "author" or (names_a_person and name in ("name", "displayName")):
            element.attrib[key] = NOBODY
        elif name in PERSONAL_ATTRIBUTES:
            element.attrib[key] = ""


def _refers_to_properties(element: Any) -> bool:
    """True for an entry of a table of contents that names a part which is no longer there."""
    places = [value for key, value in element.attrib.items() if etree.QName(key).localname in REFERENCES]
    return any(place.lstrip("/").startswith(PROPERTIES) for place in places)


REFERENCES = frozenset({"Target", "PartName", "full-path"})


def _names_a_printer(element: Any) -> bool:
    return any(value in ("PrinterName", "PrinterSetup") for value in element.attrib.values())


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _local(element: Any) -> str:
    return etree.QName(element).localname
