"""Tables in workbooks: typed cells, merged ones, several sheets, and cells far away."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from imports.tables import Choices, TableRefusedError
from tests.imports.tables import as_csv, as_ods, as_xlsx, packed, read
from tests.imports.xls import AS_DAY, as_record, as_xls


def book(write: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object]) -> bytes:
    """A workbook with the headings ``a``, ``b`` and ``c`` and whatever else is written."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet("Data")
        sheet.write_row(0, 0, ["a", "b", "c"])
        write(made, sheet)
    return content.getvalue()


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert old in parts[part]
    return packed(parts | {part: parts[part].replace(old, new)})


@pytest.mark.parametrize(
    ("value", "look", "text"),
    [
        (3.0, None, "3"),
        (1234.5, None, "1234.5"),
        (0.1 + 0.2, None, "0.3"),
        (1e20, None, "100000000000000000000"),
        (0.0000001, None, "0.0000001"),
        (True, None, "TRUE"),
        (0.45, "0%", "45%"),
        (0.07, "0.0%", "7%"),
        (0.125, "[Red]0.0%;-0.0%", "12.5%"),
        (5, '0" % of all"', "5"),
        (45720, "yyyy-mm-dd", "2025-03-04"),
        (45720.25, "dd/mm/yyyy hh:mm", "2025-03-04 06:00:00"),
        (0.25, "hh:mm", "06:00:00"),
        ("007", None, "007"),
        ("a\nb", None, "a\nb"),
    ],
)
def test_a_cell_is_read_as_it_is_meant(value: object, look: str | None, text: str) -> None:
    content = book(lambda made, sheet: sheet.write(1, 0, value, made.add_format({"num_format": look} if look else {})))
    _seen, found = read(content)
    assert found[0].cells == (text, "", "")


def test_formulas_say_their_result() -> None:
    def write(made, sheet):
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(2, 0, "=A2&A3", None, "two")

    _seen, found = read(book(write))
    assert [row.cells[0] for row in found] == ["2", "two"]


def test_a_formula_without_a_result_is_said() -> None:
    content = book(lambda made, sheet: sheet.write_row(1, 0, ["x", "y"]) or sheet.write_formula(1, 2, "=1+1", None, 2))
    seen, found = read(changed(content, "xl/worksheets/sheet1.xml", "<f>1+1</f><v>2</v>", "<f>1+1</f>"))
    assert found[0].cells == ("x", "y", "")
    assert [note[:30] for note in seen.notes] == ["1 formula has no result in the"]


def test_an_error_is_a_problem_at_its_cell() -> None:
    content = book(
        lambda made, sheet: sheet.write_row(1, 0, ["x", "y"]) or sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    )
    _seen, found = read(content)
    assert found[0].cells == ("x", "y", "#DIV/0!")
    assert found[0].problems == ("Cell C2 holds the error #DIV/0!. Correct it in the file.",)


def test_what_excel_writes_for_a_carriage_return_is_one() -> None:
    content = changed(as_xlsx([["a", "b"], ["MARK", "x"]]), "xl/sharedStrings.xml", "MARK", "one_x000D_\ntwo")
    assert read(content)[1][0].cells == ("one\r\ntwo", "x")


def test_the_first_sheet_with_a_table_is_taken_and_another_can_be_chosen() -> None:
    content = as_xlsx([], Notes=[["Only this"]], Data=[["id", "name"], ["1", "x"]], More=[["id"], ["2"]])
    seen, found = read(content)
    assert seen.sheets == ("Sheet1", "Notes", "Data", "More")
    assert (seen.choices, found[0].cells) == (Choices(sheet="Data", header_row=1), ("1", "x"))
    assert read(content, Choices(sheet="More"))[1][0].cells == ("2",)
    with pytest.raises(TableRefusedError, match="no sheet “Gone”"):
        read(content, Choices(sheet="Gone"))
    with pytest.raises(TableRefusedError, match="There is no table in the file"):
        read(content, Choices(sheet="Sheet1"))


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = [[], ["", "A report of the year"], [], ["", "id", "name"], ["", "1", "x"], [], ["", "2", "y"]]
    seen, found = read(as_xlsx(table))
    assert (seen.choices.header_row, seen.columns) == (4, ("Column A", "id", "name"))
    assert [row.number for row in found] == [5, 7]
    assert seen.notes[:2] == ("1 row above the headings was left out.", "1 blank row was skipped.")


def test_a_value_merged_over_rows_is_said_on_each() -> None:
    def write(made, sheet):
        sheet.merge_range("A2:A4", "Area")
        sheet.merge_range("B2:C2", "across")
        sheet.write("B3", "two")
        sheet.write_row("A4", ["", "", "three"])
        sheet.write_row("A5", ["Other", "four"])

    seen, found = read(book(write))
    assert [row.cells for row in found] == [
        ("Area", "across", ""),
        ("Area", "two", ""),
        ("Area", "", "three"),
        ("Other", "four", ""),
    ]
    assert seen.notes == ("1 cell is merged over several rows. Its value is read on each of them.",)


def test_headings_over_several_rows_are_put_together() -> None:
    def write(made, sheet):
        sheet.merge_range("A1:A2", "Region")
        sheet.merge_range("B1:C1", "Share")
        sheet.write_row("B2", ["before", "after"])
        sheet.write_row("A3", ["North", 1, 2])

    seen, found = read(book(write))
    assert seen.columns == ("Region", "Share before", "Share after")
    assert [(row.number, row.cells) for row in found] == [(3, ("North", "1", "2"))]


def test_the_names_of_groups_above_the_headings_are_left_out() -> None:
    seen, _found = read(
        as_xlsx([["", "Share", "Money", ""], ["id", "share", "paid", "due"], ["1", 2, 3, 4], ["2", 3, 4, 5]])
    )
    assert (seen.choices.header_row, seen.columns) == (2, ("id", "share", "paid", "due"))


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_signs_of_several_tables_are_said(make: Callable[..., bytes]) -> None:
    below = [["id", "n"], ["1", "2"], ["", ""], ["who", "sum"], ["3", "4"], ["id", "n"], ["5", "6"]]
    seen, found = read(make(below))
    assert "Row 4 looks like the headings of another table. All rows are read as one table." in seen.notes
    assert [row.problems for row in found if row.problems] == [("This row repeats the headings.",)]
    assert seen.row_count == 5
    beside = [["id", "n", "", "id", "n"], ["1", "2", "", "3", "4"]]
    assert "stands between others: C." in read(make(beside))[0].notes[0]


@pytest.mark.parametrize("where", ["XFD1048576", "AA1048576", "AAAA1", "XFD2"])
def test_a_cell_far_away_is_refused_before_room_is_made_for_it(where: str) -> None:
    content = as_xlsx([["id", "name"], ["1", "x"], ["2", "LAST"]])
    far = changed(content, "xl/worksheets/sheet1.xml", 'r="B3"', f'r="{where}"')
    with pytest.raises(TableRefusedError, match=r"reach to row 1,048,576 and|has 1.,... columns"):
        read(far)


def test_what_a_sheet_claims_about_its_size_makes_no_room() -> None:
    content = as_xlsx([["id", "name"], ["1", "x"]])
    claiming = changed(content, "xl/worksheets/sheet1.xml", 'ref="A1:B2"', 'ref="A1:XFD1048576"')
    assert read(claiming)[1][0].cells == ("1", "x")


def test_a_text_repeated_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imports.tables.facts.MAX_TEXT", 100_000)
    with pytest.raises(TableRefusedError, match="too much text"):
        read(as_xlsx([["id", "name"], *[["1", "x" * 9_000]] * 20]))


def test_cells_of_ods() -> None:
    cells = [
        '<c office:value-type="percentage" office:value="0.45"><text:p>45%</text:p></c>',
        '<c office:value-type="date" office:date-value="2025-03-04"><text:p>4/3/25</text:p></c>',
        '<c office:value-type="float" office:value="3"/>',
        '<c office:value-type="time" office:time-value="PT06H30M00S"/>',
        '<c office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></c>',
        '<c table:number-columns-repeated="16379"/>',
    ]
    headings = "".join(f'<c office:value-type="string"><text:p>{name}</text:p></c>' for name in "abcde")
    blank = '<r table:number-rows-repeated="1048574"><c table:number-columns-repeated="16384"/></r>'
    seen, found = read(as_ods(f"<r>{headings}</r><r>{''.join(cells)}</r>{blank}"))
    assert (seen.kind, seen.sheets, seen.columns) == ("ods", ("A",), tuple("abcde"))
    assert found[0].cells == ("45%", "2025-03-04", "3", "06:30:00", "#DIV/0!")
    assert found[0].problems == ("Cell E2 holds the error #DIV/0!. Correct it in the file.",)


def test_a_merged_cell_of_ods() -> None:
    value = '<c office:value-type="string"{more}><text:p>{text}</text:p></c>'
    rows = [
        value.format(text="area", more="") + value.format(text="name", more=""),
        value.format(text="North", more=' table:number-rows-spanned="2"') + value.format(text="one", more=""),
        "<table:covered-table-cell/>" + value.format(text="two", more=""),
    ]
    _seen, found = read(as_ods("".join(f"<r>{row}</r>" for row in rows)))
    assert [row.cells for row in found] == [("North", "one"), ("North", "two")]


def test_repeated_cells_of_ods_are_counted_before_they_are_made() -> None:
    cell = '<c office:value-type="string" table:number-columns-repeated="99"><text:p>x</text:p></c>'
    bomb = f'<r table:number-rows-repeated="1048576">{cell}</r>'
    with pytest.raises(TableRefusedError, match="reach to row 1,048,576 and column CU"):
        read(as_ods(bomb))


def test_xls() -> None:
    headings = [(0, column, text) for column, text in enumerate(["id", "naïve", "due", "is"])]
    values = [(1, 0, 7.0), (1, 1, "Zoë"), (1, 2, (45720.0, AS_DAY)), (1, 3, True), (2, 1, "two"), (2, 2, 0.5)]
    seen, found = read(as_xls([*headings, *values], merged=[(1, 2, 0, 0)]))
    assert (seen.kind, seen.sheets, seen.columns) == ("xls", ("Data",), ("id", "naïve", "due", "is"))
    assert [row.cells for row in found] == [("7", "Zoë", "2025-03-04", "TRUE"), ("7", "two", "0.5", "")]
    assert len(seen.notes) == 1


def test_a_damaged_xls_ends_only_the_process_that_looks_at_it() -> None:
    """It claims two thousand million rows, for which its reader makes room, and ends where there is none."""
    claimed = as_record(0x0200, struct.pack("<2I3H", 0, 2**31 - 1, 0, 9, 0))
    with pytest.raises(TableRefusedError, match="is damaged"):
        read(as_xls([(0, 0, "id"), (1, 0, "x")], more=claimed))
