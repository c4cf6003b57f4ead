"""How large a table may be. Each figure is said in the sentence that refuses a file."""

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024  # what the parts of a workbook may hold
MAX_PARTS = 5_000
MAX_ROWS = 100_000  # below the headings, blank ones not counted
MAX_COLUMNS = 500
MAX_CELLS = 2_000_000  # from the first to the last cell of a sheet that holds something, the blank ones between too
MAX_TEXT = 100_000_000  # characters of a sheet; a workbook keeps a repeated text once, a reader holds it every time
MAX_LINE = 1_000_000  # characters of a line in a text file
MAX_CELL = 10_000  # characters of one cell
SAMPLE_ROWS = 20
LOOKED_AT = 200  # rows that say where the headings are
