"""Pictures: drawn again from their pixels, so that place, author, device, comments and previews are gone.

Pictures inside a document are cut instead (``without_details``): the document says how they are placed, and their
pixels stay exactly as they are.
"""

from __future__ import annotations

import re
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, UnidentifiedImageError

from progress.cleaning.problems import CannotClean
from progress.models import CleaningProblem

PIXELS_MAX = 50_000_000
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# After the data of a scan: the next marker that is neither an escaped byte nor a restart.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START_OF_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
_JFIF, _ADOBE = 0xE0, 0xEE  # how the colours are to be read: no details about anybody
_PNG_DETAILS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP"})


def clean(content: bytes) -> bytes:
    """The picture, upright, in sRGB, and nothing else. Raises ValidationError for one with too many pixels."""
    try:
        with Image.open(BytesIO(content)) as picture:
            _require_size(picture)
            if picture.format == "PNG" and getattr(picture, "n_frames", 1) > 1:
                raise CannotClean(CleaningProblem.UNKNOWN_PART)
            return _drawn_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError):
        raise CannotClean(CleaningProblem.DAMAGED) from None


def _require_size(picture: Image.Image) -> None:
    if picture.width * picture.height > PIXELS_MAX:
        raise _too_large()


def _too_large() -> ValidationError:
    return ValidationError(
        _("The picture has more than %(max)d million pixels. Make it smaller."),
        params={"max": PIXELS_MAX // 1_000_000},
    )


def _drawn_anew(picture: Image.Image) -> bytes:
    is_png = picture.format == "PNG"
    how: dict[str, object] = {}
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        # As fine as it was, and no larger.
        how = {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}
    profile, transparent = picture.info.get("icc_profile"), picture.info.get("transparency")
    drawn = _in_srgb(ImageOps.exif_transpose(picture), profile)
    # Pillow writes what it finds here into the new file, comments too.
    drawn.info = {"transparency": transparent} if is_png and transparent is not None else {}
    target = BytesIO()
    drawn.save(target, "PNG" if is_png else "JPEG", **how)
    return target.getvalue()


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as the profile means them, without the profile: it often names the device."""
    if profile is None or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def without_details(content: bytes) -> bytes:
    """A JPEG or PNG with the same pixels, byte for byte, and without its details. Raises CannotClean for others."""
    try:
        if content.startswith(JPEG):
            return _cut_jpeg(content)
        if content.startswith(PNG):
            return _cut_png(content)
    except (IndexError, ValueError):
        raise CannotClean(CleaningProblem.DAMAGED) from None
    raise CannotClean(CleaningProblem.UNKNOWN_PART)


def _cut_jpeg(content: bytes) -> bytes:
    """Segment by segment, up to the end of the first picture: a second one, or anything else behind it, is dropped."""
    kept, at = bytearray(content[:2]), 2
    while content[at + 1] != _END:
        if content[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = content[at + 1]
        if marker == 0xFF:  # a byte to fill up with
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _START_OF_SCAN:
            following = _NEXT_MARKER.search(content, end)
            if following is None:
                raise ValueError("the picture has no end")
            end = following.start()
        is_detail = marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker not in (_JFIF, _ADOBE))
        if not is_detail:
            kept += content[at:end]
        at = end
    return bytes(kept) + b"\xff\xd9"


def _cut_png(content: bytes) -> bytes:
    kept, at, kind = bytearray(content[:8]), 8, b""
    while kind != b"IEND":
        kind = content[at + 4 : at + 8]
        if len(kind) < 4:
            raise ValueError("the picture has no end")
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if kind not in _PNG_DETAILS:
            kept += content[at:end]
        at = end
    return bytes(kept)
