"""What a sheet would change: every row accounted for, every problem at its cell.

Looking is a rehearsal: the rows are carried out by the very verbs, and all of it is taken back. So the preview promises
nothing that applying would not do, and the other way round.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.days import today_of
from accounts.models import User
from progress import drafts, history
from progress.errors import Conflict, Incomplete, Refused
from progress.models import ProgressReport, Through
from stakeholders.errors import Invalid
from stakeholders.models import Organisation
from submissions import writing
from submissions.duties import Duty, duties_of

from . import contents, seals
from .columns import REPORT_COLUMNS, SAID, word_of
from .reading import FileRead, Row, SheetRead

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
HEADINGS = {column.code: column for column in REPORT_COLUMNS}


@dataclass(frozen=True)
class Problem:
    """What stands in the way, at a cell of a sheet."""

    sheet: str
    cell: str
    message: str


@dataclass(frozen=True)
class Difference:
    """One cell that says something new."""

    label: str
    sheet: str
    cell: str
    before: str
    after: str
    is_formula: bool = False


@dataclass
class Line:
    """One commitment of the sheet, with what its cells change."""

    duty: Duty
    row: Row
    said: dict[str, str] = field(default_factory=dict)
    values: dict[int, str] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)  # by field: sheet and cell
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Plan:
    """What a sheet does. ``left_out`` are the commitments that have no row in it: nothing happens to them."""

    changed: list[Line] = field(default_factory=list)
    unchanged: list[Line] = field(default_factory=list)
    left_out: list[Duty] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_done: bool = False

    @property
    def fingerprint(self) -> str:
        """The same for two plans exactly when they would write the same."""
        rows = [
            [line.duty.commitment.pk, one.cell, one.before, one.after]
            for line in self.changed
            for one in line.differences
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def carry_out(
    read: FileRead,
    organisation: Organisation,
    *,
    by: User,
    submit: bool,
    agreed: Callable[[Plan], bool] | None = None,
) -> Plan:
    """All of it or nothing; without ``agreed`` it is only rehearsed.

    ``agreed`` looks at the finished plan and says whether it is the one that the person saw. ``submit`` sends every
    changed report on. Side effects when it is done: those of the verbs.
    """
    with transaction.atomic():
        plan = _plan(read, organisation, on=today_of(by))
        with history.through(Through.SHEET):
            for line in plan.changed:
                plan.problems += _written(line, organisation, by=by, submit=submit)
        plan.problems = list(dict.fromkeys(plan.problems))  # what was seen before writing is refused there, too
        plan.is_done = not plan.problems and agreed is not None and agreed(plan)
        if not plan.is_done:
            transaction.set_rollback(True)
    return plan


def _plan(read: FileRead, organisation: Organisation, *, on: datetime.date) -> Plan:
    plan = Plan()
    duties = {one.commitment.pk: one for one in duties_of(organisation, on=on)}
    lines: dict[int, Line] = {}
    for row in read.reports.rows:
        seal, problem = _key(row, read.reports, organisation, duties)
        if seal is None or problem:
            plan.problems.append(Problem(read.reports.name, row.cells["key"], problem))
        elif seal.commitment in lines:
            text = _("This commitment stands in two rows. Keep one of them.")
            plan.problems.append(Problem(read.reports.name, row.cells["key"], text))
        else:
            lines[seal.commitment] = line = Line(duties[seal.commitment], row)
            plan.problems += _compare(line, seal, read.reports)
    for row in read.figures.rows:
        plan.problems += _figure(row, read.figures, organisation, duties, lines)
    for line in lines.values():
        (plan.changed if line.differences else plan.unchanged).append(line)
    plan.left_out = [duty for key, duty in duties.items() if key not in lines]
    return plan


def _key(
    row: Row, sheet: SheetRead, organisation: Organisation, duties: dict[int, Duty]
) -> tuple[seals.Seal | None, str]:
    """The seal of a row, and what is wrong with its key."""
    seal = seals.read(row.values["seal"], organisation)
    if seal is None or row.values["key"] != str(seal.commitment):
        return None, _(
            "The number of this row was changed, or the row is not of your organisation’s sheet. Download it anew."
        )
    if seal.commitment not in duties:
        return None, _("Nothing is to be reported on this commitment any more. Delete the row.")
    return seal, ""


def _compare(line: Line, seal: seals.Seal, sheet: SheetRead) -> list[Problem]:
    """Note what a row says anew; a row that is as it was downloaded says nothing, whatever has happened since."""
    duty, values = line.duty, line.row.values
    said = [contents.canonical(values[code]) for code in SAID]
    if seals.digest_of(said) == seal.said:
        return []
    now, problems = contents.row_of(contents.said_by(duty)), []
    for code, before, after in zip(SAID, now, said, strict=True):
        if before != after and HEADINGS[code].kind == "day" and after and not ISO_DAY.fullmatch(after):
            # 06/07/2026 is a day in June to some and in July to others.
            text = _("Write the day as a date, or as 2026-06-30.")
            problems.append(Problem(sheet.name, line.row.cells[code], text))
        elif before != after:
            line.said[code] = after
            line.cells[code] = (sheet.name, line.row.cells[code])
            line.differences.append(_difference(line.row, sheet, code, before, after))
    return problems + (_stale(line, seal, sheet) if line.differences else [])


def _stale(line: Line, seal: seals.Seal, sheet: SheetRead) -> list[Problem]:
    cell = line.row.cells["key"]
    if line.duty.in_review and line.duty.open_report is None:
        return [Problem(sheet.name, cell, str(drafts.UnderWay()))]
    if contents.origin_of(line.duty.open_report) != (seal.report, seal.version):
        text = _(
            "The report on this commitment was changed after you downloaded the sheet. Download it anew, and fill in "
            "this row again."
        )
        return [Problem(sheet.name, cell, text)]
    return []


def _difference(row: Row, sheet: SheetRead, code: str, before: str, after: str) -> Difference:
    column = HEADINGS[code]
    return Difference(
        label=str(column.heading),
        sheet=sheet.name,
        cell=row.cells[code],
        before=word_of(column, before),
        after=word_of(column, after),
        is_formula=code in row.formulas,
    )


def _figure(
    row: Row, sheet: SheetRead, organisation: Organisation, duties: dict[int, Duty], lines: dict[int, Line]
) -> list[Problem]:
    seal, problem = _key(row, sheet, organisation, duties)
    if seal is None:
        return [Problem(sheet.name, row.cells["key"], problem)]
    duty = duties[seal.commitment]
    now = contents.figures_of(duty)
    # The seal of a figure holds the indicator in the place of the report.
    if row.values["indicator"] != str(seal.report) or seal.report not in now:
        return [Problem(sheet.name, row.cells["indicator"], _("The number of this indicator was changed."))]
    value, before = row.values["value"], contents.canonical(now[seal.report])
    if seals.digest_of([value]) == seal.said or value == before:
        return []
    if duty.commitment.pk not in lines:
        text = _("This commitment has no row in the sheet “%(sheet)s” any more, so its figures cannot be taken up.")
        return [Problem(sheet.name, row.cells["value"], text % {"sheet": _("Reports")})]
    line, name = lines[duty.commitment.pk], f"{writing.VALUES}.{seal.report}"
    line.values[seal.report] = value
    line.cells[name] = (sheet.name, row.cells["value"])
    indicator = next(one for one in duty.indicators if one.pk == seal.report)
    line.differences.append(
        Difference(
            label=f"{indicator.name} ({indicator.unit})",
            sheet=sheet.name,
            cell=row.cells["value"],
            before=before,
            after=value,
            is_formula="value" in row.formulas,
        )
    )
    return []


def _written(line: Line, organisation: Organisation, *, by: User, submit: bool) -> list[Problem]:
    """Carry a row out; what the form and the verbs refuse, at the cells."""
    try:
        with transaction.atomic():
            report = _report(line, organisation, by)
            report = writing.save(report, line.said, line.values, version=report.version, by=by)
            if submit:
                drafts.hand_in(report=report, by=by)
    except (Invalid, Incomplete) as error:
        return [_at(line, name, str(text)) for name, text in error.errors.items()]
    except Conflict:
        return [_at(line, "", _("Somebody else saved this at the same moment. Upload the file again."))]
    except Refused as refusal:
        return [_at(line, "", str(refusal))]
    return []


def _report(line: Line, organisation: Organisation, by: User) -> ProgressReport:
    """The open report, begun now if there is none."""
    return drafts.open_draft(
        commitment=line.duty.commitment, organisation=organisation, by=by, covers_until=today_of(by)
    )


def _at(line: Line, name: str, message: str) -> Problem:
    if name in line.cells:
        sheet, cell = line.cells[name]
        return Problem(sheet, cell, message)
    # A field that the row did not change, or none at all.
    sheet = next(iter(line.cells.values()))[0]
    return Problem(sheet, line.row.cells.get(name, line.row.cells["key"]), message)
