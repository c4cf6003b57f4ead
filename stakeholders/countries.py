"""The committed table of countries (data/countries.csv; its README names the sources) and how it is loaded."""

import csv
from collections.abc import Iterator
from pathlib import Path

FILE = Path(__file__).resolve().parent / "data" / "countries.csv"
COLUMNS = ["region", "name_en", "name_fr", "name_es", "name_ar"]


def rows() -> Iterator[dict[str, str]]:
    """Each country of the file as a mapping of the model's fields; codes stay text, ``NA`` too."""
    with FILE.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load(model) -> int:
    """Write the file's countries through ``model`` (``Country``, or its state in a migration); return how many.

    Running it again changes nothing; codes that are not in the file (demo data's) are left alone.
    """
    countries = [model(**row) for row in rows()]
    model.objects.bulk_create(countries, update_conflicts=True, unique_fields=["code"], update_fields=COLUMNS)
    return len(countries)
