"""The first notice and declaration, in four languages: what the seed migration writes.

Never edited once it has run anywhere: a later change is a new notice, published through the administration.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from . import conf
from .declaration import DAY, HOUR, bare

LANGUAGES = ("en", "fr", "es", "ar")

TEXTS: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Cookies and your choice",
        "summary": "We store only what the site needs to work. With your yes we also remember how you like to see it, "
        "and count visits. You can say no, and change your mind at any time.",
        "introduction": "A cookie is a small text that a site leaves on your device. This page says what we would like "
        "to leave there, what for and for how long. Nothing but the functional part happens before you say yes. "
        "Saying no takes nothing away from you: every page works the same.",
        "withdrawal": "You can take your yes back at any time, here or through the link at the foot of every page. "
        "It takes one click, holds from the next page on, and we remove what was stored with it.",
        "rights": "You can see, download and erase what we recorded about your choice. You can ask us to correct it, "
        "object to it, and complain to your data protection authority. We keep a record of each yes as proof that you "
        "gave it, without your name, network address or browser.",
        "accept_label": "Accept all",
        "refuse_label": "Refuse all",
        "save_label": "Save my choice",
        "choose_label": "Choose for yourself",
        "categories": {
            "functional": (
                "Functional",
                "Needed for what you ask of the site: signing in, sending a form safely, and keeping this choice.",
            ),
            "preferences": (
                "Preferences",
                "Remembers how you like to see the site, so that you need not set it each time.",
            ),
            "statistics": (
                "Statistics",
                "Counts how often each page is opened, so that we can improve it. Totals only: nothing about you.",
            ),
            "marketing": (
                "Marketing",
                "Would follow you across websites and build a profile of you, in order to show you announcements that "
                "fit it. We do none of this at present; should it ever start, you will be asked again first.",
            ),
        },
    },
    "fr": {
        "title": "Les cookies et votre choix",
        "summary": "Nous n’enregistrons que ce qui est nécessaire au fonctionnement du site. Avec votre accord, nous "
        "retenons aussi vos préférences d’affichage et comptons les visites. Vous pouvez refuser, et changer d’avis "
        "à tout moment.",
        "introduction": "Un cookie est un petit texte qu’un site dépose sur votre appareil. Cette page dit ce que nous "
        "souhaitons y déposer, dans quel but et pour combien de temps. Avant votre accord, seule la partie "
        "fonctionnelle est active. Refuser ne vous prive de rien : toutes les pages fonctionnent de la même façon.",
        "withdrawal": "Vous pouvez retirer votre accord à tout moment, ici ou par le lien au bas de chaque page. Un "
        "clic suffit ; le retrait vaut dès la page suivante et nous effaçons ce qui avait été déposé.",
        "rights": "Vous pouvez consulter, télécharger et effacer ce que nous avons noté de votre choix. Vous pouvez en "
        "demander la rectification, vous y opposer et saisir votre autorité de protection des données. Nous gardons "
        "une trace de chaque accord pour preuve, sans votre nom, votre adresse réseau ni votre navigateur.",
        "accept_label": "Tout accepter",
        "refuse_label": "Tout refuser",
        "save_label": "Enregistrer mon choix",
        "choose_label": "Choisir moi-même",
        "categories": {
            "functional": (
                "Fonctionnels",
                "Nécessaires à ce que vous demandez au site : se connecter, envoyer un formulaire en sécurité et "
                "garder ce choix.",
            ),
            "preferences": (
                "Préférences",
                "Retiennent votre façon d’afficher le site, pour ne pas avoir à la régler à chaque fois.",
            ),
            "statistics": (
                "Statistiques",
                "Comptent les ouvertures de chaque page, pour l’améliorer. Des totaux seulement : rien sur vous.",
            ),
            "marketing": (
                "Marketing",
                "Vous suivrait d’un site à l’autre et dresserait votre profil, pour vous montrer des annonces "
                "adaptées. Nous ne le faisons pas ; si cela devait commencer, nous vous le demanderions d’abord.",
            ),
        },
    },
    "es": {
        "title": "Las cookies y su elección",
        "summary": "Solo guardamos lo que el sitio necesita para funcionar. Con su permiso, recordamos también cómo "
        "prefiere verlo y contamos las visitas. Puede decir que no, y cambiar de opinión en cualquier momento.",
        "introduction": "Una cookie es un pequeño texto que un sitio deja en su dispositivo. Esta página dice qué nos "
        "gustaría dejar en él, para qué y por cuánto tiempo. Antes de su permiso solo actúa la parte funcional. "
        "Decir que no, no le quita nada: todas las páginas funcionan igual.",
        "withdrawal": "Puede retirar su permiso en cualquier momento, aquí o con el enlace al pie de cada página. "
        "Basta un clic; vale desde la página siguiente y borramos lo que se había guardado.",
        "rights": "Puede ver, descargar y borrar lo que anotamos sobre su elección. Puede pedir que se corrija, "
        "oponerse y reclamar ante su autoridad de protección de datos. Conservamos constancia de cada permiso como "
        "prueba, sin su nombre, su dirección de red ni su navegador.",
        "accept_label": "Aceptar todo",
        "refuse_label": "Rechazar todo",
        "save_label": "Guardar mi elección",
        "choose_label": "Elegir yo",
        "categories": {
            "functional": (
                "Funcionales",
                "Necesarias para lo que usted pide al sitio: iniciar sesión, enviar un formulario con seguridad y "
                "guardar esta elección.",
            ),
            "preferences": (
                "Preferencias",
                "Recuerdan cómo prefiere ver el sitio, para no tener que ajustarlo cada vez.",
            ),
            "statistics": (
                "Estadísticas",
                "Cuentan cuántas veces se abre cada página, para mejorarla. Solo totales: nada sobre usted.",
            ),
            "marketing": (
                "Marketing",
                "Le seguiría de un sitio a otro y elaboraría un perfil de usted, para mostrarle anuncios a su medida. "
                "Hoy no lo hacemos; si alguna vez empezara, se lo preguntaríamos antes.",
            ),
        },
    },
    "ar": {
        "title": "ملفات تعريف الارتباط واختيارك",
        "summary": "لا نخزّن إلا ما يحتاج إليه الموقع كي يعمل. وبموافقتك نتذكّر أيضًا طريقة العرض التي تفضّلها ونَعُدّ "
        "الزيارات. يمكنك الرفض، ويمكنك تغيير رأيك في أي وقت.",
        "introduction": "ملف تعريف الارتباط نصّ صغير يتركه الموقع على جهازك. تبيّن هذه الصفحة ما نودّ تركه عليه وسببه "
        "ومدّته. قبل موافقتك لا يعمل سوى الجزء الوظيفي. والرفض لا يحرمك شيئًا: كل الصفحات تعمل كما هي.",
        "withdrawal": "يمكنك سحب موافقتك في أي وقت، من هنا أو من الرابط في أسفل كل صفحة. تكفي نقرة واحدة، ويسري السحب "
        "من الصفحة التالية، ونحذف ما خُزِّن بناءً عليها.",
        "rights": "يمكنك الاطّلاع على ما سجّلناه عن اختيارك وتنزيله ومحوه. ويمكنك طلب تصحيحه والاعتراض عليه وتقديم شكوى "
        "إلى هيئة حماية البيانات في بلدك. نحتفظ بسجلّ لكل موافقة دليلًا عليها، من دون اسمك أو عنوان شبكتك أو متصفّحك.",
        "accept_label": "قبول الكل",
        "refuse_label": "رفض الكل",
        "save_label": "حفظ اختياري",
        "choose_label": "الاختيار بنفسي",
        "categories": {
            "functional": (
                "وظيفية",
                "لازمة لما تطلبه من الموقع: تسجيل الدخول، وإرسال النماذج بأمان، وحفظ هذا الاختيار.",
            ),
            "preferences": ("تفضيلات", "تتذكّر طريقة العرض التي تفضّلها كي لا تضبطها في كل مرة."),
            "statistics": (
                "إحصاءات",
                "تعدّ مرّات فتح كل صفحة كي نحسّنها. مجاميع فقط: لا شيء عنك.",
            ),
            "marketing": (
                "تسويق",
                "تتتبّعك عبر المواقع وتكوّن ملفًا شخصيًا عنك لتعرض لك إعلانات تناسبه. لا نفعل ذلك اليوم، وإن بدأ "
                "يومًا فسنسألك أولًا.",
            ),
        },
    },
}

# key: (purpose, data) by language
ITEM_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "session": {
        "en": ("Keeps you signed in.", "A random number."),
        "fr": ("Maintient votre connexion.", "Un nombre aléatoire."),
        "es": ("Mantiene su sesión iniciada.", "Un número aleatorio."),
        "ar": ("يُبقيك مسجّل الدخول.", "رقم عشوائي."),
    },
    "csrf": {
        "en": ("Makes sure that a form was sent by you and not by another site.", "A random number."),
        "fr": ("Vérifie qu’un formulaire vient de vous et non d’un autre site.", "Un nombre aléatoire."),
        "es": ("Comprueba que un formulario lo envía usted y no otro sitio.", "Un número aleatorio."),
        "ar": ("يتأكّد من أن النموذج أُرسل منك لا من موقع آخر.", "رقم عشوائي."),
    },
    "consent": {
        "en": ("Keeps the choice that you make here.", "Your choice, its date, and after a yes a random look-up code."),
        "fr": ("Garde le choix que vous faites ici.", "Votre choix, sa date et, après un oui, un code aléatoire."),
        "es": ("Guarda la elección que hace aquí.", "Su elección, su fecha y, tras un sí, un código aleatorio."),
        "ar": ("يحفظ الاختيار الذي تتّخذه هنا.", "اختيارك وتاريخه، وبعد الموافقة رمز عشوائي."),
    },
    "admin-theme": {
        "en": (
            "In the administration: the colours that a member of staff set there.",
            "One word: light, dark or auto.",
        ),
        "fr": ("Dans l’administration : les couleurs qu’un agent y a réglées.", "Un mot : clair, sombre ou auto."),
        "es": ("En la administración: los colores que el personal eligió allí.", "Una palabra: claro, oscuro o auto."),
        "ar": ("في لوحة الإدارة: الألوان التي ضبطها الموظّف.", "كلمة واحدة: فاتح أو داكن أو تلقائي."),
    },
    "admin-sidebar": {
        "en": ("In the administration: whether its side menu is open.", "Yes or no."),
        "fr": ("Dans l’administration : si le menu latéral est ouvert.", "Oui ou non."),
        "es": ("En la administración: si el menú lateral está abierto.", "Sí o no."),
        "ar": ("في لوحة الإدارة: هل القائمة الجانبية مفتوحة.", "نعم أو لا."),
    },
    "admin-lists": {
        "en": ("In the administration: how a member of staff narrowed its lists.", "The filters chosen."),
        "fr": ("Dans l’administration : les filtres qu’un agent a mis aux listes.", "Les filtres choisis."),
        "es": ("En la administración: cómo el personal filtró sus listas.", "Los filtros elegidos."),
        "ar": ("في لوحة الإدارة: كيف صفّى الموظّف القوائم.", "المرشّحات المختارة."),
    },
    "page-history": {
        "en": (
            "Lets you go back to a list as you left it, in the same tab.",
            "The address of the list seen last, on your device only.",
        ),
        "fr": (
            "Permet de revenir à une liste telle que vous l’avez laissée, dans le même onglet.",
            "L’adresse de la dernière liste vue, sur votre appareil seulement.",
        ),
        "es": (
            "Permite volver a una lista tal como la dejó, en la misma pestaña.",
            "La dirección de la última lista vista, solo en su dispositivo.",
        ),
        "ar": (
            "يتيح لك العودة إلى القائمة كما تركتها في علامة التبويب نفسها.",
            "عنوان آخر قائمة شاهدتها، على جهازك فقط.",
        ),
    },
    "preferences": {
        "en": ("Remembers the colours that you chose for the site.", "One word: light, dark or auto."),
        "fr": ("Retient les couleurs que vous avez choisies pour le site.", "Un mot : clair, sombre ou auto."),
        "es": ("Recuerda los colores que usted eligió para el sitio.", "Una palabra: claro, oscuro o auto."),
        "ar": ("يتذكّر الألوان التي اخترتها للموقع.", "كلمة واحدة: فاتح أو داكن أو تلقائي."),
    },
    "visit-count": {
        "en": (
            "Counts that a page was opened.",
            "Day, page, language and the site that you came from, added to a daily total.",
        ),
        "fr": (
            "Compte qu’une page a été ouverte.",
            "Le jour, la page, la langue et le site d’où vous venez, ajoutés à un total du jour.",
        ),
        "es": (
            "Cuenta que se abrió una página.",
            "El día, la página, el idioma y el sitio del que viene, sumados a un total diario.",
        ),
        "ar": (
            "يعدّ فتح صفحة.",
            "اليوم والصفحة واللغة والموقع الذي أتيت منه، تُضاف إلى مجموع اليوم.",
        ),
    },
}


def _item(
    key: str,
    kind: str,
    name: str,
    stays: str | int,
    data_types: list[str],
    *,
    category: str = "functional",
    words: str = "",
) -> dict[str, Any]:
    """One item; ``stays`` is a lifetime, or the seconds of a fixed one."""
    fixed = isinstance(stays, int)
    return {
        "key": key,
        "category": category,
        "kind": kind,
        "name": name,
        "domain": "",
        "path": "/",
        "provider": "",
        "lifetime": "fixed" if fixed else stays,
        "lifetime_seconds": stays if fixed else None,
        "data_types": data_types,
        "third_parties": [],
        "words": words or key,
    }


def items() -> list[dict[str, Any]]:
    """The declared items of a site with this project's settings. ``words`` names the entry of ITEM_WORDS."""
    lasts = int(conf.CHOICE_LASTS.total_seconds())
    session, csrf = settings.SESSION_COOKIE_AGE, settings.CSRF_COOKIE_AGE or 31_449_600
    shown, listed, visit = ["display-setting"], ["list-filter"], ["day", "language", "page", "referring-site"]
    return [
        _item("session", "cookie", bare(settings.SESSION_COOKIE_NAME), session, ["random-number"]),
        _item("csrf", "cookie", bare(settings.CSRF_COOKIE_NAME), csrf, ["random-number"]),
        _item("consent", "cookie", bare(conf.cookie_name()), lasts, ["choice", "random-number"]),
        _item("admin-theme", "local", "theme", "until_removed", shown),
        _item("admin-sidebar", "local", "django.admin.navSidebarIsOpen", "until_removed", shown),
        _item("admin-menu", "session", "django.admin.navSidebarFilterValue", "session", listed, words="admin-lists"),
        _item("admin-filters", "session", "django.admin.filtersState", "session", listed, words="admin-lists"),
        _item("page-history", "session", "htmx*", "session", ["pages-seen"]),
        _item("preferences", "cookie", conf.PREFERENCES_COOKIE, lasts, shown, category="preferences"),
        _item("visit-count", "pixel", "/cookies/visit/", "none", visit, category="statistics"),
    ]


_DURATIONS = {
    "en": ("Nothing stays on the device", "Until the browser is closed", "Until you remove it"),
    "fr": ("Rien ne reste sur l’appareil", "Jusqu’à la fermeture du navigateur", "Jusqu’à ce que vous l’effaciez"),
    "es": ("Nada queda en el dispositivo", "Hasta cerrar el navegador", "Hasta que usted lo borre"),
    "ar": ("لا يبقى شيء على الجهاز", "حتى إغلاق المتصفّح", "حتى تحذفه"),
}
_UNITS = {"en": ("hours", "days"), "fr": ("heures", "jours"), "es": ("horas", "días"), "ar": ("ساعة", "يومًا")}


def duration(language: str, lifetime: str, seconds: int | None) -> str:
    """How long an item stays, in the words of one of the four languages."""
    if lifetime != "fixed" or not seconds:
        return _DURATIONS[language][("none", "session", "until_removed").index(lifetime)]
    hours, days = _UNITS[language]
    return f"{seconds // DAY} {days}" if seconds % DAY == 0 else f"{round(seconds / HOUR)} {hours}"
