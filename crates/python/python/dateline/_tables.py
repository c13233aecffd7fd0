"""Tables: rows in Arrow's memory, taken as they are by polars, pandas, pyarrow and duckdb."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _native
from ._objects import Incident, Reading

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Table:
    """Rows of one shape. Anything that knows Arrow's PyCapsule interface takes it without a copy:
    `polars.DataFrame(table)`, `pyarrow.table(table)`, `duckdb.sql("select * from table")`."""

    __slots__ = ("_table", "name")

    name: str
    """Its name: the name of its file in `dateline export`."""

    def __init__(self, name: str, table: _native.Table) -> None:
        self.name = name
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    @property
    def columns(self) -> list[str]:
        """Names of its columns, in order."""
        return self._table.column_names

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as an Arrow stream."""
        return self._table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The columns as an Arrow schema; what a column says stands in the metadata of its field."""
        return self._table.__arrow_c_schema__()

    def to_arrow(self) -> pyarrow.Table:
        """As a table of pyarrow, which must be installed."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> polars.DataFrame:
        """As a data frame of polars, which must be installed."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """As a data frame of pandas, which must be installed, and pyarrow too. Days become `datetime64`."""
        frame: pandas.DataFrame = self.to_arrow().to_pandas(date_as_object=False)
        return frame

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self)} rows, {len(self.columns)} columns>"


class Failure(NamedTuple):
    """What could not be read, and why. A bad input never stops the next."""

    input: str
    """The input."""
    offset: int
    """First byte of the piece in it."""
    line: int | None
    """Its line, in formats of lines."""
    record: str | None
    """Its name in the input, if it has one."""
    message: str
    """Why."""


class Tables:
    """What many documents say, table by table: `events`, `documents`, `claims`, `figures`, `statements`, `spans`.

    It is the table of events where a table is asked for: `polars.DataFrame(dateline.read_many("news.jsonl"))`.
    """

    def __init__(self, batches: Sequence[_native.Batch]) -> None:
        self._batches = batches
        by_name: dict[str, list[_native.Table]] = {}
        for batch in batches or [_native.Batch.empty()]:
            for name, table in batch.tables():
                by_name.setdefault(name, []).append(table)
        self._tables = {name: Table(name, _native.Table.concat(tables)) for name, tables in by_name.items()}

    def __getitem__(self, name: str) -> Table:
        """A table by its name."""
        try:
            return self._tables[name]
        except KeyError:
            raise KeyError(f"there is no table `{name}`; there are {', '.join(self._tables)}") from None

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables.values())

    @property
    def events(self) -> Table:
        """One row an event."""
        return self["events"]

    @property
    def documents(self) -> Table:
        """One row a document."""
        return self["documents"]

    @property
    def claims(self) -> Table:
        """One row a claim: who says what."""
        return self["claims"]

    @property
    def figures(self) -> Table:
        """One row a number, as its words bound it."""
        return self["figures"]

    @property
    def statements(self) -> Table:
        """One row a control, relation, position or agreement."""
        return self["statements"]

    @property
    def spans(self) -> Table:
        """One row a stretch of text that another row rests on."""
        return self["spans"]

    @property
    def failures(self) -> list[Failure]:
        """What could not be read."""
        return [Failure(*row) for batch in self._batches for row in batch.failures()]

    def readings(self) -> Iterator[Reading]:
        """The documents as objects."""
        return (Reading(record, text) for batch in self._batches for record, text in batch.readings())

    def incidents(
        self, *, owners: Mapping[str, str] | None = None, decisions: Sequence[str] = ()
    ) -> list[Incident]:
        """What these documents report, as incidents: see `dateline.incidents`."""
        tellings = [telling for batch in self._batches for telling in batch.tellings()]
        merged = _native.merge(tellings, dict(owners or {}), list(decisions))
        return [Incident(record) for record in merged]

    def __len__(self) -> int:
        return sum(batch.count() for batch in self._batches)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The events as an Arrow stream."""
        return self.events.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The columns of the events as an Arrow schema."""
        return self.events.__arrow_c_schema__()

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(table)} {table.name}" for table in self)
        failed = len(self.failures)
        return f"<Tables: {counts}{f'; {failed} not read' if failed else ''}>"


def incident_tables(incidents: Sequence[Incident]) -> dict[str, Table]:
    """Incidents as tables: `incidents`, `origins`, `reports`, `merges`."""
    made: list[tuple[str, Any]] = _native.incident_tables([incident.to_json() for incident in incidents])
    return {name: Table(name, table) for name, table in made}
