"""Options that several commands take, told in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PartnershipOption = Annotated[str, typer.Option(help="Slug (castle-point) or CSP code (E22000082).")]
PeriodOption = Annotated[str, typer.Option(help='Such as "2024-25 Q4".')]
DataOption = Annotated[
    str | None,
    typer.Option(
        help='A store\'s folder or address (s3://...), or "sample"; without it data/, else the sample.'
    ),
]
OutputOption = Annotated[Path | None, typer.Option(help="Stands in for outputs/.")]
PlaceOption = Annotated[
    str | None,
    typer.Option("--output", help="A folder that stands in for outputs/, or an address (s3://...)."),
]
AsAtOption = Annotated[
    str | None, typer.Option(help="Leave out what was not known on this day (YYYY-MM-DD).")
]
AudienceOption = Annotated[
    str | None, typer.Option(help="public, partnership or restricted: who may read it; else the public.")
]
StrictOption = Annotated[bool, typer.Option(help="Take warnings about prose (docs/lint.md) for problems.")]
FormatOption = Annotated[
    str, typer.Option("--format", "--formats", help="Any of html, pdf, docx, xlsx, ods, separated by commas.")
]
WorkersOption = Annotated[
    int | None, typer.Option(min=1, help="Processes at work; without it one for each processor.")
]
InteractiveOption = Annotated[
    bool,
    typer.Option("--interactive", help="A page whose tables can be sorted and whose charts tell values."),
]
EngineOption = Annotated[
    str, typer.Option(help="builtin, or quarto where Quarto is installed: docs/quarto.md.")
]
WatchOption = Annotated[
    bool, typer.Option("--watch", help="Make it again whenever its notebook or a parameter is saved.")
]
