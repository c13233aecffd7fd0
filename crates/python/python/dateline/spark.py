"""What Spark's workers run: for `mapInArrow` and `applyInArrow`. Nothing here imports pyspark; pyarrow must be there.

Paths go in and results come out, so no page crosses the JVM. `crates/python/spark` holds the jobs that use this, and tells how
the parts fit together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from . import Coder, _default, _inputs, _native

ROWS = (
    "input string, ordinal bigint, status string, error string, offset bigint, length bigint, line bigint, "
    "warc_record string, document_id string, document_key string, source string, url string, title string, "
    "published date, language string, sentences int, events int, record string, telling string"
)
"""Columns of `process_paths`: one row a piece of input. `status` is ok, error (see `error`), or empty for an input that holds
nothing. `record` is the published record as JSON, `telling` what merging needs of it. Of an input that could not be opened, or
that broke off for a reason of its own, the row has no `length`."""

CELLS = "cell string, telling string"
"""Columns of `cells`."""

BONDS = "name string, deed bigint, other bigint"
"""Columns of `bonds`."""

PAIRS = "a bigint, b bigint"
"""Columns of `meet`."""

NAMES = "name string, guid string, telling string"
"""Columns of `names`."""

INCIDENTS = (
    "id string, status string, plover string, earliest date, latest date, country string, reports int, record string"
)
"""Columns of `merge`."""

PER_BATCH = 512
"""Documents of a batch of results, roughly."""


def _schema(ddl: str) -> pa.Schema:
    kinds = {"string": pa.string(), "bigint": pa.int64(), "int": pa.int32(), "date": pa.date32()}
    pairs = (column.split() for column in ddl.split(", "))
    return pa.schema([(name, kinds[kind]) for name, kind in pairs])


def rows_of(path: str, coder: Coder | None = None, jobs: int = 1) -> Iterator[pa.RecordBatch]:
    """What is read of an input, as rows of `ROWS`. Trouble of any kind is a row."""
    schema = _schema(ROWS)
    done = 0
    try:
        run = (coder or _default())._run([path], jobs=jobs)
        waiting: list[pa.RecordBatch] = []
        for batch in run:
            waiting.extend(pa.table(batch.rows()).cast(schema).to_batches())
            done += len(batch)
            if sum(one.num_rows for one in waiting) >= PER_BATCH:
                yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
                waiting = []
        if waiting:
            yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of ours is no Exception, and must not end the task
        row = {"input": path, "ordinal": done, "status": "error", "error": f"{type(error).__name__}: {error}"}
        yield pa.RecordBatch.from_pylist([row], schema=schema)


def process_paths(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """For `mapInArrow`: paths in the first column in, rows of `ROWS` out. One thread: Spark gives each core a task."""
    for batch in batches:
        for path in batch.column(0).to_pylist():
            yield from rows_of(path)


def schema_of(table: str) -> pa.Schema:
    """The columns of a table of documents (`events`, `claims`…) or of incidents (`incidents`, `origins`…)."""
    made = [*_native.record_tables([]), *_native.incident_tables([])]
    return pa.table(dict(made)[table]).schema.remove_metadata()


def tables(table: str) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """For `mapInArrow` with the schema of `schema_of`: records as JSON in the first column in, rows of a table out."""

    def made(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        schema = schema_of(table)
        of_incidents = table in dict(_native.incident_tables([]))
        make = _native.incident_tables if of_incidents else _native.record_tables
        for batch in batches:
            records = [record for record in batch.column(0).to_pylist() if record is not None]
            yield from pa.table(dict(make(records))[table]).replace_schema_metadata().cast(schema).to_batches()

    return made


def names(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """For `mapInArrow`: tellings in, rows of `NAMES` out."""
    for batch in batches:
        tellings = batch.column(0).to_pylist()
        found = [_native.cells(telling)[:2] for telling in tellings]
        rows = [
            {"name": name, "guid": guid or None, "telling": telling}
            for (name, guid), telling in zip(found, tellings, strict=True)
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=_schema(NAMES))


def cells(decisions: Sequence[str] = ()) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """For `mapInArrow`: tellings in, rows of `CELLS` out: a document in each area and week that it tells of."""

    def made(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            rows = [
                {"cell": cell, "telling": telling}
                for telling in batch.column(0).to_pylist()
                for cell in _native.cells(telling, list(decisions))[2]
            ]
            yield pa.RecordBatch.from_pylist(rows, schema=_schema(CELLS))

    return made


def bonds(decisions: Sequence[str] = ()) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """For `mapInArrow`: tellings in, rows of `BONDS` out: the deeds of a document, and what hangs together in it."""

    def made(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            rows: list[dict[str, Any]] = []
            for telling in batch.column(0).to_pylist():
                name, deeds, others = _native.bonds(telling, list(decisions))
                rows += [{"name": name, "deed": deed, "other": None} for deed in deeds]
                rows += [{"name": name, "deed": deed, "other": other} for deed, other in others]
            yield pa.RecordBatch.from_pylist(rows, schema=_schema(BONDS))

    return made


def meet(decisions: Sequence[str] = ()) -> Callable[[tuple[Any, ...], pa.Table], pa.Table]:
    """For `applyInArrow` on the groups of `CELLS` by cell: pairs of deeds that may be one, as rows of `PAIRS`."""

    def met(key: tuple[Any, ...], table: pa.Table) -> pa.Table:
        pairs = _native.meet(table.column("telling").to_pylist(), key[0].as_py(), list(decisions))
        columns = [[a for a, _ in pairs], [b for _, b in pairs]]
        return pa.Table.from_arrays([pa.array(column, pa.int64()) for column in columns], schema=_schema(PAIRS))

    return met


def components(pairs: pa.Table) -> pa.Table:
    """For each deed that a pair names, the part it belongs to: columns `deed` and `part`."""
    deeds, parts = _native.components(pairs.column(0).to_pylist(), pairs.column(1).to_pylist())
    return pa.table({"deed": pa.array(deeds, pa.int64()), "part": pa.array(parts, pa.int64())})


def merge(
    editions: Sequence[str] = (), owners: Mapping[str, str] | None = None, decisions: Sequence[str] = ()
) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """For `applyInArrow` on cogroups: documents (`telling`, `deeds`) beside pairs (`a`, `b`) of whole parts; incidents out, as
    rows of `INCIDENTS`."""
    import json

    def merged(documents: pa.Table, pairs: pa.Table) -> pa.Table:
        records = _native.merge_part(
            documents.column("telling").to_pylist(),
            list(editions),
            [deed for deeds in documents.column("deeds").to_pylist() for deed in deeds],
            pairs.column("a").to_pylist(),
            pairs.column("b").to_pylist(),
            dict(owners or {}),
            list(decisions),
        )
        rows = []
        for record in records:
            incident = json.loads(record)
            row = {name: incident[name] for name in ("id", "status", "plover")}
            row |= {name: _inputs.date(incident[name]) for name in ("earliest", "latest")}
            row |= {"country": (incident["place"] or {}).get("country"), "reports": len(incident["reports"])}
            rows.append({**row, "record": record})
        return pa.Table.from_pylist(rows, schema=_schema(INCIDENTS))

    return merged
