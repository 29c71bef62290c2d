"""A small executed report that shows one of everything; all figures in it are made up."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from csp_toolkit.blocks.charts import draw_trend
from csp_toolkit.blocks.model import (
    AnyBlock,
    Callout,
    Chart,
    Column,
    Cover,
    Display,
    Fact,
    Finding,
    Findings,
    Heading,
    Paragraph,
    Table,
)
from csp_toolkit.periods import Month

COUNTS = (61, 58, 70, 66, 59, 71, None, 62, 55, 49, 43, 41)
MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
VEGA_LITE = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "description": "Bars of burglary by ward, 2024-25: Grays Riverside 41, Stanford East 22, Tilbury 35.",
    "title": {"text": "Grays Riverside had the most burglaries", "subtitle": "Offences, 2024-25"},
    "width": 420,
    "height": 120,
    "data": {
        "values": [
            {"ward": "Grays Riverside", "offences": 41},
            {"ward": "Tilbury", "offences": 35},
            {"ward": "Stanford East", "offences": 22},
        ]
    },
    "mark": "bar",
    "encoding": {
        "y": {"field": "ward", "type": "nominal", "sort": "-x", "title": None},
        "x": {"field": "offences", "type": "quantitative", "title": "Offences"},
    },
}

FRAME = """<div>
<style scoped>.dataframe tbody tr th { vertical-align: top; }</style>
<table border="1" class="dataframe">
  <thead>
    <tr style="text-align: right;"><th></th><th>ward</th><th>offences</th><th>rate</th></tr>
  </thead>
  <tbody>
    <tr><th>0</th><td>Grays Riverside</td><td>41</td><td>3.2</td></tr>
    <tr><th>1</th><td>Tilbury</td><td>35</td><td>NaN</td></tr>
  </tbody>
</table>
</div>"""

PROSE = """## What stands behind the figures

Counts are of **recorded** offences, and *recording* changes: see the
[user guide](https://www.ons.gov.uk/peoplepopulationandcommunity). Raw <b>markup</b> stays text.

1. First, months are added up.
2. Then rates are calculated:
   - per 1,000 residents
   - with a 95% interval

> A change is called clear when it would rarely come from chance alone.

```
rate = count / residents × 1,000
```
"""


def draw_png(width: int = 240, height: int = 120) -> str:
    """A PNG of two grey bands, in base64 as notebooks hold it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = [b"\x00" + bytes([200 if y < height // 2 else 90]) * width for y in range(height)]
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"".join(rows))), chunk(b"IEND", b"")]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def draw_line() -> str:
    """A line chart as SVG, with a gap where a month is missing."""
    runs: list[list[str]] = [[]]
    for n, count in enumerate(COUNTS):
        if count is None:
            runs.append([])
        else:
            runs[-1].append(f"{60 + n * 45},{220 - count * 2.5:g}")
    lines = [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="#12436D" stroke-width="3"/>' for run in runs
    ]
    labels = [
        f'<text x="{60 + n * 45}" y="242" text-anchor="middle">{m}</text>' for n, m in enumerate(MONTHS)
    ]
    ticks = [
        f'<line x1="50" x2="570" y1="{220 - t * 2.5:g}" y2="{220 - t * 2.5:g}" stroke="#ccc"/>'
        f'<text x="42" y="{225 - t * 2.5:g}" text-anchor="end">{t}</text>'
        for t in (0, 20, 40, 60, 80)
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 260" width="640" height="260" '
        'font-family="Source Sans Pro" font-size="14"><title>Line</title>'
        '<rect width="640" height="260" fill="#fff"/>'
        f'<defs><clipPath id="all"><rect width="640" height="260"/></clipPath></defs>'
        f'<g clip-path="url(#all)">'
        f"{''.join(ticks + lines + labels)}"
        '<text x="575" y="120" font-weight="bold">41 in Mar</text></g></svg>'
    )


def example_chart(**changes: Any) -> Chart:
    """The example's chart; keyword arguments replace fields."""
    rows = [
        (f"{month} {2024 if n < 9 else 2025}", str(count or "[x]"))
        for n, (month, count) in enumerate(zip(MONTHS, COUNTS, strict=True))
    ]
    table = Table(
        caption="Recorded burglary by month, Thurrock, April 2024 to March 2025",
        columns=(Column(label="Month"), Column(label="Offences", numeric=True)),
        rows=tuple(rows),
        notes=("[x] = not available: no file was published for the month.",),
    )
    fields: dict[str, Any] = {
        "title": "Burglary fell in the last three months",
        "subtitle": "Recorded burglary, Thurrock, April 2024 to March 2025, offences a month",
        "alternative": "Line chart of recorded burglary in Thurrock by month. It ranges from 41 to 71 "
        "offences; the latest month, March 2025, has 41. October 2024 is missing.",
        "svg": draw_line(),
        "table": table,
        "source": "police.uk street-level crime, as at 31 May 2025",
    }
    return Chart(**{**fields, **changes})


def example_trend() -> Chart:
    """The same figures, drawn by the toolkit."""
    months = [(Month(2024, 4).plus(n), count) for n, count in enumerate(COUNTS)]
    return draw_trend(
        title="Burglary fell in the last three months",
        subtitle="Recorded burglary, Thurrock, April 2024 to March 2025",
        months=months,
        unit="offences",
        area_name="Thurrock",
        source="police.uk street-level crime, as at 31 May 2025",
    )


def example_table(rows: int = 6) -> Table:
    """A table of theft-like indicators with ``rows`` rows."""
    names = ["Burglary", "Robbery", "Shoplifting", "Vehicle crime", "Bicycle theft", "Theft from the person"]
    body = [
        (names[n % 6], str(133 + n), str(189 - n), "3.1", "2.6 to 3.7", "Clear fall") for n in range(rows)
    ]
    labels = (
        "Indicator",
        "January to March 2025",
        "January to March 2024",
        "Rate per 1,000",
        "95% interval",
        "Verdict",
    )
    return Table(
        caption="Theft offences, Thurrock, January to March 2025",
        columns=tuple(Column(label=label, numeric=0 < n < 5) for n, label in enumerate(labels)),
        rows=tuple(body),
        notes=("Rates are offences per 1,000 residents in the period.",),
        source="police.uk street-level crime; ONS mid-year population estimates",
    )


def example_cover(**changes: Any) -> Cover:
    """The example's cover; keyword arguments replace fields."""
    fields: dict[str, Any] = {
        "title": "Quarterly performance report",
        "partnership": "Thurrock Community Safety Partnership",
        "period": "January to March 2025",
        "data_as_at": date(2025, 5, 31),
        "synthetic": True,
        "facts": (
            Fact(label="Data as at", text="31 May 2025"),
            Fact(label="Area", text="Thurrock (E06000034)"),
            Fact(label="Compared with", text="January to March 2024, and 15 similar partnerships"),
            Fact(label="Next report", text="August 2025"),
            Fact(
                label="Contact",
                text="Safer.Thurrock@thurrock.gov.uk",
                link="mailto:Safer.Thurrock@thurrock.gov.uk",
            ),
        ),
    }
    return Cover(**{**fields, **changes})


def block_cell(*blocks: AnyBlock, source: str = "report.show()", **metadata: Any) -> nbformat.NotebookNode:
    """A code cell that displayed blocks."""
    data = Display(blocks=blocks)._repr_mimebundle_()
    return code_cell([new_output("display_data", data=data)], source=source, **metadata)


def code_cell(outputs: Sequence[Any], source: str = "show()", **metadata: Any) -> nbformat.NotebookNode:
    """An executed code cell with these outputs."""
    return new_code_cell(source, outputs=list(outputs), execution_count=1, metadata=metadata)


def data_cell(data: dict[str, Any], source: str = "show()", **metadata: Any) -> nbformat.NotebookNode:
    """A code cell whose result is this MIME bundle."""
    return code_cell([new_output("execute_result", data=data, execution_count=1)], source=source, **metadata)


def notebook_of(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook of these cells."""
    return new_notebook(
        cells=list(cells), metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )


def small_notebook(*blocks: AnyBlock, cover: Cover | None = None) -> nbformat.NotebookNode:
    """A cover and these blocks."""
    return notebook_of(block_cell(cover or example_cover(), *blocks))


def example_notebook() -> nbformat.NotebookNode:
    """Every kind of block, Markdown, a data frame, an Altair chart, an image and printed text."""
    parameters = new_code_cell(
        'partnership = "thurrock"', execution_count=1, metadata={"tags": ["parameters"]}
    )
    findings = Findings(
        items=(
            Finding(
                text="Burglary: 133 offences in January to March 2025, against 189 in January to March 2024. "
                "That is a clear fall of 30% (95% interval: 12% to 44% lower).",
                verdict="clear fall",
            ),
            Finding(
                text="Shoplifting: 402 offences in January to March 2025, against 310 in January to March "
                "2024. That is a clear rise of 30% (95% interval: 12% to 50% higher).",
                verdict="clear rise",
            ),
            Finding(
                text="Robbery: 31 offences in January to March 2025, against 28 in January to March 2024. "
                "There is no clear change.",
                verdict="no clear change",
            ),
            Finding(
                text="Drug offences: October 2024 is missing, so no comparison is made.", verdict="cannot say"
            ),
            Finding(text="Thurrock has 178,000 residents."),
        )
    )
    warning = Callout(
        tone="warning",
        title="Anti-social behaviour cannot be compared",
        text="Recording changed between 2018-19 and 2024. Earlier figures are not comparable with these.",
    )
    return notebook_of(
        parameters,
        block_cell(example_cover(), source="report.cover()"),
        block_cell(Heading(text="Key findings"), findings, source="report.key_findings()"),
        block_cell(warning, Callout(title="How to read this report", text="Every figure has its table.")),
        block_cell(
            Heading(text="Theft"),
            Paragraph(text="Theft covers burglary, robbery, shoplifting and vehicle crime."),
            example_table(),
            Heading(text="Burglary by month", level=3),
            example_chart(),
            Heading(text="The same, drawn by the toolkit", level=3),
            example_trend(),
        ),
        new_markdown_cell(PROSE),
        data_cell(
            {"text/html": FRAME, "text/plain": "..."}, source="wards", caption="Burglary by ward, 2024-25"
        ),
        data_cell(
            {"application/vnd.vegalite.v6+json": VEGA_LITE, "text/plain": "alt.Chart(...)"}, source="chart"
        ),
        data_cell(
            {"image/png": draw_png(), "text/plain": "<Image>"},
            source="Image('map.png')",
            alt="Map of Thurrock with the three wards that had most burglaries shaded: all on the Thames.",
            caption="Burglary is concentrated along the river",
        ),
        code_cell([new_output("stream", name="stdout", text="Wards compared: 20\n")], source="print(...)"),
        block_cell(Heading(text="All indicators"), example_table(60)),
    )
