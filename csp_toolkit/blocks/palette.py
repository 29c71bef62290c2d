"""Colours of every chart: the Government Analysis Function palette, in its order.

Colour is never the only sign of anything: what a colour says, a shape, a label or a position says too. Each
colour a mark is drawn in stands out from white by 3:1 at least, each colour of text by 4.5:1; a test
works the contrasts out.
"""

from __future__ import annotations

from typing import Final

DARK_BLUE: Final = "#12436D"
TURQUOISE: Final = "#28A197"
DARK_PINK: Final = "#801650"
ORANGE: Final = "#F46A25"
DARK_GREY: Final = "#3D3D3D"
LIGHT_PURPLE: Final = "#A285D1"

CATEGORICAL: Final = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE)
"""In this order, and four at most in one chart: with more, draw several charts."""
SEQUENTIAL: Final = (DARK_BLUE, "#2073BC", "#6BACE6")
"""From most to least. The lightest falls short of 3:1, so it needs an outline or a label."""
LIGHTEST: Final = "#DCE9F5"
"""Below the sequence, for the lowest class of a map: always within a dark outline."""

BACKGROUND: Final = "#FFFFFF"
"""Painted, not left clear: the pictures also lie on dark pages."""
TEXT: Final = "#0B0C0C"
QUIET: Final = "#595959"
"""Secondary marks and text, such as the areas that are not one's own."""
GRID: Final = "#D9D9D9"
"""Decoration: every value that a grid line helps to read is also in the chart's table."""
MARKED_BAND: Final = "#E1EAF3"
"""Behind the months a chart points out; a rule and a label say the same."""
MISSING_BAND: Final = "#F2F2F2"
"""Behind months without data; a dashed edge and a label say the same."""
