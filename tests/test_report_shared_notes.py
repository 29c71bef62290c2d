"""Rules of notes that tables share: said once above them, and only those that say what they hold for."""

from __future__ import annotations

from csp_toolkit.blocks.model import Column, Heading, Paragraph, Table
from csp_toolkit.report.notes import COMPLETE, SMALL_BASE
from csp_toolkit.report.shared_notes import LEAD, say_once

HEADING = Heading(text="Theft")


def table(*notes: str) -> Table:
    return Table(caption="A table", columns=(Column(label="Indicator"),), rows=(("Theft",),), notes=notes)


def test_a_note_of_several_tables_stands_once_above_them() -> None:
    told, heading, *tables = say_once([HEADING, table(SMALL_BASE, "own"), table(SMALL_BASE)])
    assert told == Paragraph(text=f"{LEAD} {SMALL_BASE}")
    assert heading == HEADING
    assert [each.notes for each in tables if isinstance(each, Table)] == [("own",), ()]


def test_a_note_of_one_table_stays_under_it() -> None:
    blocks = [HEADING, table(SMALL_BASE), table(COMPLETE)]
    assert say_once(blocks) == blocks


def test_shorthand_and_remarks_stay_though_tables_share_them() -> None:
    blocks = [table("[c] withheld", "Homicide: none in either period."), table("[c] withheld")]
    assert say_once(blocks) == blocks


def test_the_methods_of_a_kind_of_figure_are_one_sentence() -> None:
    ways = ("Intervals of rates and counts: Byar.", "Intervals of rates and counts: exact Poisson.")
    told, *tables = say_once([table(ways[0]), table(ways[1])])
    assert told == Paragraph(text=f"{LEAD} Intervals of rates and counts: Byar or exact Poisson.")
    assert all(isinstance(each, Table) and not each.notes for each in tables)
