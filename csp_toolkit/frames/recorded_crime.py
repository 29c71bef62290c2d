"""Recorded crime of partnerships and of their police forces out of the store.

The published tables name areas and give no codes. A name is brought to a partnership of the ONS
lookup when it is the partnership's own name, or that of its only district, in whatever spelling,
and the police force agrees; what cannot be brought to one is told, never guessed. Rows that were
set apart when the file was taken in are in no total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from csp_toolkit.area_names import PARTNERSHIP_ALIASES, area_key, loose_area_key
from csp_toolkit.areas import Partnership, force_matches
from csp_toolkit.frames.lookups import connect_one_thread, load_partnerships
from csp_toolkit.periods import Quarter
from csp_toolkit.store import Edition, Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

RECORDED_CRIME = "recorded_crime"
Category = Literal["offence_group", "offence_subgroup", "offence_code"]


def recorded_crime_quarters(store: Store, scope: Literal["csp", "force"] = "csp") -> dict[str, Edition]:
    """The newest edition of each quarter ("2024-25 Q1") of one scope, in order; others are missing."""
    held = store.current(RECORDED_CRIME)
    return {key[1]: edition for key, edition in sorted(held.items()) if key[0] == scope}


def load_recorded_crime_counts(
    store: Store,
    partnerships: Sequence[Partnership],
    quarters: Iterable[Quarter],
    *,
    by: Category = "offence_subgroup",
) -> pd.DataFrame:
    """The frame area_code, quarter, category, count: offences as published for each partnership.

    Zeros are there where they are published; a partnership or quarter without rows is missing.
    Raises DataError without the lookup of partnerships.
    """
    with connect_one_thread() as connection:
        _load_counts(connection, store, "csp", {quarter.label for quarter in quarters})
        _load_names(connection, partnerships, load_partnerships(store))
        return connection.execute(
            f"""SELECT area_code, quarter, {by} AS category, sum(count)::BIGINT AS count
            FROM crime JOIN names USING (force, csp) WHERE set_apart = '' GROUP BY ALL ORDER BY ALL"""
        ).df()


def load_force_crime_counts(
    store: Store,
    partnerships: Sequence[Partnership],
    quarters: Iterable[Quarter],
    *,
    by: Category = "offence_subgroup",
) -> pd.DataFrame:
    """The same frame for the partnerships' police force areas, from the tables by force."""
    with connect_one_thread() as connection:
        _load_counts(connection, store, "force", {quarter.label for quarter in quarters})
        _load_force_names(connection, partnerships)
        return connection.execute(
            f"""SELECT area_code, quarter, {by} AS category, sum(count)::BIGINT AS count
            FROM crime JOIN names USING (force) WHERE set_apart = '' GROUP BY ALL ORDER BY ALL"""
        ).df()


def load_recorded_crime_rows(
    store: Store,
    areas: Sequence[Partnership],
    quarters: Iterable[Quarter],
    *,
    scope: Literal["csp", "force"] = "csp",
) -> pd.DataFrame:
    """area_code, quarter, offence_group, offence_subgroup, offence_code, count, edition: all there is.

    Of the scope ``force`` the area codes are those of the areas' police forces. Otherwise as
    ``load_recorded_crime_counts``: a quarter of an area without rows is missing. Rows are in no order, as
    sorting so many took longer than reading them.
    """
    with connect_one_thread() as connection:
        _load_counts(connection, store, scope, {quarter.label for quarter in quarters})
        if scope == "csp":
            _load_names(connection, areas, load_partnerships(store))
        else:
            _load_force_names(connection, areas)
        return connection.execute(
            f"""SELECT area_code, quarter, offence_group, offence_subgroup, offence_code,
                sum(count)::BIGINT AS count, edition
            FROM crime JOIN names USING ({"force, csp" if scope == "csp" else "force"}) WHERE set_apart = ''
            GROUP BY ALL"""
        ).df()


def load_recorded_crime_coverage(store: Store, partnerships: Sequence[Partnership]) -> pd.DataFrame:
    """The frame area_code, quarter, edition: a quarter that is not in it is missing, not zero."""
    with connect_one_thread() as connection:
        _load_counts(connection, store, "csp", None)
        _load_names(connection, partnerships, load_partnerships(store))
        return connection.execute(
            """SELECT DISTINCT area_code, quarter, edition FROM crime JOIN names USING (force, csp)
            WHERE set_apart = '' ORDER BY ALL"""
        ).df()


def load_unresolved_names(store: Store) -> pd.DataFrame:
    """The frame csp, force, first_quarter, last_quarter, count: published names that no partnership has.

    Their offences are in no partnership's figures. Names are in the spelling they are compared in.
    """
    with connect_one_thread() as connection:
        _load_counts(connection, store, "csp", None)
        everyone = load_partnerships(store)
        _load_names(connection, everyone, everyone)
        return connection.execute(
            """SELECT csp, force, min(quarter) AS first_quarter, max(quarter) AS last_quarter,
                sum(count)::BIGINT AS count
            FROM crime ANTI JOIN names USING (force, csp)
            WHERE set_apart NOT IN ('unassigned', 'not a territorial force') GROUP BY ALL ORDER BY ALL"""
        ).df()


def resolve_names(
    published: Iterable[tuple[str, str]], partnerships: Sequence[Partnership]
) -> dict[tuple[str, str], str]:
    """For pairs of police force and partnership as published, the partnership's code where there is one.

    ``partnerships`` are all of the lookup: with fewer, a name could seem unambiguous that is not.
    """
    strict, loose = defaultdict(set), defaultdict(set)
    for partnership in partnerships:
        for name in _names_of(partnership):
            strict[area_key(name)].add(partnership)
            loose[loose_area_key(name)].add(partnership)
    found = {}
    for force, name in published:
        for candidates in (strict[area_key(name)], loose[loose_area_key(name)]):
            matching = {p.code for p in candidates if force_matches(p.police_force.name, force)}
            if len(matching) == 1:
                found[force, name] = matching.pop()
                break
    return found


def _names_of(partnership: Partnership) -> list[str]:
    """The partnership's name, its aliases, and its district's where it is alone with one."""
    names = [partnership.name]
    if len(partnership.districts) == 1 and not partnership.shares_district:
        names.append(partnership.districts[0].name)
    keys = {area_key(name) for name in names}
    return names + [alias.published for alias in PARTNERSHIP_ALIASES if area_key(alias.lookup) in keys]


def _load_names(
    connection: duckdb.DuckDBPyConnection, wanted: Sequence[Partnership], everyone: Sequence[Partnership]
) -> None:
    """The table ``names``: force and name as published, with the code of the wanted partnerships."""
    published = connection.execute("SELECT DISTINCT force, csp FROM crime ORDER BY ALL").fetchall()
    codes = {partnership.code for partnership in wanted}
    pairs = [
        (force, name, code)
        for (force, name), code in resolve_names(published, everyone).items()
        if code in codes
    ]
    _create_pairs(connection, "names", "force VARCHAR, csp VARCHAR, area_code VARCHAR", pairs)


def _load_force_names(connection: duckdb.DuckDBPyConnection, partnerships: Sequence[Partnership]) -> None:
    """The table ``names``: force as published, with the code of the partnerships' police force area."""
    forces = {p.police_force.code: p.police_force.name for p in partnerships}
    published = connection.execute("SELECT DISTINCT force FROM crime ORDER BY force").fetchall()
    pairs = [(force, code) for (force,) in published for code in forces if force_matches(forces[code], force)]
    _create_pairs(connection, "names", "force VARCHAR, area_code VARCHAR", pairs)


def _create_pairs(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[tuple[str, ...]]
) -> None:
    connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
    if rows:
        places = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def _load_counts(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    scope: Literal["csp", "force"],
    wanted: set[str] | None,
) -> None:
    """The table ``crime``: one scope's counts of the wanted quarters, each from its newest edition."""
    connection.execute(
        """CREATE TEMP TABLE crime (quarter VARCHAR, force VARCHAR, csp VARCHAR, set_apart VARCHAR,
        offence_group VARCHAR, offence_subgroup VARCHAR, offence_code VARCHAR, count BIGINT,
        edition VARCHAR)"""
    )
    quarters_of: dict[str, list[str]] = defaultdict(list)
    editions = {}
    for quarter, edition in recorded_crime_quarters(store, scope).items():
        if wanted is None or quarter in wanted:
            editions[edition.id] = edition
            quarters_of[edition.id].append(quarter)
    for identity, edition in editions.items():
        connection.execute(
            """INSERT INTO crime SELECT quarter, force, csp, set_apart, offence_group, offence_subgroup,
                offence_code, count, ? FROM read_parquet(?) WHERE scope = ? AND list_contains(?, quarter)""",
            [identity, str(store.whole_file(edition, "counts.parquet")), scope, quarters_of[identity]],
        )
