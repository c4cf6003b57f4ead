"""The process that draws one preview: a picture made small, or the first page of a PDF. See ``previews``."""

from __future__ import annotations

import pypdfium2
from PIL import Image, ImageOps

from progress.evidence_jobs import child

BOX = (480, 640)  # drawn at half of that, or less
MEGABYTES = 1024
PROCESSOR_SECONDS = 20
PIXELS_MAX = 50_000_000
PAGE_SCALE_MAX = 4.0


def _first_page(source: str) -> Image.Image:
    page = pypdfium2.PdfDocument(source)[0]
    width, height = page.get_size()
    scale = min(BOX[0] / max(width, 1), BOX[1] / max(height, 1), PAGE_SCALE_MAX)
    return page.render(scale=scale).to_pil()


def _picture(source: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    picture = Image.open(source, formats=["PNG", "JPEG"])
    picture.draft("RGB", BOX)
    return ImageOps.exif_transpose(picture)


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    drawn = picture.convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(ground, drawn).convert("RGB")


def draw(source: str, target: str, *, content_type: str) -> tuple[int, int]:
    """Write the preview of the file at ``source`` to ``target`` as WebP; its width and height."""
    picture = _first_page(source) if content_type == "application/pdf" else _picture(source)
    picture.thumbnail(BOX)
    preview = _on_white(picture)
    preview.save(target, "WEBP", quality=80)
    return preview.size


if __name__ == "__main__":
    child.bound(megabytes=MEGABYTES, processor_seconds=PROCESSOR_SECONDS)
    asked = child.given()
    width, height = draw(asked["source"], asked["target"], content_type=asked["content_type"])
    child.answer(width=width, height=height)
