"""The sentence in four languages: the right plural, numbers as each language writes them, whole sentences."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from dashboard.findings.sentence import Standing, gaps_sentence, sentence

S = Standing
SITUATIONS = [
    (
        S(49, completed=5, ended=6, overdue=12, silent=4, recommendations=20, waiting=8, completed_before=0),
        {
            "en": "About one commitment in ten is done. Twelve are overdue. Eight recommendations lack a "
            "commitment from an actor type they address.",
            "fr": "Environ un engagement sur dix est achevé. Douze sont en retard. Huit recommandations "
            "attendent encore l’engagement d’acteurs sollicités.",
            "es": "Aproximadamente uno de cada diez compromisos está completado. Doce están atrasados. Ocho "
            "recomendaciones siguen a la espera de un compromiso de alguno de sus destinatarios.",
            "ar": "اكتمل نحو التزام واحد من كل 10. هناك 12 التزامًا متأخّرًا. لا تزال 8 توصيات تنتظر التزامًا "
            "من جهة خوطبت بها.",
        },
    ),
    (
        S(1, overdue=1),
        {
            "en": "The only commitment is overdue.",
            "fr": "Le seul engagement est en retard.",
            "es": "El único compromiso está atrasado.",
            "ar": "الالتزام الوحيد متأخّر.",
        },
    ),
    (
        S(2, overdue=2),
        {
            "en": "Both commitments are overdue.",
            "fr": "Les deux engagements sont en retard.",
            "es": "Los dos compromisos están atrasados.",
            "ar": "الالتزامان كلاهما متأخّران.",
        },
    ),
    (
        S(7, completed=2, silent=5, recommendations=3, waiting=3, completed_before=1),
        {
            "en": "Two of seven commitments are done. Five unfinished commitments have had no report for 12 "
            "months. Every recommendation lacks a commitment from an actor type it addresses.",
            "fr": "Deux engagements sur sept sont achevés. Cinq engagements non achevés n’ont fait l’objet d’aucun"
            " rapport depuis 12 mois. Chaque recommandation attend encore l’engagement d’acteurs sollicités.",
            "es": "Dos de los siete compromisos están completados. Cinco compromisos sin terminar llevan 12 meses "
            "sin informes. Todas las recomendaciones siguen a la espera de un compromiso de alguno de sus "
            "destinatarios.",
            "ar": "اكتمل التزامان من أصل 7. لم يَرِد منذ 12 شهرًا أي تقرير عن 5 التزامات جارية. "
            "لا تزال كل التوصيات تنتظر التزامًا من جهة خوطبت بها.",
        },
    ),
    (
        S(8, completed=4, overdue=2),
        {
            "en": "Half of the commitments are done. Two are overdue.",
            "fr": "La moitié des engagements sont achevés. Deux sont en retard.",
            "es": "La mitad de los compromisos están completados. Dos están atrasados.",
            "ar": "اكتمل نصف الالتزامات. هناك التزامان متأخّران.",
        },
    ),
    (
        S(7, completed=7, completed_before=1),
        {
            "en": "All seven commitments are done. A year before, one was done.",
            "fr": "Les sept engagements sont tous achevés. Un an auparavant, un seul était achevé.",
            "es": "Los siete compromisos están completados. Un año antes había uno completado.",
            "ar": "اكتملت الالتزامات كلها، وعددها 7. وقبل ذلك بعام كان قد اكتمل التزام واحد.",
        },
    ),
    (
        S(200, completed=13, silent=101, recommendations=9, waiting=1),
        {
            "en": "13 of 200 commitments are done. 101 unfinished commitments have had no report for 12 months. One "
            "recommendation lacks a commitment from an actor type it addresses.",
            "fr": "13 engagements sur 200 sont achevés. 101 engagements non achevés n’ont fait l’objet d’aucun "
            "rapport depuis 12 mois. Une recommandation attend encore l’engagement d’acteurs sollicités.",
            "es": "13 de los 200 compromisos están completados. 101 compromisos sin terminar llevan 12 meses sin "
            "informes. Una recomendación sigue a la espera de un compromiso de alguno de sus destinatarios.",
            "ar": "اكتمل 13 التزامًا من أصل 200. لم يَرِد منذ 12 شهرًا أي تقرير عن 101 التزام جارٍ. "
            "لا تزال توصية واحدة تنتظر التزامًا من جهة خوطبت بها.",
        },
    ),
]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize(("standing", "texts"), SITUATIONS, ids=[texts["en"][:40] for _standing, texts in SITUATIONS])
def test_each_situation_reads_well_in_each_language(standing: Standing, texts: dict[str, str], language: str) -> None:
    with override(language):
        assert sentence(standing) == texts[language]


@pytest.mark.parametrize(
    ("language", "text"),
    {
        "en": "Eight of 20 recommendations lack a commitment from an actor type they address. Two have no "
        "commitment at all.",
        "fr": "Huit recommandations sur 20 attendent encore l’engagement d’acteurs sollicités. Deux n’ont "
        "donné lieu à aucun engagement.",
        "es": "Ocho de las 20 recomendaciones siguen a la espera de un compromiso de alguno de sus "
        "destinatarios. Dos no tienen ningún compromiso.",
        "ar": "لا تزال 8 توصيات من أصل 20 تنتظر التزامًا من جهة خوطبت بها. هناك توصيتان بلا أي التزام.",
    }.items(),
)
def test_the_page_of_gaps_reads_well_in_each_language(language: str, text: str) -> None:
    with override(language):
        assert gaps_sentence(20, 8, 2) == text
