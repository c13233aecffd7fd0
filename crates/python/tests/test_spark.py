"""The jobs on a small cluster of their own: the same rows and incidents as on one machine."""

from __future__ import annotations

import json
import os
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import dateline
import dateline.spark as workers
import pyarrow as pa
import pytest

pytestmark = pytest.mark.spark
pyspark = pytest.importorskip("pyspark")
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "spark"))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    # Workers use `python3` from PATH unless they are told, and that one does not know dateline.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.executorEnv.PYTHONPATH", os.environ.get("PYTHONPATH", ""))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def plain(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return sorted(rows, key=lambda row: (row["input"], row["ordinal"]))


@pytest.fixture(scope="session")
def one_machine(archives: list[pathlib.Path]) -> list[dict[str, Any]]:
    batches = [batch for path in archives for batch in workers.rows_of(str(path), jobs=2)]
    return plain(pa.Table.from_batches(batches))


@pytest.fixture(scope="session")
def out(spark: Any, archives: list[pathlib.Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    import read_job

    out = str(tmp_path_factory.mktemp("rows") / "rows")
    gone = str(archives[0].parent / "gone.warc.gz")
    assert read_job.read(spark, [*map(str, archives), gone], out, wave=3) == 5
    return out


def test_rows_are_those_of_one_machine(spark: Any, out: str, one_machine: list[dict[str, Any]]) -> None:
    rows = plain(spark.read.parquet(out).select([f.name for f in workers._schema(workers.ROWS)]).toArrow())
    gone = [row for row in rows if row["input"].endswith("gone.warc.gz")]
    assert [(row["status"], row["length"]) for row in gone] == [("error", None)]
    assert "No such file" in gone[0]["error"]
    assert [row for row in rows if row not in gone] == one_machine
    states = {row["status"] for row in rows}
    assert states == {"ok", "error", "empty"}, "damage is a row, and so is an input that holds nothing"


def test_a_run_again_skips_what_is_there(spark: Any, out: str, archives: list[pathlib.Path]) -> None:
    import read_job

    files = {path: path.stat().st_mtime_ns for path in pathlib.Path(out).rglob("*.parquet")}
    gone = str(archives[0].parent / "gone.warc.gz")
    before = spark.read.parquet(out).count()
    assert read_job.read(spark, [*map(str, archives), gone], out) == 1, "only what could not be opened is tried again"
    after = {path: path.stat().st_mtime_ns for path in pathlib.Path(out).rglob("*.parquet")}
    untouched = [path for path in files if "gone" not in str(path)]
    assert untouched and all(after[path] == files[path] for path in untouched)
    assert spark.read.parquet(out).count() == before


def test_tables_are_those_of_one_machine(spark: Any, out: str, archives: list[pathlib.Path]) -> None:
    import read_job

    tables = dateline.read_warc(archives)
    for name in ("events", "figures"):
        found = read_job.table(spark, out, name).toArrow().to_pylist()
        expected = pa.table(tables[name]).to_pylist()
        assert len(found) == len(expected) > 20
        assert sorted(map(repr, found)) == sorted(map(repr, expected))


def test_incidents_are_those_of_one_machine(spark: Any, out: str, archives: list[pathlib.Path]) -> None:
    import incidents_job

    rows = incidents_job.incidents(spark, out, buckets=3).toArrow().to_pylist()
    expected = dateline.incidents(dateline.read_warc(archives))
    assert len(expected) > 50 and max(len(i.reports) for i in expected) > 3
    found = {row["id"]: row["record"] for row in rows}
    assert len(found) == len(rows) == len(expected)
    for incident in expected:
        assert json.loads(found[incident.id]) == incident.record
    first = rows[0]
    assert (first["plover"], first["reports"]) == tuple(
        json.loads(first["record"])[key] if key == "plover" else len(json.loads(first["record"])[key])
        for key in ("plover", "reports")
    )


def test_trouble_in_a_worker_is_a_row(monkeypatch: pytest.MonkeyPatch, archives: list[pathlib.Path]) -> None:
    class Broken:
        def _run(self, *_: object, **__: object) -> Any:
            raise MemoryError("no room")

    rows = [row for batch in workers.rows_of(str(archives[0]), coder=Broken()) for row in batch.to_pylist()]  # type: ignore[arg-type]
    assert [(row["status"], row["error"], row["length"]) for row in rows] == [("error", "MemoryError: no room", None)]
