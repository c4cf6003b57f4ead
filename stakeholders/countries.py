"""The committed table of countries (data/countries.csv; its README names the sources) and how it is loaded."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig
from django.db import connections

FILE = Path(__file__).resolve().parent / "data" / "countries.csv"
COLUMNS = ["region", "name_en", "name_fr", "name_es", "name_ar"]


def rows() -> Iterator[dict[str, str]]:
    """Each country of the file as a mapping of the model's fields; codes stay text, ``NA`` too."""
    with FILE.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load(model, *, using: str = "default") -> int:
    """Write the file's countries through ``model`` (``Country``) into a database; return how many.

    Running it again changes nothing; codes that are not in the file (demo data's) are left alone.
    """
    countries = [model(**row) for row in rows()]
    model.objects.using(using).bulk_create(
        countries, update_conflicts=True, unique_fields=["code"], update_fields=COLUMNS
    )
    return len(countries)


def seed(*, sender: AppConfig, using: str, **_: object) -> None:
    """After every migration, and so also after a flush: load the countries where there are none.

    Does nothing while the table is not there: the migrations of another app may be run by themselves.
    """
    country = sender.get_model("Country")
    if country._meta.db_table not in connections[using].introspection.table_names():
        return
    if not country._default_manager.using(using).exclude(region="fictional").exists():
        load(country, using=using)
