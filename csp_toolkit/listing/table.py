"""Rows of text as lines with aligned columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def align_columns(rows: Sequence[Sequence[str]], *, right: Collection[str] = ()) -> list[str]:
    """The rows, heading first, as lines; columns whose heading is in ``right`` end at one place."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    to_the_right = [heading in right for heading in rows[0]]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, to_the_right, strict=True)
        ).rstrip()
        for row in rows
    ]
