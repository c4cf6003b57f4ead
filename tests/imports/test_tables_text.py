"""Tables in text files: encodings, delimiters, headings and rows."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imports.tables import Choices, Inspection, Row, TableRefusedError, inspect, rows
from tests.imports.tables import as_csv, read

PLAIN = "id,name\n1,Ada\n2,Björn\n"


@pytest.mark.parametrize(
    ("codec", "begin", "said"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_the_encoding_is_guessed(codec: str, begin: bytes, said: str) -> None:
    seen, found = read(begin + PLAIN.encode(codec))
    assert seen.choices == Choices(encoding=said, delimiter=",", header_row=1)
    assert seen.columns == ("id", "name")
    assert [row.cells for row in found] == [("1", "Ada"), ("2", "Björn")]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("المنظمة,الحالة\nوزارة التربية والتعليم,قيد التنفيذ\nوزارة الصحة,مكتمل\n", "cp1256"),
        ("Organisation,État\nMinistère de l’Éducation,terminé\nÉcole à Besançon,réussi\n", "cp1252"),
        ("Organización,Año\nMinisterio de Educación,niños\nReducción de la deuda,está\n", "cp1252"),
        ("name\nJosé\n", "cp1252"),
        ("name,kind\nMinistère de l'Éducation,réussi \x8d\nÉcole à Besançon,terminé\n", "iso8859-1"),
        ("Название,Состояние\nМинистерство образования,выполнено\n", "cp1251"),
    ],
)
def test_without_a_mark_the_letters_tell_the_encoding(text: str, codec: str) -> None:
    seen, found = read(text.encode(codec))
    assert seen.choices.encoding == codec
    assert [",".join(row.cells) for row in found] == text.splitlines()[1:]


def test_one_wrong_byte_does_not_turn_all_other_letters_into_nonsense() -> None:
    seen, found = read("name\nÉcole à Besançon, été\nÉtat\n".replace(",", "").encode() + b"caf\xe9\n")
    assert seen.choices.encoding == "utf-8"
    assert found[0].cells == ("École à Besançon été",)
    assert [bool(row.problems) for row in found] == [False, False, True]
    assert "could not be read" in found[2].problems[0]


def test_an_encoding_can_be_chosen() -> None:
    chosen = Choices(encoding="cp1256")
    seen, found = read("name\nوزارة\n".encode("cp1256"), chosen)
    assert (seen.choices.encoding, found[0].cells) == ("cp1256", ("وزارة",))


@pytest.mark.parametrize("wrong", [Choices(encoding="rot13"), Choices(delimiter="x"), Choices(header_row=9)])
def test_a_choice_that_does_not_exist_is_refused(wrong: Choices) -> None:
    with pytest.raises(TableRefusedError, match="Choose"):
        read(PLAIN.encode(), wrong)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_guessed(mark: str) -> None:
    content = as_csv([["id", "said", "share"], ["1", "a, b; c", "1,5"], ["2", "d | e", "2,5"]], mark)
    seen, found = read(content)
    assert seen.choices.delimiter == mark
    assert found[0].cells == ("1", "a, b; c", "1,5")


def test_the_first_line_may_name_the_delimiter() -> None:
    seen, found = read(b"sep=;\nid;name\n1;a,b\n")
    assert (seen.choices.delimiter, seen.columns, found) == (";", ("id", "name"), [Row(3, ("1", "a,b"))])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_by_the_line_where_they_begin(end: str) -> None:
    _seen, found = read(f'id,text{end}1,"two{end}lines"{end}{end}2,x'.encode())
    assert [row.number for row in found] == [2, 5]
    assert found[0].cells == ("1", f"two{end}lines")


@pytest.mark.parametrize(
    ("text", "first", "columns", "notes"),
    [
        ("id,,id,id\n1,2,3,4\n", 1, ("id", "Column B", "id (2)", "id (3)"), ()),
        ("id (2),id,id\n1,2,3\n", 1, ("id (2)", "id", "id (3)"), ()),
        ('"two\nlines", spaced  out \n1,2\n', 1, ("two lines", "spaced out"), ()),
        ("Report of 2025\n\nid,name\n1,x\n2,y\n", 3, ("id", "name"), ("1 row above the headings was left out.",)),
        ("A title,,\nBy us,,\nid,name,due\n1,x,y\n", 3, ("id", "name", "due"), ("2 rows above",)),
        ("id,2024,2025\na,1,2\nb,3,4\n", 1, ("id", "2024", "2025"), ()),
        ("id,name,,\n1,x,,\n", 1, ("id", "name"), ()),
        ("id,name,\n1,x,more\n", 1, ("id", "name", "Column C"), ()),
        ("id,name\n1,a\n\n,\n2,b\n\n\n", 1, ("id", "name"), ("2 blank rows were skipped.",)),
    ],
)
def test_headings_are_found(text: str, first: int, columns: tuple[str, ...], notes: tuple[str, ...]) -> None:
    seen, _found = read(text.encode())
    assert (seen.choices.header_row, seen.columns) == (first, columns)
    assert len(seen.notes) == len(notes) and all(map(str.startswith, seen.notes, notes))


def test_another_row_can_be_chosen_for_the_headings() -> None:
    seen, found = read(b"a,b\nid,name\n1,x\n", Choices(header_row=2))
    assert (seen.columns, [row.cells for row in found]) == (("id", "name"), [("1", "x")])


def test_a_row_of_another_width_is_kept_and_said() -> None:
    seen, found = read(b"id,name,age\n1,John\n2,Julie,26,Potatoes\n3,Ann,27,,\n")
    assert [row.cells for row in found] == [("1", "John", ""), ("2", "Julie", "26"), ("3", "Ann", "27")]
    assert [row.number for row in found if row.problems] == [3]
    assert "after the last column, “age”" in found[1].problems[0]
    assert seen.row_count == 3


def test_a_long_cell_is_a_problem_of_its_row_alone() -> None:
    _seen, found = read(as_csv([["id", "text"], ["1", "x" * 10_001], ["2", "x" * 10_000]]))
    assert found[0].problems == ("“text” holds 10,001 characters. The limit is 10,000. Shorten the text.",)
    assert found[1].problems == ()


@pytest.mark.parametrize("rest", ["x\n" * 3, "x" * 200_000])
def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(rest: str) -> None:
    with pytest.raises(TableRefusedError, match="line 3 is never closed"):
        read(f'id,text\n1,a\n2,"b\n{rest}'.encode())


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(TableRefusedError, match=r"more than 1,000,000 characters"):
        read(b"id,name\n" + b"ab," * 400_000)


cells = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufffd")), min_size=2, max_size=4
)


@given(st.lists(cells.map(lambda row: [*row, ""][:3]), min_size=1, max_size=6), st.sampled_from(",;\t|"))
@example([["\ufeff", "sep=,", '"']], ",")
def test_what_is_written_is_read(table: list[list[str]], mark: str) -> None:
    content = as_csv([["one", "two", "three"], *table], mark)
    seen = inspect(
        io.BytesIO(content), file_name="x.csv", choices=Choices(encoding="utf-8", delimiter=mark, header_row=1)
    )
    found = list(rows(io.BytesIO(content), file_name="x.csv", choices=seen.choices))
    kept = [tuple(row) for row in table if any(cell.strip() for cell in row)]
    assert [row.cells for row in found] == kept
    assert seen.row_count == len(kept)


def test_inspection_and_rows_agree() -> None:
    content = "x\n\nid;name\n" + "".join(f"{number};y\n" for number in range(30))
    seen, found = read(content.encode())
    assert isinstance(seen, Inspection)
    assert seen.sample == tuple(found[:20])
    assert seen.row_count == len(found) == 30
