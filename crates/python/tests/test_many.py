"""Many documents: tables for pandas, polars, pyarrow and duckdb; files; failures; incidents."""

from __future__ import annotations

import datetime
import http.server
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import dateline
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest


@pytest.fixture(scope="module")
def tables(stories: list[dict[str, str]]) -> dateline.Tables:
    return dateline.read_many(stories)


def test_all_that_know_arrow_take_the_same_rows(tables: dateline.Tables) -> None:
    arrow = pa.table(tables.events)
    polars = pl.DataFrame(tables.events)
    pandas = tables.events.to_pandas()
    events = tables.events
    duck = duckdb.sql("select * from events").fetchall()
    assert arrow.num_rows == len(polars) == len(pandas) == len(duck) == len(tables.events) > 2
    assert arrow.column_names == polars.columns == list(pandas.columns) == tables.events.columns
    quotes = arrow["quote"].to_pylist()
    assert quotes == polars["quote"].to_list() == pandas["quote"].tolist()
    assert quotes == [row[arrow.column_names.index("quote")] for row in duck] and events is not None
    assert quotes == [event.quote() for reading in tables.readings() for event in reading.events]


def test_types_days_lists_and_nothing_arrive(tables: dateline.Tables) -> None:
    schema = pa.table(tables.events).schema
    assert schema.field("published").type == pa.date32()
    assert pa.types.is_list(schema.field("actors").type)
    assert pa.types.is_floating(schema.field("latitude").type)
    assert schema.field("plover").metadata[b"description"]
    row = pl.DataFrame(tables).row(0, named=True)
    assert row["published"] == datetime.date(2024, 5, 8)
    assert row["actors"] == ["Rebels"]
    assert row["earliest"] == datetime.date(2024, 5, 6)
    assert str(tables.events.to_pandas()["published"].dtype).startswith("datetime64")
    figures = pl.DataFrame(tables.figures)
    at_least = figures.filter(pl.col("lower") == 12)
    assert at_least["upper"].to_list() == [None], "at least 12 has no upper bound"


def test_every_table_is_there_and_none_is_missed(tables: dateline.Tables) -> None:
    assert [t.name for t in tables][:4] == ["events", "documents", "claims", "figures"]
    assert len(tables.documents) == len(tables) == 4
    assert len(tables.claims) >= 4 and len(tables.spans) > 0
    assert "4 documents" in repr(tables) and repr(tables.events).startswith("<Table events: ")
    with pytest.raises(KeyError, match="there is no table `event`; there are events, documents"):
        tables["event"]
    nothing = dateline.read_many([])
    assert (len(nothing), len(nothing.events)) == (0, 0) and pl.DataFrame(nothing).columns == tables.events.columns


def test_a_file_gives_what_the_command_gives(jsonl: pathlib.Path, stories: list[dict[str, str]]) -> None:
    tables = dateline.read_many(jsonl)
    assert [r.document.key for r in tables.readings()] == ["a", "b", "c", "d"]
    first = next(iter(tables.readings()))
    assert first.document.citation is not None and first.document.citation.line == 1
    assert [(f.line, f.input) for f in tables.failures] == [(5, str(jsonl)), (6, str(jsonl))]
    assert "`text` is no text" in tables.failures[0].message
    plain = dateline.read_many(stories)
    assert [[e.quote() for e in r.events] for r in tables.readings()] == [
        [e.quote() for e in r.events] for r in plain.readings()
    ]


def test_one_document_beyond_its_limits_costs_its_neighbours_nothing(tmp_path: pathlib.Path) -> None:
    slow = "The army attacked Aleppo and rebels shelled Idlib. " * 30_000
    inputs = [{"id": "a", "text": "Rebels left."}, {"id": "slow", "text": slow}, {"id": "c", "text": "Rebels shelled Idlib."}]
    news = tmp_path / "news.jsonl"
    news.write_text("\n".join(json.dumps(item) for item in inputs))
    given: list[Any] = [inputs, news]
    for one in given:
        for jobs in (1, 2):
            tables = dateline.read_many(one, time_limit=1, jobs=jobs)
            assert [r.document.key for r in tables.readings()] == ["a", "c"]
            (failure,) = tables.failures
            assert failure.message.endswith("took longer than 1 s, the limit of time_limit")
            assert failure.input == "slow" or failure.line == 2
        cut = dateline.read_many(one, max_words=50)
        assert [r.document.key for r in cut.readings()] == ["a", "slow", "c"] and not cut.failures
        noted = [[n.code for n in r.notes if n.code == "too-many-words"] for r in cut.readings()]
        assert noted == [[], ["too-many-words"], []]


def test_data_frames_are_taken_for_their_rows(stories: list[dict[str, str]], tables: dateline.Tables) -> None:
    expected = pa.table(tables.events).to_pylist()
    frame = pd.DataFrame(stories)
    frame["published"] = pd.to_datetime(frame["published"])
    assert pa.table(dateline.read_many(frame).events).to_pylist() == expected
    assert pa.table(dateline.read_many(pl.DataFrame(stories)).events).to_pylist() == expected
    assert pa.table(dateline.read_many(pa.Table.from_pylist(stories)).events).to_pylist() == expected
    renamed = frame.rename(columns={"text": "body", "published": "day", "source": "outlet"})
    columns = {"text": "body", "published": "day"}
    assert pa.table(dateline.read_many(renamed, columns=columns).events).to_pylist() == expected


def test_the_number_of_threads_changes_nothing(stories: list[dict[str, str]]) -> None:
    many = [{**story, "id": f"{story['id']}{n}"} for n in range(40) for story in stories]
    one, four = (dateline.read_many(many, jobs=jobs) for jobs in (1, 4))
    assert [r.to_json() for r in one.readings()] == [r.to_json() for r in four.readings()]
    sizes = [len(batch) for batch in dateline.batches(many, jobs=1)]
    assert sizes == [32] * 5, "batches are small, so that memory is bounded"


def test_what_cannot_be_read_is_told_and_stops_nothing(tmp_path: pathlib.Path) -> None:
    inputs: list[Any] = [
        tmp_path / "gone.txt",
        {"body": "Rebels left."},
        {"text": "Rebels left.", "published": "soon"},
        {"text": None},
        {"text": "Rebels\0left."},
        17,
        "Rebels left the town.\nResidents said so.",
        tmp_path,
        {"text": "Rebels shelled Omdurman.", "published": float("nan")},
    ]
    tables = dateline.read_many(inputs)
    assert len(tables) == 1 and len(tables.events) == 1
    messages = [failure.message for failure in tables.failures]
    assert len(messages) == 8
    for message, words in zip(
        messages,
        ["No such file", "there is no `text`", "`published` is `soon`", "there is no `text`", "byte 6 is NUL",
         "a int is no input", "this is no path", "there are no files in this folder"],
        strict=True,
    ):  # fmt: skip
        assert words in message
    with pytest.raises(TypeError, match="a int holds no inputs"):
        dateline.read_many(5)
    with pytest.raises(ValueError, match="there is no format `word`"):
        dateline.read_many([], format="word")
    with pytest.raises(ValueError, match="there is no such field; fields are id, text"):
        dateline.read_many([], columns={"body": "text"})


def test_an_error_of_the_callers_own_iterator_is_the_callers() -> None:
    def broken() -> Iterator[dict[str, str]]:
        yield {"text": "Rebels left."}
        raise RuntimeError("the crawler broke")

    with pytest.raises(RuntimeError, match="the crawler broke"):
        dateline.read_many(broken())


def test_folders_open_files_and_addresses_are_read(tmp_path: pathlib.Path, stories: list[dict[str, str]]) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text(stories[0]["text"])
    (tmp_path / ".hidden").write_text("Rebels left.")
    assert [r.text for r in dateline.read_many(tmp_path).readings()] == [stories[0]["text"]]
    opened = io.BytesIO(json.dumps(stories[1]).encode())
    assert [r.document.key for r in dateline.read_many([opened], format="jsonl").readings()] == ["b"]

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(tmp_path))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/sub"
        tables = dateline.read_many([f"{address}/a.txt", f"{address}/gone.txt"])
        server.shutdown()
    assert len(tables) == 1 and "404" in tables.failures[0].message


def test_web_archives_are_read_page_by_page(archives: list[pathlib.Path]) -> None:
    tables = dateline.read_warc(archives)
    assert len(tables) > 40 and len(tables.events) > 200
    assert tables.failures, "the archives have damage in them"
    assert all(r.document.url and r.document.published for r in tables.readings())
    one = next(tables.readings())
    assert one.document.citation is not None and (one.document.citation.record or "").startswith("urn:uuid")


def test_incidents_keep_both_tolls(tables: dateline.Tables, stories: list[dict[str, str]]) -> None:
    found = dateline.incidents(tables)
    both = next(i for i in found if len(i.reports) == 2)
    assert (both.plover, both.earliest) == ("ASSAULT", datetime.date(2024, 5, 6))
    assert both.grades["harm"] == "figures-differ" or both.grades["harm"] == "compatible"
    assert {r["outlet"] for r in both.reports} == {"Courier", "Herald"}
    assert dateline.incidents(stories) == found
    made = dateline.incident_tables(found)
    assert set(made) == {"incidents", "origins", "reports", "merges"}
    assert len(made["incidents"]) == len(found) and len(pl.DataFrame(made["reports"])) >= 3
    with pytest.raises(ValueError, match="decision 1: "):
        log = pathlib.Path(os.devnull).parent / "shm" / f"decisions-{os.getpid()}"
        log.write_text("{}\n")
        try:
            dateline.incidents(tables, decisions=log)
        finally:
            log.unlink()


def test_a_record_of_the_command_is_opened(tmp_path: pathlib.Path, jsonl: pathlib.Path, command: str | None) -> None:
    with pytest.raises(FileNotFoundError):
        dateline.open_record(tmp_path / "gone.db")
    other = tmp_path / "other.db"
    other.write_bytes(b"this is no database, only some bytes that are long enough" * 20)
    with pytest.raises(ValueError):
        dateline.open_record(other)
    if command is None:
        pytest.skip("no `dateline` command of these versions: set DATELINE")
    record = tmp_path / "war.db"
    subprocess.run([command, "add", jsonl, "--record", record, "-q"], check=False)
    kept = dateline.open_record(record)
    fresh = dateline.read_many(jsonl)
    quotes = {r.document.key: [e.quote() for e in r.events] for r in kept.readings()}
    assert quotes == {r.document.key: [e.quote() for e in r.events] for r in fresh.readings()}
    assert len(kept.incidents()) == len(fresh.incidents())


def test_the_command_reads_the_same(tmp_path: pathlib.Path, archives: list[pathlib.Path], command: str | None) -> None:
    if command is None:
        pytest.skip("no `dateline` command of these versions: set DATELINE")
    out = subprocess.run([command, "read", *archives, "-q", "--format", "jsonl"], check=False, capture_output=True, text=True)
    records = [reading.to_json() for reading in dateline.read_warc(archives).readings()]
    assert out.stdout.splitlines() == records
    lines = tmp_path / "records.jsonl"
    merged = subprocess.run([command, "incidents", *archives, "-q", "--format", "jsonl", "-o", lines], check=False)
    assert merged.returncode in (0, 3)
    assert lines.read_text().splitlines() == [i.to_json() for i in dateline.incidents(dateline.read_warc(archives))]


SLOW = """
import itertools, sys, dateline
dateline.read("Rebels left.")
story = {"text": "Rebels shelled Omdurman on Monday, residents said. " * 40}
try:
    print("reading", flush=True)
    for batch in dateline.batches(itertools.repeat(story)):
        pass
except KeyboardInterrupt:
    print("stopped", flush=True)
    sys.exit(3)
"""


def test_ctrl_c_stops_a_run() -> None:
    run = subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None and run.stdout.readline() == "reading\n"
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=60)
    assert (run.returncode, out) == (3, "stopped\n")


def test_a_forked_process_reads(stories: list[dict[str, str]]) -> None:
    """As Spark's workers and multiprocessing do it: after the parent has read with threads of its own."""
    expected = [r.to_json() for r in dateline.read_many(stories, jobs=2).readings()]
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            found = [r.to_json() for r in dateline.read_many(stories, jobs=2).readings()]
            os.write(writer, b"same" if found == expected else b"differs")
        finally:
            os._exit(0)
    os.close(writer)
    assert os.read(reader, 100) == b"same"
    os.waitpid(child, 0)
