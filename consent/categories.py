"""The four categories. Three of them wait for a person's yes."""

FUNCTIONAL = "functional"
PREFERENCES = "preferences"
STATISTICS = "statistics"
MARKETING = "marketing"

OPTIONAL = (PREFERENCES, STATISTICS, MARKETING)
ALL = (FUNCTIONAL, *OPTIONAL)
