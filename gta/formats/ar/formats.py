"""How Arabic pages write dates and numbers: 5 مارس 2026 without a comma inside, hours from 0 to 24, and 1,234.5.

Django's Arabic has a comma inside a date, and the American format for a date with its time. Its
numbers (1.234,5) are not those of the digits of this site, which have a decimal point, as in the
Arabic papers of the United Nations. A space between thousands would change their order in right-to-left text.
"""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATETIME_FORMAT = "d/m/Y، H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H:i"
FIRST_DAY_OF_WEEK = 6
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
