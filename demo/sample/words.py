"""The words of a sample: names of places, people and organisations that do not exist."""

from __future__ import annotations

import random

# In English, French, Spanish and Arabic. XI, XK and XZ are left out: others use them for real places.
COUNTRIES = {
    "XJ": ("Aldmoor", "Aldmoor", "Aldmora", "ألدمور"),
    "XL": ("Brevania", "Brévanie", "Brevania", "بريفانيا"),
    "XO": ("Corvessa", "Corvesse", "Corvesa", "كورفيسا"),
    "XP": ("Danmere", "Danmère", "Danmera", "دانمير"),
    "XQ": ("Estavia", "Estavie", "Estavia", "إستافيا"),
    "XR": ("Faroland", "Farolande", "Farolandia", "فارولاند"),
    "XS": ("Galdonia", "Galdonie", "Galdonia", "غالدونيا"),
    "XT": ("Halvera", "Halvère", "Halvera", "هالفيرا"),
    "XU": ("Istrelle", "Istrelle", "Istrela", "إستريل"),
    "XV": ("Jorvania", "Jorvanie", "Jorvania", "جورفانيا"),
    "XW": ("Kalmeria", "Kalmérie", "Kalmeria", "كالميريا"),
    "XX": ("Lorvale", "Lorvale", "Lorvala", "لورفال"),
    "XY": ("Mentara", "Mentara", "Mentara", "منتارا"),
}

GIVEN_NAMES = (
    "Alma", "Bruno", "Celia", "Dario", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kemal", "Lucia", "Malik",
    "Nadia", "Omar", "Petra", "Quentin", "Rania", "Stefan", "Tomasa", "Ulrike", "Viktor", "Wanda", "Xenia", "Yusuf",
    "Zelda",
)  # fmt: skip
FAMILY_NAMES = (
    "Abbott", "Bergmann", "Castel", "Dahl", "Eriksen", "Fontana", "Gallo", "Haddad", "Ibarra", "Jansen", "Kovac",
    "Lindqvist", "Moreau", "Novak", "Okafor", "Pereira", "Quist", "Rossi", "Saleh", "Tanaka", "Urbina", "Vidal",
    "Weiss", "Ximenes", "Yilmaz", "Zeman",
)  # fmt: skip
BEGINNINGS = (
    "Aster", "Bram", "Cald", "Dorn", "Elm", "Fal", "Glen", "Hart", "Isen", "Kel", "Lind", "Mar", "Nor", "Ost", "Pell",
    "Quar", "Rost", "Sel", "Thorn", "Ul", "Vern", "Wind", "Yar", "Zan",
)  # fmt: skip
ENDINGS = (
    "bridge", "by", "dale", "fjord", "ford", "garth", "haven", "holm", "mere", "mont", "mouth", "port", "stad", "stone",
    "vale", "wick",
)  # fmt: skip

ORGANISATIONS = {
    "government": ("Ministry of Justice of {country}, {place}", "Government office for children, {country}, {place}"),
    "law_enforcement": ("Police of {place}, {country}", "Cybercrime unit of {place}, {country}"),
    "policymaker": ("Parliamentary committee on children of {country}, {place}",),
    "online_service_provider": ("{place} Online", "{place} Networks of {country}"),
    "safety_technology_developer": ("{place} Safety Labs", "{place} Signal Works"),
    "ngo": ("Children's network of {place}, {country}", "{place} helpline for children"),
    "civil_society": ("Parents' league of {place}, {country}", "Survivors' voices of {place}"),
    "private_sector": ("{place} Trust Bank", "Hotels of {place}, {country}"),
    "academia": ("University of {place}", "Institute for child protection, {place}"),
    "intergovernmental_organisation": ("Council of {country}, {place} office",),
}

HELP = ("funding", "staff", "legal", "technical", "coordination", "political", "other")
BARRIERS = (["funding"], ["staff", "data"], ["law"], ["coordination"], ["funding", "technology"], ["support"])
RETURNED = "Please say which districts are meant, and add the date of the document."
RETRACTED = "The report described another commitment. A corrected one will follow."
ARCHIVED = "The organisation has joined another commitment on the same matter."
RATIONALE = "A fictional second view, from the published evidence and a call with two partners."


def place(draw: random.Random) -> str:
    """The name of a town that does not exist."""
    return draw.choice(BEGINNINGS) + draw.choice(ENDINGS)
