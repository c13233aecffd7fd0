"""Reads every export of `dateline` again with programs we did not write, and holds it against the published record.

    python test_exports.py BINARY STORIES WORK_FOLDER
"""
import contextlib
import csv
import json
import pathlib
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import traceback
import urllib.error
import urllib.parse
import urllib.request

import duckdb
import frictionless
import geopandas
import pandas
import pyarrow
import pyarrow.parquet

BINARY, STORIES, WORK = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
NAME = "Quorwen"
WIDE = ["--show-names", "--precise", "--quotes", "full"]


def dateline(*arguments, code=0, stdin=None):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, input=stdin)
    assert done.returncode == code, (arguments, done.returncode, done.stderr.decode())
    return done.stdout.decode()


def same(found, wanted, what):
    assert found == wanted, f"{what}: found {found!r}, wanted {wanted!r}"


failed = []


def test(function):
    name = function.__name__.replace("_", " ")
    try:
        function()
        print(f"ok    {name}")
    except Exception:
        failed.append(name)
        print(f"FAIL  {name}")
        traceback.print_exc()


# ---- what every format is held against
shutil.rmtree(WORK, ignore_errors=True)
WORK.mkdir(parents=True)
records = [json.loads(line) for line in dateline("read", STORIES).splitlines()]
events = [(d, e) for d in records for e in d["events"]]
assert len(records) == 8 and len(events) >= 12, (len(records), len(events))
record_lines = "\n".join(json.dumps(d, ensure_ascii=False) for d in records).encode()
texts = {json.loads(line)["id"]: json.loads(line)["text"] for line in open(STORIES, encoding="utf-8")}
DB = WORK / "war.db"
dateline("add", STORIES, "--record", DB)
dateline("incidents", "--record", DB)
for folder, arguments in [("csv", []), ("wide", WIDE)]:
    dateline("export", STORIES, "--incidents", "--format", "csv", "-o", WORK / folder, *arguments)
    dateline("export", STORIES, "--incidents", "--format", "parquet", "-o", WORK / f"{folder}.pq", *arguments)
package = json.loads((WORK / "wide/datapackage.json").read_text(encoding="utf-8"))
schemas = {r["name"]: r["schema"]["fields"] for r in package["resources"]}
EMPTY = dict(keep_default_na=False, na_values=[""])
TEXT = {"string": "str", "date": "str", "boolean": "boolean", "integer": "Int64", "number": "float64"}


def read_csv(path, name):
    return pandas.read_csv(path, dtype={f["name"]: TEXT[f["type"]] for f in schemas[name]}, **EMPTY)


def csv_has_the_events_of_the_record():
    table = read_csv(WORK / "wide/events.csv", "events")
    same(len(table), len(events), "rows")
    same(list(table.columns), [f["name"] for f in schemas["events"]], "columns")
    same(table["event_id"].nunique(), len(events), "distinct event_id")
    for row, (document, event) in zip(table.to_dict("records"), events):
        same(row["document_id"], document["document"]["id"], "document")
        same((row["plover"], row["cameo"], row["status"]), (event["plover"], event["cameo"], event["status"]), "codes")
        same(row["quote"], event["text"], "quotation")
        same(row["score"], event["score"], "score")
        text = texts[document["document"]["key"]]
        same(text[row["span_start"]:row["span_end"]], event["text"], "span into the text, in code points")
        same(text[row["trigger_start"]:row["trigger_end"]], row["trigger"], "trigger")
        place = event["place"] and document["mentions"][event["place"]["mention"]].get("place")
        same(None if pandas.isna(row["latitude"]) else row["latitude"], place["lat"] if place else None, "latitude")
        if event["time"]:
            edtf = document["mentions"][event["time"]["mention"]]["edtf"]
            same(None if pandas.isna(row["time"]) else row["time"], edtf, "time")
    unicode = table[table["document_key"] == "unicode"]
    assert (unicode["source"] == "صحيفة النيل").all() and len(unicode) >= 1
    raw = (WORK / "wide/events.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r\n" not in raw


def csv_cells_do_not_run():
    for path in (WORK / "wide").glob("*.csv"):
        for row in csv.reader(open(path, encoding="utf-8", newline="")):
            for cell in row:
                if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                    float(cell)
    table = read_csv(WORK / "wide/events.csv", "events")
    assert (table.loc[table["document_key"] == "goma-hospital", "source"] == "'=Lake Gazette").all()
    documents = read_csv(WORK / "wide/documents.csv", "documents")
    title = documents.loc[documents["document_key"] == "clash", "title"].iloc[0]
    same(title, "'-1 degrees and a clash", "a title that begins like a formula")


def the_data_package_is_valid():
    for folder in ["csv", "wide"]:
        report = frictionless.Package(str(WORK / folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "message"])[:10]
    for resource in package["resources"]:
        same(len(read_csv(WORK / "wide" / resource["path"], resource["name"])), resource["rows"], resource["name"])


def tables_join():
    connection = duckdb.connect()
    for table in schemas:
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{WORK}/wide.pq/{table}.parquet'")
    count = lambda sql: connection.execute(sql).fetchone()[0]
    same(count("SELECT count(*) FROM events JOIN claims USING (claim_id) JOIN documents ON events.document_name = documents.document_name"),
         len(events), "events with their claims and documents")
    same(count("SELECT count(*) FROM figures f WHERE event_id IS NOT NULL AND event_id NOT IN (SELECT event_id FROM events)"), 0, "lost figures")
    same(count("SELECT count(*) FROM spans s WHERE \"of\" NOT IN (SELECT event_id FROM events UNION SELECT claim_id FROM claims UNION SELECT statement_id FROM statements)"),
         0, "spans of nothing")
    same(count("SELECT count(*) FROM (SELECT unnest(event_ids) AS e FROM incidents) WHERE e NOT IN (SELECT event_id FROM events)"), 0, "incidents of nothing")
    same(count("SELECT count(DISTINCT incident_id) FROM events WHERE incident_id IS NOT NULL"), count("SELECT count(*) FROM incidents"), "incidents of events")
    both = connection.execute("SELECT reports, origins, killed_least, killed_most FROM incidents WHERE len(outlets) = 2").fetchall()
    assert both and both[0][:2] == (2, 2) and both[0][2:] == (12.0, None) or both[0][2:] == (12.0, 15.0), both


def parquet_says_what_csv_says():
    for table in schemas:
        loaded = pyarrow.parquet.read_table(WORK / f"wide.pq/{table}.parquet")
        plain = read_csv(WORK / f"wide/{table}.csv", table)
        same(loaded.num_rows, len(plain), f"rows of {table}")
        same(loaded.column_names, list(plain.columns), f"columns of {table}")
        kinds = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(), "boolean": pyarrow.bool_(), "date": pyarrow.date32()}
        for field in schemas[table]:
            column = loaded.schema.field(field["name"])
            lists = pyarrow.types.is_list(column.type)
            assert lists or column.type == kinds[field["type"]], (table, column)
            assert column.metadata[b"description"], column
            if lists:
                continue
            nulls = loaded[field["name"]].null_count
            empty = int(plain[field["name"]].isna().sum())
            # A text that is never null can be empty: CSV cannot tell the two apart.
            assert nulls == empty or not column.nullable and column.type == pyarrow.string(), (table, field["name"], nulls, empty)
            if field["type"] == "date":
                days = [None if pandas.isna(d) else d for d in plain[field["name"]]]
                same([d and d.isoformat() for d in loaded[field["name"]].to_pylist()], days, f"days of {table}.{field['name']}")
    events_table = pyarrow.parquet.read_table(WORK / "wide.pq/events.parquet")
    same(events_table["actors"].to_pylist(), [[r["text"] for r in e["actors"]] for _, e in events], "lists")
    about = json.loads(pyarrow.parquet.read_metadata(WORK / "wide.pq/events.parquet").metadata[b"dateline"])
    same((about["private_names"], about["places"], about["quotes"]), ("shown", "exact", "full"), "what the file says of itself")
    for folder in ["csv", "wide"]:
        assert b"snappy" in str(pyarrow.parquet.ParquetFile(WORK / f"{folder}.pq/events.parquet").metadata.row_group(0).column(0)).lower().encode()


def harm_is_left_out_unless_asked_for():
    for path in (WORK / "csv").glob("*"):
        assert NAME not in path.read_text(encoding="utf-8"), path
    for path in (WORK / "csv.pq").glob("*.parquet"):
        assert NAME not in json.dumps(pyarrow.parquet.read_table(path).to_pylist(), default=str), path
    assert NAME in (WORK / "wide/events.csv").read_text(encoding="utf-8")
    for name in ["acled", "ucdp-ged", "polecat", "icews", "plover", "phoenix", "jsonl", "webannotation", "geojson"]:
        assert NAME not in dateline("export", STORIES, "--format", name), name
    narrow, wide = (read_csv(WORK / f"{f}/events.csv", "events") for f in ("csv", "wide"))
    near = wide["where_prec"] < 3
    assert near.any() and (narrow.loc[near, "where_prec"] >= 3).all()
    assert (narrow.loc[near, "latitude"] != wide.loc[near, "latitude"]).all()
    assert ((narrow.loc[near, "latitude"] - wide.loc[near, "latitude"]).abs() <= 0.5).all()
    assert narrow.loc[near, "place_id"].str.startswith("cell:").all()
    hospital = narrow["recipients"].str.contains("hospital", na=False)
    same(hospital.sum(), 1, "hospitals")
    row = narrow[hospital].iloc[0]
    assert row["where_prec"] == 4 and row["place"] != "Goma", (row["where_prec"], row["place"])
    narrow_incidents, wide_incidents = (read_csv(WORK / f"{f}/incidents.csv", "incidents") for f in ("csv", "wide"))
    exact = wide_incidents["where_prec"] < 3
    assert exact.any() and (narrow_incidents.loc[exact, "where_prec"] >= 3).all()
    for name in ["brat", "conllu"]:
        dateline("export", STORIES, "--format", name, "-o", WORK / "refused", code=2)


def acled_has_its_columns():
    path = WORK / "acled.csv"
    dateline("export", STORIES, "--format", "acled", "-o", path, *WIDE)
    columns = ("event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,"
               "assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,"
               "geo_precision,source,source_scale,notes,fatalities,tags,timestamp").split(",")
    table = pandas.read_csv(path, **EMPTY)
    same(list(table.columns), columns + ["direction"], "columns")
    same(len(columns), 31, "columns of ACLED")
    assert table["event_id_cnty"].is_unique and len(table) >= 6
    assert pandas.to_datetime(table["event_date"], format="%Y-%m-%d").notna().any()
    types = {"Battles", "Protests", "Riots", "Explosions/Remote violence", "Violence against civilians", "Strategic developments"}
    assert set(table["event_type"]) <= types and set(table["disorder_type"]) <= {"Political violence", "Demonstrations", "Strategic developments"}
    shelled = table[(table["location"] == "Omdurman") & (table["source"] == "Nile Courier")].iloc[0]
    same((shelled["sub_event_type"], shelled["event_date"], shelled["time_precision"], shelled["country"], shelled["iso"]),
         ("Shelling/artillery/missile attack", "2024-05-06", 1, "Sudan", 729), "the shelling of Omdurman")
    assert table["admin2"].isna().all() and table["timestamp"].isna().all() and table["source_scale"].isna().all()
    assert (table["fatalities"].dropna() > 0).all()
    assert (WORK / "acled.csv.codebook.md").read_text(encoding="utf-8").count("| `timestamp` |") == 1


def ged_is_lethal_and_makes_nothing_up():
    path = WORK / "ged.csv"
    dateline("export", STORIES, "--format", "ucdp-ged", "-o", path, *WIDE)
    table = pandas.read_csv(path, **EMPTY)
    columns = ("id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,"
               "dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
               "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,"
               "priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,"
               "best,high,low,gwnoa,gwnob").split(",")
    same(list(table.columns), columns, "columns")
    same(len(columns), 49, "columns of GED")
    assert len(table) >= 2 and (table["best"] >= 1).all() and (table["low"] <= table["best"]).all()
    assert (table["high"].isna() | (table["high"] >= table["best"])).all()
    total = table[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]].sum(axis=1)
    assert (total == table["best"]).all()
    for column in ["relid", "conflict_new_id", "dyad_new_id", "side_a_new_id", "side_b_new_id", "conflict_dset_id", "active_year"]:
        assert table[column].isna().all(), column
    assert table["type_of_violence"].isin([1, 2, 3]).all() and table["where_prec"].dropna().between(1, 7).all()
    pandas.to_datetime(table["date_start"], format="%Y-%m-%d %H:%M:%S.%f")
    placed = table.dropna(subset=["latitude"])
    points = geopandas.GeoSeries.from_wkt(placed["geom_wkt"])
    assert ((points.x - placed["longitude"]).abs() < 1e-9).all() and ((points.y - placed["latitude"]).abs() < 1e-9).all()
    omdurman = table[table["source_office"] == "Nile Courier"].iloc[0]
    same((omdurman["best"], omdurman["low"], omdurman["deaths_civilians"]), (12, 12, 12), "at least 12 civilians")
    assert pandas.isna(omdurman["high"])


def polecat_icews_phoenix_load():
    for name, ending, width, header in [("polecat", "tsv", 40, True), ("icews", "tab", 20, True), ("phoenix", "txt", 26, False)]:
        path = WORK / f"{name}.{ending}"
        dateline("export", STORIES, "--format", name, "-o", path, *WIDE)
        table = pandas.read_csv(path, sep="\t", header=0 if header else None, dtype=str, quoting=csv.QUOTE_NONE, **EMPTY)
        same(table.shape[1], width, f"columns of {name}")
        lines = path.read_text(encoding="utf-8").splitlines()
        assert all(line.count("\t") == width - 1 for line in lines), name
        assert table.iloc[:, 0].is_unique, name
    polecat = pandas.read_csv(WORK / "polecat.tsv", sep="\t", dtype=str, quoting=csv.QUOTE_NONE, **EMPTY)
    same(list(polecat.columns)[:8] + list(polecat.columns)[-2:],
         ["Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Language", "Version"], "columns")
    assert {"ASSAULT", "CONSULT", "PROTEST"} <= set(polecat["Event Type"])
    assert (polecat["Quad Code"].isin(["VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"])).all()
    denied = polecat[polecat["Contexts"].str.contains("negation", na=False)]
    assert len(denied) >= 1, "a denied act is told as such"
    assert "صحيفة النيل" in set(polecat["Source"])


def gdelt_has_61_and_16_columns():
    folder = WORK / "gdelt"
    dateline("export", STORIES, "--format", "gdelt", "-o", folder, *WIDE)
    table = pandas.read_csv(folder / "export.CSV", sep="\t", header=None, dtype=str, quoting=csv.QUOTE_NONE, **EMPTY)
    mentions = pandas.read_csv(folder / "mentions.CSV", sep="\t", header=None, dtype=str, quoting=csv.QUOTE_NONE, **EMPTY)
    same((table.shape[1], mentions.shape[1]), (61, 16), "columns")
    assert table[0].is_unique and table[0].astype("int64").gt(0).all()
    assert table[29].isin(list("1234")).all() and (table[26].str[:2] == table[28]).all()
    assert set(mentions[0]) == set(table[0]), "every event is mentioned and nothing else is"
    same(mentions.groupby(0).size().sort_index().tolist(), table.set_index(0)[31].astype(int).sort_index().tolist(), "NumMentions")
    days = table[1].dropna()
    assert days.str.fullmatch(r"\d{8}").all() and table[59].dropna().str.fullmatch(r"\d{14}").all()
    sudan = table[table[53] == "SU"]
    assert len(sudan) >= 1 and sudan[51].isin(["4", "5", "1"]).all()
    same(table[60].dropna().str.startswith("http").sum() > 0, True, "addresses")


def geojson_and_geoparquet_agree():
    dateline("export", STORIES, "--format", "geojson", "-o", WORK / "e.geojson", *WIDE)
    dateline("export", STORIES, "--format", "geoparquet", "-o", WORK / "e.parquet", *WIDE)
    plain = geopandas.read_file(WORK / "e.geojson")
    columns = geopandas.read_parquet(WORK / "e.parquet")
    wide = read_csv(WORK / "wide/events.csv", "events")
    for table in (plain, columns):
        same(len(table), len(events), "features")
        same(int(table.geometry.isna().sum()), int(wide["latitude"].isna().sum()), "features without a place")
        here = table.geometry.notna()
        assert ((table.geometry[here].y - wide.loc[here, "latitude"]).abs() < 1e-9).all()
        assert ((table.geometry[here].x - wide.loc[here, "longitude"]).abs() < 1e-9).all()
        same(list(table["event_id"]), list(wide["event_id"]), "order")
    same((plain.crs.to_epsg(), columns.crs.to_string()), (4326, "OGC:CRS84"), "reference system")
    geo = json.loads(pyarrow.parquet.read_metadata(WORK / "e.parquet").metadata[b"geo"])
    same((geo["version"], geo["primary_column"]), ("1.1.0", "geometry"), "geo")
    same(len(geo["columns"]["geometry"]["bbox"]), 4, "bbox")
    raw = pyarrow.parquet.read_table(WORK / "e.parquet", columns=["geometry"])["geometry"].drop_null()[0].as_py()
    same((len(raw), struct.unpack("<BI", raw[:5])), (21, (1, 1)), "WKB")


def json_formats_parse():
    plover = [json.loads(line) for line in dateline("export", STORIES, "--format", "plover", *WIDE).splitlines()]
    same([e["type"] for e in plover], [e["plover"] for _, e in events], "PLOVER")
    same([len(e["actor"]) for e in plover], [len(e["actors"]) for _, e in events], "actors")
    again = [json.loads(line) for line in dateline("export", "-", "--format", "jsonl", *WIDE, stdin=record_lines).splitlines()]
    same(again, records, "records from a stream, whole")
    masked = [json.loads(line) for line in dateline("export", STORIES, "--format", "jsonl").splitlines()]
    same([len(d["events"]) for d in masked], [len(d["events"]) for d in records], "records, masked")
    same([e["span"] for d in masked for e in d["events"]], [e["span"] for _, e in events], "spans, masked")
    lengths = [(len(e["text"]), len(e["text"].encode())) for d in masked for e in d["events"]]
    same(lengths, [(len(e["text"]), len(e["text"].encode())) for _, e in events], "lengths of masked words")
    notes = [json.loads(line) for line in dateline("export", STORIES, "--format", "webannotation", *WIDE).splitlines()]
    by_digest = {d["document"]["id"]: texts[d["document"]["key"]] for d in records}
    assert len(notes) > len(events) and len({n["id"] for n in notes}) == len(notes)
    for note in notes:
        text = by_digest[note["target"]["state"]["cached"]]
        selectors = {s["type"]: s for s in note["target"]["selector"]}
        position, quote = selectors["TextPositionSelector"], selectors["TextQuoteSelector"]
        same(text[position["start"]:position["end"]], quote["exact"], "selectors")
        assert text[:position["start"]].endswith(quote["prefix"]) and text[position["end"]:].startswith(quote["suffix"])


def brat_offsets_are_code_points():
    folder = WORK / "brat"
    dateline("export", STORIES, "--format", "brat", "-o", folder, *WIDE)
    found = 0
    for path in folder.glob("*.ann"):
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        bound = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("T"):
                name, place, words = line.split("\t")
                kind, spans = place.split(" ", 1)
                pieces = [text[int(a):int(b)] for a, b in (span.split(" ") for span in spans.split(";"))]
                same(" ".join(pieces), words, "words")
                bound[name] = kind
            elif line.startswith("E"):
                found += 1
                for role in line.split("\t")[1].split(" "):
                    assert role.split(":")[1] in bound, line
    same(found, len(events), "events")
    same(len(list(folder.glob("*.txt"))), len(records), "texts")
    assert "[events]" in (folder / "annotation.conf").read_text()


def conllu_is_conllu():
    text = dateline("export", STORIES, "--format", "conllu", *WIDE)
    same(text, dateline("read", STORIES, "--format", "conllu"), "trees")
    assert all(line.count("\t") == 9 for line in text.splitlines() if line and not line.startswith("#"))


def a_record_exports_and_copies():
    dateline("export", "--record", DB, "--format", "csv", "-o", WORK / "record", *WIDE)
    table = read_csv(WORK / "record/events.csv", "events")
    connection = sqlite3.connect(f"file:{DB}?mode=ro", uri=True)
    count = lambda db, sql: db.execute(sql).fetchone()[0]
    same(len(table), count(connection, "SELECT count(*) FROM event_list WHERE current"), "events of the record")
    same(set(table["document_name"]) - {d for d, in connection.execute("SELECT digest FROM documents")}, set(), "documents are named as in the record")
    incidents = read_csv(WORK / "record/incidents.csv", "incidents")
    same(len(incidents), count(connection, "SELECT count(*) FROM incidents"), "incidents")
    copy = WORK / "copy.db"
    dateline("export", "--record", DB, "--format", "sqlite", "-o", copy, code=2)
    dateline("export", "--record", DB, "--format", "sqlite", "-o", copy, *WIDE)
    copied = sqlite3.connect(copy)
    same(copied.execute("PRAGMA integrity_check").fetchone()[0], "ok", "the copy")
    for table in ["documents", "events", "incidents", "mentions"]:
        same(count(copied, f"SELECT count(*) FROM {table}"), count(connection, f"SELECT count(*) FROM {table}"), table)


def what_changed_since_makes_the_old_export_new():
    db = WORK / "growing.db"
    lines = open(STORIES, encoding="utf-8").read().splitlines()
    first, second = WORK / "first.jsonl", WORK / "second.jsonl"
    first.write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    dateline("add", first, "--record", db)
    dateline("export", "--record", db, "--format", "csv", "-o", WORK / "snap/one", *WIDE)
    # The same page again, with another text: it takes the place of the first; and three new stories.
    newer = json.loads(lines[0])
    newer.update(id="omdurman-1b")
    second.write_text("\n".join(lines[4:] + [json.dumps(newer)]) + "\n", encoding="utf-8")
    dateline("add", second, "--record", db)
    whole, feed = WORK / "snap/whole", WORK / "snap/feed"
    dateline("export", "--record", db, "--format", "csv", "-o", whole, *WIDE)
    digest = json.loads((WORK / "snap/one/datapackage.json").read_text())["dateline"]["snapshot"]
    number = json.loads((WORK / "snap/one/datapackage.json").read_text())["dateline"]["change"]
    for since in [WORK / "snap/one", digest, number]:
        dateline("export", "--record", db, "--format", "csv", "-o", feed, "--since", since, *WIDE)
        old, changed, now = (read_csv(f / "events.csv", "events") for f in (WORK / "snap/one", feed, whole))
        deleted = read_csv(feed / "deleted.csv", "deleted")
        gone = deleted.loc[deleted["kind"] == "document", "id"]
        kept = old[~old["document_name"].isin(gone) & ~old["event_id"].isin(deleted["id"])]
        made = pandas.concat([kept, changed])
        same(sorted(made["event_id"]), sorted(now["event_id"]), f"old export and changes since {since}")
        assert 0 < len(changed) < len(now)
    dateline("export", "--record", db, "--format", "csv", "-o", feed, "--since", "2001-01-01")
    same(len(read_csv(feed / "events.csv", "events")), len(now), "everything since long ago")
    dateline("export", "--record", db, "--format", "csv", "-o", feed, "--since", "2999-01-01")
    same(len(read_csv(feed / "events.csv", "events")), 0, "nothing since the day after")
    dateline("export", "--record", db, "--format", "csv", "-o", feed, "--since", "sha256:0", code=66)
    dateline("export", "--record", db, "--format", "csv", "-o", feed, "--since", "lately", code=2)


def shards_are_apart_and_together_all():
    parts = [pandas.read_csv(_shard(i), **EMPTY)["event_id"] for i in (1, 2, 3)]
    together = pandas.concat(parts)
    same(sorted(together), sorted(read_csv(WORK / "wide/events.csv", "events")["event_id"]), "three shards")
    assert together.is_unique


def _shard(part):
    dateline("export", STORIES, "--format", "csv", "-o", WORK / f"shard{part}", "--shard", f"{part}/3")
    return WORK / f"shard{part}/events.csv"


def the_same_bytes_at_any_number_of_threads():
    for jobs in ("1", "4"):
        dateline("--jobs", jobs, "export", STORIES, "--incidents", "--format", "parquet", "-o", WORK / f"jobs{jobs}")
    for path in (WORK / "jobs1").iterdir():
        same(path.read_bytes(), (WORK / "jobs4" / path.name).read_bytes(), path.name)


@contextlib.contextmanager
def served(db):
    """The address of a server that shows a record, until it is told to end."""
    server = subprocess.Popen([BINARY, "serve", "--record", db, "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    try:
        told = server.stderr.readline()
        yield re.search(r"http://\S+", told)[0]
    finally:
        server.send_signal(signal.SIGTERM)
        same(server.wait(30), 0, "how the server ended")


def review(base, event, **fields):
    """What an analyst's browser sends when the form of an event is filled in."""
    with urllib.request.urlopen(f"{base}/events/{event}") as page:
        word = re.search(r'name="word" value="([^"]+)"', page.read().decode())[1]
    form = urllib.parse.urlencode({"word": word, "by": "A. Analyst", **fields}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{base}/events/{event}/review", form, {"Origin": base})) as answer:
        same(answer.status, 200, "the page after a review")


def what_people_decided_stands_in_every_export_that_can_hold_it():
    db, out = WORK / "reviewed.db", WORK / "reviewed"
    dateline("add", STORIES, "--record", db)
    dateline("incidents", "--record", db)
    files = {"csv": "csv", "parquet": "parquet", "geojson": "geojson", "geoparquet": "geo.parquet", "acled": "acled.csv", "polecat": "polecat.tsv",
             "icews": "icews.tab", "plover": "plover.jsonl", "phoenix": "phoenix.txt", "gdelt": "gdelt", "sqlite": "copy.db"}

    def export(folder):
        folder.mkdir(parents=True)
        for name, file in files.items():
            dateline("export", "--record", db, "--format", name, "-o", folder / file, *WIDE)

    export(out / "before")
    before = read_csv(out / "before/csv/events.csv", "events")
    assert before["decision"].isna().all()
    # Three shellings that everybody's shape has: one is right, one was bombing from the air elsewhere, one was none.
    chosen = before[(before["plover"] == "ASSAULT") & (before["status"] == "reported") & before["place"].notna() & before["actors"].notna()]
    right, amended, wrong = (chosen.iloc[i] for i in (0, 1, 2))
    numbers = dict(sqlite3.connect(db).execute("SELECT digest, id FROM documents"))
    at = lambda row: f"{numbers[row.document_name]}/{row.event}"
    with served(db) as base:
        review(base, at(right), verdict="accept", reason="As the ministry says it.")
        now = {"plover": "ASSAULT", "mode": "aerial", "status": "reported", "who": "Air force — القوات الجوية", "whom": amended.recipients or "",
               "place": "Elsewhere", "earliest": "2024-05-02", "latest": "2024-05-03"}
        review(base, at(amended), verdict="amend", reason="The film shows a jet; =not+a+formula", **now)
        review(base, at(wrong), verdict="reject", reason="A drill.")
        try:
            review(base, at(wrong), verdict="reject", reason="")
            raise AssertionError("a review without a reason was taken")
        except urllib.error.HTTPError as error:
            same(error.code, 400, "a review without a reason")
        with urllib.request.urlopen(f"{base}/api/v1/events/{at(amended)}") as answer:
            told = json.load(answer)
        same((told["coded_by"], told["review"], told["reviewed_by"], told["mode"]), ("person", "amend", "A. Analyst", "aerial"), "the API")
    export(out / "after")
    after = out / "after"
    tables = {"csv": read_csv(after / "csv/events.csv", "events"), "parquet": pandas.read_parquet(after / "parquet/events.parquet"),
              "geojson": geopandas.read_file(after / "geojson"), "geoparquet": geopandas.read_parquet(after / "geo.parquet")}
    for name, table in tables.items():
        same(len(table), len(before), f"rows of {name}: what was rejected stays, marked")
        rows = table.set_index("event_id")
        found = [rows.loc[row.event_id, "decision"] for row in (right, amended, wrong)]
        same(found, ["accept", "amend", "reject"], f"decisions in {name}")
        assert all("A. Analyst on 20" in rows.loc[row.event_id, "coded_by"] for row in (right, amended, wrong)), name
        others = rows.drop([row.event_id for row in (right, amended, wrong)])
        assert others["decision"].isna().all() and not others["coded_by"].str.contains("Analyst").any(), name
        row = rows.loc[amended.event_id]
        listed = (row["modes"], row["actors"]) if isinstance(row["modes"], str) else ("; ".join(row["modes"]), "; ".join(row["actors"]))
        same(listed, ("aerial", now["who"]), f"what was put right in {name}")
        same((row["place"], str(row["earliest"])[:10], str(row["latest"])[:10]), ("Elsewhere", "2024-05-02", "2024-05-03"), f"where and when in {name}")
        same(row["time"], "2024-05-02/2024-05-03", f"when as EDTF in {name}")
    # The shapes of others have no room for a word of people's: what is put right stands in place, what is rejected is not there.
    lines = lambda folder, file: (out / folder / file).read_text(encoding="utf-8").splitlines()
    for name in ("acled", "polecat", "icews", "plover", "phoenix"):
        assert 0 < len(lines("after", files[name])) < len(lines("before", files[name])), f"rows of {name}"
    assert 0 < len(lines("after", "gdelt/export.CSV")) < len(lines("before", "gdelt/export.CSV")), "rows of gdelt"
    plover = {e["id"]: e for e in map(json.loads, lines("after", files["plover"]))}
    assert wrong.event_id not in plover and {right.event_id, amended.event_id} <= set(plover)
    same(plover[amended.event_id]["mode"], ["aerial"], "the mode in plover")
    assert "A. Analyst" in plover[amended.event_id]["coder"] and "A. Analyst" not in str(plover[next(e for e in plover if e not in (right.event_id, amended.event_id))])
    acled = pandas.read_csv(after / files["acled"], **EMPTY)
    jets = acled[acled["location"] == "Elsewhere"]
    same((len(jets), jets.iloc[0]["sub_event_type"], jets.iloc[0]["actor1"]), (1, "Air/drone strike", now["who"]), "the amended row in acled")
    polecat = pandas.read_csv(after / files["polecat"], sep="\t", dtype=str, quoting=csv.QUOTE_NONE, **EMPTY)
    assert set(polecat.loc[polecat["Event Mode"] == "aerial", "Actor Name"]) >= {now["who"]}
    with contextlib.closing(sqlite3.connect(after / files["sqlite"])) as copy:
        kept = pandas.read_sql("SELECT verdict, by, reason FROM reviews ORDER BY id", copy)
        listed = pandas.read_sql("SELECT coded_by, review, count(*) AS n FROM event_list GROUP BY 1, 2", copy)
    same(list(kept["verdict"]), ["accept", "amend", "reject"], "reviews in the copy")
    same(set(listed["review"].dropna()), {"accept", "amend", "reject"}, "the list of events in the copy")
    same(list(kept["reason"])[1], "The film shows a jet; =not+a+formula", "a reason in the copy")
    # And a change feed brings them to who has the export of before.
    dateline("export", "--record", db, "--format", "csv", "-o", out / "feed", "--since", out / "before/csv", *WIDE)
    feed = read_csv(out / "feed/events.csv", "events")
    assert {right.event_id, amended.event_id, wrong.event_id} <= set(feed["event_id"])
    same(set(read_csv(out / "feed/deleted.csv", "deleted")["reason"]), {"reviewed"}, "why rows are replaced")


for function in [csv_has_the_events_of_the_record, csv_cells_do_not_run, the_data_package_is_valid, tables_join, parquet_says_what_csv_says,
                 harm_is_left_out_unless_asked_for, acled_has_its_columns, ged_is_lethal_and_makes_nothing_up, polecat_icews_phoenix_load,
                 gdelt_has_61_and_16_columns, geojson_and_geoparquet_agree, json_formats_parse, brat_offsets_are_code_points, conllu_is_conllu,
                 a_record_exports_and_copies, what_changed_since_makes_the_old_export_new, shards_are_apart_and_together_all,
                 the_same_bytes_at_any_number_of_threads, what_people_decided_stands_in_every_export_that_can_hold_it]:
    test(function)
if failed:
    sys.exit(f"{len(failed)} failed: {', '.join(failed)}")
print("all exports are read again")
