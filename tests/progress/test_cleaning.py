"""What files say about people is gone before anybody can open them; what cannot be cleaned is for reviewers only."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from progress import cleaning, errors, evidence, file_types, workflow
from progress.cleaning import office, pictures
from progress.models import CleaningProblem, Evidence, EvidenceAudience, ProgressReport
from progress.verification import mismatches
from tests import factories

SECRET = "Secretariat of Rosa Example"
GPS, ARTIST, MAKER, ORIENTATION = 0x8825, 0x013B, 0x010F, 0x0112


def details(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ARTIST], exif[MAKER], exif[ORIENTATION] = SECRET, SECRET, orientation
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (52.0, 31.0, 12.0)
    return exif


def jpeg(orientation: int = 1, **more) -> bytes:
    target = io.BytesIO()
    picture = Image.new("RGB", (30, 20), "navy")
    picture.paste("white", (0, 0, 10, 10))
    picture.save(target, "JPEG", exif=details(orientation), comment=SECRET.encode(), **more)
    return target.getvalue()


def png() -> bytes:
    target = io.BytesIO()
    texts = PngInfo()
    texts.add_text("Author", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", SECRET, zip=False)
    Image.new("RGBA", (30, 20), (0, 0, 128, 40)).save(target, "PNG", exif=details(), pnginfo=texts)
    return target.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda document: None, **how) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        picture = pikepdf.Stream(document, jpeg())
        for name, value in {
            "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 30, "/Height": 20,
            "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode,
            "/Metadata": pikepdf.Stream(document, f"<x>{SECRET}</x>".encode()),
        }.items():  # fmt: skip
            picture[name] = value
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=document.make_indirect(picture)))
        page.Contents = pikepdf.Stream(document, b"q 30 0 0 20 0 0 cm /Im0 Do Q")
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=SECRET, Contents="Keep this."
        )
        page.Annots = pikepdf.Array([note])
        page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private=SECRET))
        document.docinfo["/Author"] = SECRET
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = [SECRET]
        change(document)
        document.save(target, **how)
    return target.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for name, content in parts.items():
            result.writestr(name, content)
    return target.getvalue()


def properties() -> dict[str, bytes]:
    return {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Override PartName="/docProps/core.xml" ContentType="x"/><Default Extension="xml" ContentType="y"/></Types>',
        "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="t" Target="word/document.xml"/>'
        b'<Relationship Id="rId2" Type="core" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f"<a><creator>{SECRET}</creator></a>".encode(),
        "docProps/app.xml": f"<a><Company>{SECRET}</Company></a>".encode(),
        "docProps/custom.xml": f"<a>{SECRET}</a>".encode(),
        "docProps/thumbnail.jpeg": jpeg(),
    }


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def xlsx(**more: bytes) -> bytes:
    own = {
        "xl/workbook.xml": (
            f'<workbook xmlns="m" xmlns:mc="mc" xmlns:x="x"><mc:AlternateContent><mc:Choice>'
            f'<x:absPath url="{SECRET}"/></mc:Choice></mc:AlternateContent><sheets/></workbook>'
        ).encode(),
        "xl/comments1.xml": f'<comments xmlns="m"><authors><author>{SECRET}</author></authors></comments>'.encode(),
        "xl/persons/person.xml": (
            f'<personList xmlns="m"><person displayName="{SECRET}" userId="{SECRET}"/></personList>'
        ).encode(),
    }
    return archive(properties() | own | more)


def docx(**more: bytes) -> bytes:
    own = {
        "word/document.xml": f'<w:document {W}><w:body><w:ins w:author="{SECRET}">Keep this.</w:ins></w:body>'
        "</w:document>".encode(),
        "word/comments.xml": f'<w:comments {W}><w:comment w:author="{SECRET}" w:initials="{SECRET}">Keep this.'
        "</w:comment></w:comments>".encode(),
        "word/media/image1.jpeg": jpeg(),
        "word/media/image2.png": png(),
        "word/embeddings/table.xlsx": xlsx(),
    }
    return archive(properties() | own | more)


def pptx() -> bytes:
    own = {
        "ppt/presentation.xml": b'<p:presentation xmlns:p="p"/>',
        "ppt/commentAuthors.xml": f'<p:l xmlns:p="p"><p:cmAuthor id="0" name="{SECRET}" initials="{SECRET}"/></p:l>'
        .encode(),
    }  # fmt: skip
    return archive(properties() | own)


def odt(**more: bytes) -> bytes:
    office_names = 'xmlns:office="o" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="m"'
    own = {
        "mimetype": file_types.OPEN_DOCUMENT["odt"].encode(),
        "content.xml": f"<office:document-content {office_names}><office:annotation><dc:creator>{SECRET}</dc:creator>"
        "Keep this.</office:annotation></office:document-content>".encode(),
        "meta.xml": f"<office:document-meta {office_names}><meta:initial-creator>{SECRET}</meta:initial-creator>"
        "</office:document-meta>".encode(),
        "settings.xml": f'<s xmlns:c="c"><c:item c:name="PrinterName">{SECRET}</c:item></s>'.encode(),
        "Thumbnails/thumbnail.png": png(),
        "META-INF/manifest.xml": b'<m:manifest xmlns:m="m"><m:file-entry m:full-path="content.xml"/>'
        b'<m:file-entry m:full-path="Thumbnails/thumbnail.png"/></m:manifest>',
    }
    return archive(own | more)


def everything_in(content: bytes) -> bytes:
    """The file and all that is packed or compressed in it, and in what is in it."""
    found = content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found += b"".join(everything_in(parts.read(name)) + name.encode() for name in parts.namelist())
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as document:
            for item in document.objects:
                found += repr(item).encode()
                if isinstance(item, pikepdf.Stream):
                    found += everything_in(item.read_raw_bytes())
            found += repr(document.trailer).encode()
    if content.startswith((pictures.JPEG, pictures.PNG)):
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            found += repr((dict(picture.getexif()), picture.getexif().get_ifd(GPS), picture.info)).encode()
    return found


FILES = {
    "photo.jpg": jpeg,
    "chart.png": png,
    "law.pdf": pdf,
    "minutes.docx": docx,
    "table.xlsx": xlsx,
    "talk.pptx": pptx,
    "minutes.odt": odt,
}


def cleaned(name: str, content: bytes) -> cleaning.Cleaned:
    return cleaning.clean(content, file_types.examine(SimpleUploadedFile(name, content)).content_type)


@pytest.mark.parametrize("name", FILES)
def test_nothing_about_people_is_left(name):
    content = FILES[name]()
    assert SECRET.encode() in everything_in(content)
    result = cleaned(name, content)
    assert not result.problem
    found = everything_in(result.content)
    for needle in (SECRET.encode(), b"GPS", b"Exif", b"docProps", b"Thumbnails"):
        assert needle not in found
    # It is still what it was, and cleaning it again changes nothing about people.
    assert file_types.examine(SimpleUploadedFile(name, result.content)).content_type
    if b"Keep this." in everything_in(content):
        assert b"Keep this." in found


def test_a_picture_stays_upright():
    """Orientation 6: the stored picture lies on its side, and its details say so."""
    result = cleaned("photo.jpg", jpeg(orientation=6))
    with Image.open(io.BytesIO(result.content)) as picture:
        assert picture.size == (20, 30)
        assert picture.getpixel((15, 5))[0] > 200 and picture.getpixel((5, 25))[0] < 60
        assert not picture.getexif()


def test_colours_are_kept_without_the_profile_that_names_a_device():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    result = cleaned("photo.jpg", jpeg(icc_profile=profile))
    with Image.open(io.BytesIO(result.content)) as picture:
        assert "icc_profile" not in picture.info
        assert picture.getpixel((25, 15))[2] > 100


def test_pixels_inside_a_document_are_the_same_byte_for_byte():
    plain = pictures.without_details(jpeg())
    with Image.open(io.BytesIO(plain)) as one, Image.open(io.BytesIO(jpeg())) as other:
        assert one.tobytes() == other.tobytes()
    assert pictures.without_details(plain + b"more behind the end") == plain


def test_a_picture_with_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "PIXELS_MAX", 100)
    with pytest.raises(ValidationError, match="pixels"):
        cleaned("photo.jpg", jpeg())


def signed(document: pikepdf.Pdf) -> None:
    document.Root.Signature = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Contents=b"x")
    )


def with_a_file(document: pikepdf.Pdf) -> None:
    document.attachments["list.txt"] = b"names"


UNCLEANED = [
    ("locked.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")), CleaningProblem.LOCKED),
    ("signed.pdf", lambda: pdf(signed), CleaningProblem.SIGNED),
    ("files.pdf", lambda: pdf(with_a_file), CleaningProblem.HOLDS_FILES),
    ("broken.pdf", lambda: b"%PDF-1.7\nnothing of the kind", CleaningProblem.DAMAGED),
    ("broken.jpg", lambda: jpeg()[:-300], CleaningProblem.DAMAGED),
    ("signed.docx", lambda: docx(**{"_xmlsignatures/sig1.xml": b"<s/>"}), CleaningProblem.SIGNED),
    ("object.docx", lambda: docx(**{"word/embeddings/oleObject1.bin": b"x"}), CleaningProblem.HOLDS_FILES),
    ("moving.docx", lambda: docx(**{"word/media/film.mp4": b"x"}), CleaningProblem.HOLDS_FILES),
    ("broken.docx", lambda: docx(**{"word/people.xml": b"<author"}), CleaningProblem.DAMAGED),
    (
        "locked.odt",
        lambda: odt(**{"META-INF/manifest.xml": b'<m:m xmlns:m="m"><m:encryption-data/></m:m>'}),
        CleaningProblem.LOCKED,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "problem"), UNCLEANED, ids=[one[0] for one in UNCLEANED])
def test_what_cannot_be_cleaned_says_why_and_stays_as_it_is(name, make, problem):
    content = make()
    result = cleaned(name, content)
    assert (result.problem, result.content) == (problem, content)


BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("name", "make", "part"),
    [
        ("table.xlsx", xlsx, "xl/workbook.xml"),
        ("table.xlsx", xlsx, "xl/worksheets/sheet1.xml"),
        ("minutes.docx", docx, "word/document.xml"),
        ("minutes.docx", docx, "word/_rels/document.xml.rels"),
        ("minutes.odt", odt, "content.xml"),
    ],
)
def test_a_document_that_declares_entities_is_refused(name, make, part, encoding):
    content = make(**{part: BOMB.decode().encode(encoding)})
    with pytest.raises(ValidationError, match="DTD"):
        file_types.examine(SimpleUploadedFile(name, content))


def test_documents_within_documents_have_an_end(monkeypatch):
    inner = docx(**{"word/embeddings/again.docx": docx()})
    assert cleaned("deep.docx", inner).problem == CleaningProblem.HOLDS_FILES
    monkeypatch.setattr(office, "UNPACKED_MAX_BYTES", 100)
    assert cleaned("large.docx", docx()).problem == CleaningProblem.DAMAGED


def add(report, by, name: str, content: bytes) -> Evidence:
    return evidence.add_file(report=report, by=by, upload=SimpleUploadedFile(name, content), title="")


def test_what_is_served_is_clean_and_both_digests_are_there(commitment, alice, carol, client):
    report, content = factories.draft(commitment, by=alice), jpeg()
    item = add(report, alice, "photo.jpg", content)
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    served = b"".join(client.get(reverse("data:evidence", args=[item.pk])).streaming_content)
    assert SECRET.encode() not in served
    assert item.sha256 == hashlib.sha256(served).hexdigest() and item.size == len(served)
    assert item.received_sha256 == hashlib.sha256(content).hexdigest() != item.sha256
    assert item.audience == EvidenceAudience.PUBLIC


def test_what_could_not_be_cleaned_is_for_reviewers_and_its_owner_reads_why(commitment, alice, carol, client):
    report = factories.draft(commitment, by=alice)
    client.force_login(alice)
    page = client.get(reverse("reporting:report", args=[report.pk]))
    fields = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    fields |= {
        "version": report.version,
        "evidence-audience": "public",
        "evidence-files": SimpleUploadedFile("signed.pdf", pdf(signed)),
    }
    answer = client.post(reverse("reporting:report", args=[report.pk]), fields, follow=True)
    assert "a change would break the signature" in answer.content.decode()
    item = Evidence.objects.get()
    assert item.audience == EvidenceAudience.REVIEWERS
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    client.logout()
    assert client.get(reverse("data:evidence", args=[item.pk])).status_code == 404


class TestACuratorShowsWhatCouldNotBeCleaned:
    @pytest.fixture
    def item(self, commitment, alice):
        report = factories.draft(commitment, by=alice)
        item = add(report, alice, "signed.pdf", pdf(signed))
        workflow.submit(report=report, by=alice)
        return Evidence.objects.get(pk=item.pk)

    def test_with_a_reason_before_it_is_published(self, item, carol, client):
        client.force_login(carol)
        page = client.get(reverse("review:report", args=[item.report_id])).content.decode()
        where = reverse("review:show_file", args=[item.report_id, item.pk])
        assert where in page
        assert client.post(where, {"reason": ""}).status_code == 400
        assert client.post(where, {"reason": "The signature names the ministry alone."}).status_code == 302
        report = ProgressReport.objects.get(pk=item.report_id)
        assert "names the ministry alone" in client.get(reverse("review:report", args=[report.pk])).content.decode()
        published = workflow.publish(report=report, by=carol)
        assert published.evidence_documents == 1
        client.logout()
        assert client.get(reverse("data:evidence", args=[item.pk])).status_code == 200
        assert not [*mismatches()]

    def test_nobody_else_and_not_afterwards(self, item, alice, carol, client):
        with pytest.raises(errors.NotPermitted):
            evidence.show(evidence=item, by=alice, reason="Please.")
        workflow.publish(report=item.report, by=carol)
        with pytest.raises(errors.WrongState):
            evidence.show(evidence=item, by=carol, reason="Late.")
        client.force_login(carol)
        where = reverse("review:show_file", args=[item.report_id, item.pk])
        answer = client.post(where, {"reason": "Typed too late."})
        assert answer.status_code == 409
        assert "Typed too late.</textarea>" in answer.content.decode()

    def test_what_its_organisation_holds_back_stays_back(self, item, carol):
        Evidence.objects.update(cleaning_problem="")
        item.refresh_from_db()
        with pytest.raises(errors.WrongState):
            evidence.show(evidence=item, by=carol, reason="I want it.")


def test_the_same_file_twice_is_refused_by_what_came(commitment, alice):
    report = factories.draft(commitment, by=alice)
    add(report, alice, "photo.jpg", jpeg())
    with pytest.raises(ValidationError, match="already attached to the report"):
        add(report, alice, "again.jpg", jpeg())
