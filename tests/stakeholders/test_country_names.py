"""Countries are called what the United Nations call them, in four languages (stakeholders/data/README.md)."""

import unicodedata

import pytest

from stakeholders import countries

ROWS = {row["code"]: row for row in countries.rows()}
LANGUAGES = ("en", "fr", "es", "ar")

# Names that differ between the United Nations and everyday lists, or that were changed in the last ten years.
HARD = {
    "BO": ("Bolivia (Plurinational State of)", "Bolivie (État plurinational de)", "Bolivia (Estado Plurinacional de)"),
    "CD": (
        "Democratic Republic of the Congo",
        "République démocratique du Congo",
        "República Democrática del Congo",
    ),
    "CG": ("Congo", "Congo", "Congo"),
    "CI": ("Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire"),
    "CV": ("Cabo Verde", "Cabo Verde", "Cabo Verde"),
    "CZ": ("Czechia", "Tchéquie", "Chequia"),
    "KP": (
        "Democratic People’s Republic of Korea",
        "République populaire démocratique de Corée",
        "República Popular Democrática de Corea",
    ),
    "KR": ("Republic of Korea", "République de Corée", "República de Corea"),
    "MK": ("North Macedonia", "Macédoine du Nord", "Macedonia del Norte"),
    "PS": ("State of Palestine", "État de Palestine", "Estado de Palestina"),
    "SZ": ("Eswatini", "Eswatini", "Eswatini"),
    "TR": ("Türkiye", "Türkiye", "Türkiye"),
    "TW": ("Taiwan", "Taïwan", "Taiwán"),
    "TZ": ("United Republic of Tanzania", "République-Unie de Tanzanie", "República Unida de Tanzanía"),
    "VE": (
        "Venezuela (Bolivarian Republic of)",
        "Venezuela (République bolivarienne du)",
        "Venezuela (República Bolivariana de)",
    ),
    "VN": ("Viet Nam", "Viet Nam", "Viet Nam"),
}
HARD_IN_ARABIC = {
    "BO": "دولة بوليفيا المتعددة القوميات",
    "CD": "جمهورية الكونغو الديمقراطية",
    "CG": "الكونغو",
    "CI": "كوت ديفوار",
    "CV": "كابو فيردي",
    "CZ": "تشيكيا",
    "KP": "جمهورية كوريا الشعبية الديمقراطية",
    "KR": "جمهورية كوريا",
    "MK": "مقدونيا الشمالية",
    "PS": "دولة فلسطين",
    "SZ": "إسواتيني",
    "TR": "تركيا",
    "TZ": "جمهورية تنزانيا المتحدة",
    "VE": "جمهورية فنزويلا البوليفارية",
}


def _names(language: str) -> list[str]:
    return [row[f"name_{language}"] for row in ROWS.values()]


def test_every_country_has_one_name_a_language() -> None:
    assert len(ROWS) == 249
    for language in LANGUAGES:
        names = _names(language)
        assert [name for name in names if not name or name != " ".join(name.split())] == []
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", HARD)
def test_hard_names_are_those_of_the_united_nations(code: str) -> None:
    assert tuple(ROWS[code][f"name_{language}"] for language in ("en", "fr", "es")) == HARD[code]


@pytest.mark.parametrize("code", HARD_IN_ARABIC)
def test_hard_names_in_arabic_are_those_of_the_united_nations(code: str) -> None:
    assert ROWS[code]["name_ar"] == HARD_IN_ARABIC[code]


@pytest.mark.parametrize(("language", "script"), [("en", "LATIN"), ("fr", "LATIN"), ("es", "LATIN"), ("ar", "ARABIC")])
def test_a_name_is_in_the_letters_of_its_language(language: str, script: str) -> None:
    other = [
        name
        for name in _names(language)
        if any(letter.isalpha() and not unicodedata.name(letter).startswith(script) for letter in name)
    ]
    assert other == []


def test_a_name_can_stand_in_a_sentence() -> None:
    """UNTERM's lists put an article behind the name, and M49 in Arabic a dash for it: neither is read aloud."""
    articles = ("(the)", "(le)", "(la)", "(les)", "(l’)", "(el)", "(los)", "(las)")
    names = [name for language in LANGUAGES for name in _names(language)]
    assert [name for name in names if name.endswith(articles) or "*" in name or "'" in name] == []
    assert [name for name in _names("ar") if "(" in name and ("-" in name or "_" in name)] == []
