"""The partner return: one row a number, in the columns that every partner's figures come in."""

from __future__ import annotations

from csp_toolkit.loaders.table_schema import TableColumn, TableSchema

WITH_VALUE = ("published", "provisional")
WITHOUT_VALUE = ("suppressed", "missing", "not_comparable")
MISSING_REASONS = (
    "not_collected",
    "not_yet_available",
    "not_received",
    "small_number",
    "withheld",
    "definition_changed",
    "not_applicable",
)
PERIOD_TYPES = ("month", "quarter", "financial_year", "twelve_months", "snapshot")
MEASURES = ("count", "numerator", "denominator", "amount")
WHOLE_MEASURES = ("count", "numerator", "denominator")
ALL_PARTS = "all"
"""The breakdown value whose row declares a breakdown exhaustive: its parts sum to it."""

PARTNER_RETURN = TableSchema(
    id="partner_return",
    title="Partner return",
    sheet="Return",
    columns=(
        TableColumn(
            "supplier", "text", "the organisation that supplies the figure, never a person", "Essex Police",
            longest=80, also=("organisation", "supplied_by"),
        ),
        TableColumn(
            "indicator_id", "code", "what is counted: an id agreed with the partnership",
            "hate_crime_offences",
            pattern=r"[a-z][a-z0-9_]{1,63}", shape="an id of small letters, digits and underscores",
            also=("indicator",),
        ),
        TableColumn(
            "definition_version", "code", "version of the definition, raised when it changes", "1",
            pattern=r"[1-9]\d{0,3}", shape="a whole number from 1", also=("version",),
        ),
        TableColumn(
            "area_code", "code", "official code of the area the figure is about", "E22000258",
            pattern=r"[EWNSK]\d{8}", shape="an official area code such as E06000034", also=("area",),
        ),
        TableColumn(
            "geography_vintage", "code", "year of the boundaries that the code belongs to", "2024",
            pattern=r"(19|20)\d\d", shape="a year such as 2024", also=("vintage",),
        ),
        TableColumn("period_start", "date", "first day of the period", "2025-01-01", also=("start_date",)),
        TableColumn("period_end", "date", "last day of the period, which belongs to it", "2025-03-31",
                    also=("end_date",)),
        TableColumn(
            "period_type", "choice", "kind of period; a snapshot starts and ends on the day it was counted",
            "quarter", allowed=PERIOD_TYPES,
        ),
        TableColumn(
            "breakdown", "code", "what the figure is split by; empty for the whole", "strand", required=False,
            pattern=r"[a-z][a-z0-9_]{1,63}", shape="an id of small letters, digits and underscores",
        ),
        TableColumn(
            "breakdown_value", "text", f"which part; `{ALL_PARTS}` for what all parts sum to", "race",
            required=False, longest=80,
        ),
        TableColumn(
            "measure", "choice", "what kind of number; a proportion comes as numerator and denominator",
            "count", allowed=MEASURES,
        ),
        TableColumn(
            "value", "number", "the number; 0 is counted and none found; empty is not known", "42",
            required=False, also=("figure",),
        ),
        TableColumn("status", "choice", "whether the figure stands", "published",
                    allowed=(*WITH_VALUE, *WITHOUT_VALUE)),
        TableColumn(
            "missing_reason", "choice", "why there is no value", "", required=False, allowed=MISSING_REASONS,
            also=("reason",),
        ),
        TableColumn("data_as_at", "date", "day on which the figure was drawn from its system", "2025-04-14",
                    also=("as_at",)),
        TableColumn(
            "sensitivity", "choice", "who may see the figure", "partnership",
            allowed=("public", "partnership", "restricted"),
        ),
        TableColumn(
            "note", "text", "what a reader should know; nothing about a person", "",
            required=False, longest=500, also=("notes", "comment"),
        ),
    ),
    rules=(
        "One row is one number. A percentage is given as its numerator and its denominator, in two rows.",
        "0 means that it was counted and none was found. What is not known is left empty, with status "
        "missing, suppressed or not_comparable and a missing_reason.",
        "No two rows have the same supplier, indicator, version, area, vintage, period, breakdown, part and "
        "measure.",
        "A numerator is not larger than its denominator.",
        "period_start and period_end are the first and last day of the period_type; data_as_at is not before "
        "period_end.",
        f'A breakdown whose parts leave nobody out and do not overlap is declared so by a row with the '
        f'breakdown_value "{ALL_PARTS}": its parts must sum to it. Parts that may overlap, such as the '
        "strands of hate crime, have no such row.",
        "Dates are written YYYY-MM-DD. In a workbook a cell that Excel knows as a date serves too.",
        "No row is about a person, and no note says anything by which one could be known or reached.",
    ),
)  # fmt: skip
