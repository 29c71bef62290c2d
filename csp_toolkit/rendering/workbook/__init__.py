"""The tables of a report as a workbook that follows the Analysis Function's guidance on spreadsheets.

A cover, the contents, the notes, then one table on a worksheet, from cell A1 down, without merged cells or
empty rows. ``cells`` makes numbers of figures, ``columns`` gives each value a cell of its own, ``sheets``
lays the worksheets out, and ``excel`` and ``open_document`` write the same worksheets.
"""

from __future__ import annotations
