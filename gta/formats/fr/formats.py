"""How French pages write a time: 5 mars 2026 à 14:30. Dates and numbers are as Django has them."""

DATETIME_FORMAT = r"j F Y \à H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
