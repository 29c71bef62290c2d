"""ONS lookups: which small area lies in which ward, district, partnership and police force area.

Published with headers such as LAD24CD and LAD24NM; a widely used repackaging calls them
ltla24_code and ltla24_name. The two digits are the vintage of the codes, and become the edition's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import CsvColumn, count_rows, read_csv, reject_where, write_tables
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

DISTRICT = r"(?:lad|ltla)(\d\d)"
CODE, NAME = r"(?:cd|_code)", r"(?:nm|_name)"


class Lookup:
    """A lookup table: its columns by pattern, the one that must be filled and look like a code first."""

    def __init__(
        self, dataset: Dataset, columns: Mapping[str, str], vintage_of: str, absent: str = ""
    ) -> None:
        self.dataset = dataset
        self._patterns = {name: re.compile(pattern) for name, pattern in columns.items()}
        self._vintage_of = vintage_of
        self._absent = re.compile(absent) if absent else None

    def recognises(self, source: Source) -> bool:
        """By one column for each pattern, and none that would make it another table."""
        if self._absent and any(self._absent.fullmatch(field) for field in source.header):
            return False
        return self._columns(source) is not None

    def _columns(self, source: Source) -> list[CsvColumn] | None:
        columns = []
        for name, pattern in self._patterns.items():
            fields = [field for field in source.header if pattern.fullmatch(field)]
            if len(fields) != 1:
                return None
            columns.append(CsvColumn(name, "VARCHAR", (fields[0],)))
        return columns

    def _vintage(self, source: Source) -> str:
        pattern = self._patterns[self._vintage_of]
        year = next(match[1] for field in source.header if (match := pattern.fullmatch(field)))
        return f"20{year}"

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """All rows with all their codes. Raises DataError for a file without rows."""
        columns = self._columns(source) or []
        read_csv(connection, source, columns)
        for column in columns:
            reject_where(connection, f"coalesce({column.name}, '') = ''", column.name, "empty")
        rows = count_rows(connection, "taken")
        if rows == 0:
            raise DataError(Problem("this lookup has no usable rows", source.path))
        names = ", ".join(column.name for column in columns)
        write_tables(connection, folder, f"SELECT {names} FROM taken ORDER BY {names}")
        vintage = self._vintage(source)
        whole = Slice((vintage,), {"rows": rows})
        return Loaded(rows, count_rows(connection, "rejects"), (whole,), vintage)


PARTNERSHIPS = Lookup(
    Dataset(
        "ons_partnerships",
        "Districts to partnerships to police force areas",
        "Office for National Statistics",
    ),
    {
        "district_code": DISTRICT + CODE,
        "district_name": DISTRICT + NAME,
        "csp_code": r"csp(\d\d)" + CODE,
        "csp_name": r"csp(\d\d)" + NAME,
        "force_code": r"pfa(\d\d)" + CODE,
        "force_name": r"pfa(\d\d)" + NAME,
    },
    vintage_of="csp_code",
)
LSOA_CHANGES = Lookup(
    Dataset("ons_lsoa_changes", "Small areas of 2011 to those of 2021", "Office for National Statistics"),
    {
        "lsoa11_code": "lsoa11" + CODE,
        "lsoa21_code": "lsoa21" + CODE,
        "change": "chgind|change_code",
        "district_code": DISTRICT + CODE,
    },
    vintage_of="district_code",
)
LSOA_DISTRICTS = Lookup(
    Dataset(
        "ons_lsoa_districts", "Small areas of 2021 to wards and districts", "Office for National Statistics"
    ),
    {
        "lsoa21_code": "lsoa21" + CODE,
        "lsoa21_name": "lsoa21" + NAME,
        "ward_code": r"(?:wd|ward)(\d\d)" + CODE,
        "ward_name": r"(?:wd|ward)(\d\d)" + NAME,
        "district_code": DISTRICT + CODE,
        "district_name": DISTRICT + NAME,
    },
    vintage_of="district_code",
    absent="total_residents|lsoa11" + CODE,
)


FIRE_AUTHORITIES = Lookup(
    Dataset(
        "ons_fire_authorities", "Districts to fire and rescue authorities", "Office for National Statistics"
    ),
    {
        "district_code": DISTRICT + CODE,
        "district_name": DISTRICT + NAME,
        "fire_authority_code": r"fra(\d\d)" + CODE,
        "fire_authority_name": r"fra(\d\d)" + NAME,
    },
    vintage_of="fire_authority_code",
)


class DistrictChanges:
    """District codes of each year since 2016, a row for each district of 2016; wide as it comes."""

    dataset = Dataset("ons_district_changes", "Districts year by year", "Office for National Statistics")

    def recognises(self, source: Source) -> bool:
        """By at least two years of district codes and nothing else."""
        return len(self._columns(source)) >= 2 and all(
            re.fullmatch(DISTRICT + f"(?:{CODE}|{NAME})", field) for field in source.header
        )

    def _columns(self, source: Source) -> list[CsvColumn]:
        fields = [field for field in source.header if re.fullmatch(DISTRICT + CODE, field)]
        return [
            CsvColumn("district" + re.findall(r"\d\d", field)[0], "VARCHAR", (field,)) for field in fields
        ]

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Every earlier code with the newest one: columns old_code, new_code."""
        columns = self._columns(source)
        read_csv(connection, source, columns)
        for column in columns:
            reject_where(connection, f"coalesce({column.name}, '') = ''", column.name, "empty")
        newest = max(column.name for column in columns)
        pairs = " UNION ".join(
            f"SELECT {column.name} AS old_code, {newest} AS new_code FROM taken" for column in columns
        )
        write_tables(connection, folder, f"SELECT * FROM ({pairs}) ORDER BY ALL")
        rows, vintage = count_rows(connection, "taken"), "20" + newest[-2:]
        if rows == 0:
            raise DataError(Problem("this lookup has no usable rows", source.path))
        return Loaded(rows, count_rows(connection, "rejects"), (Slice((vintage,), {"rows": rows}),), vintage)
