"""Logos and icons: drawn again from their pixels as PNG, small enough for every page. No SVG."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from identity.models import Picture

BYTES_MAX = 2 * 1024 * 1024
PIXELS_MAX = 20_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
LOGO = (480, 96)  # twice what a page shows
ICON = (192, 192)
SMALLEST = 32


def keep_logo(file: IO[bytes]) -> Picture:
    """A logo of at most ``LOGO``. Raises ValidationError; side effect: the picture is saved."""
    picture = _opened(file)
    picture.thumbnail(LOGO)
    return _kept(picture)


def keep_icon(file: IO[bytes]) -> Picture:
    """A square icon; what is not square gets clear edges. Raises ValidationError; side effect: the picture is saved."""
    return _kept(ImageOps.pad(_opened(file), ICON, color=(0, 0, 0, 0)))


def _opened(file: IO[bytes]) -> Image.Image:
    content = file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise ValidationError(_("The picture is larger than 2 MB. Choose a smaller one."))
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise ValidationError(_("The picture has more than 20 million pixels. Make it smaller."))
            if min(picture.size) < SMALLEST:
                raise ValidationError(_("The picture is under 32 pixels high or wide. Choose a larger one."))
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(
            _("This is no picture that we can read. Choose a PNG, JPEG or WebP file; save an SVG file as PNG first.")
        ) from None


def _kept(picture: Image.Image) -> Picture:
    picture.info = {}
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    content = target.getvalue()
    digest = hashlib.sha256(content).hexdigest()[:32]
    facts = {"content": content, "width": picture.width, "height": picture.height}
    return Picture.objects.get_or_create(digest=digest, defaults=facts)[0]
