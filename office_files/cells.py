"""How spreadsheets call their cells."""


def column_letters(column: int) -> str:
    """The name of a column, counted from 0: A, B, …, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
