"""Measures the command, the wheel and Spark on one set of web archives: `scores/python.md` tells what came out.

    python measure.py FOLDER [--megabytes 25] [--archives 4] [--only command,wheel,rows,spark]

Makes the archives in FOLDER if they are not there. DATELINE names the command. Every run is a session of processes of its own;
its CPU seconds are those of all of them, for on a shared machine only these mean something.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")

COUNT = """
import sys, dateline
documents = sentences = events = 0
for batch in dateline.batches(sys.argv[1:], jobs=2):
    documents += len(batch)
    events += len(batch.events)
    sentences += sum(len(reading.sentences) for reading in batch.readings())
print(documents, "documents,", sentences, "sentences,", events, "events")
"""
WHEEL = """
import sys, dateline
for batch in dateline.batches(sys.argv[1:], jobs=2):
    batch.events.__arrow_c_stream__()
"""
MANY = """
import sys, dateline
print(dateline.read_many(sys.argv[1:], jobs=2))
"""
ROWS = """
import sys, concurrent.futures as c, dateline.spark as s
def work(path): return sum(batch.num_rows for batch in s.rows_of(path))
with c.ProcessPoolExecutor(2) as pool: print(sum(pool.map(work, sys.argv[1:])), "rows")
"""
SPARK = f"""
import os, sys, time
sys.path.insert(0, {str(HERE / "spark")!r})
os.environ["PYSPARK_PYTHON"] = sys.executable
from pyspark.sql import SparkSession
import read_job, incidents_job
start = time.time()
spark = (SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "4").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
spark.range(1).count()
ready = time.time()
out, what, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
if what == "read":
    read_job.read(spark, paths, out)
elif what == "incidents":
    print(incidents_job.incidents(spark, out, buckets=4).count(), "incidents")
print(f"session {{ready - start:.1f}} s, job {{time.time() - ready:.1f}} s")
spark.stop()
"""
MERGE = """
import sys, time, pyarrow.parquet as pq, dateline
from dateline import _native
tellings = [t for t in pq.read_table(sys.argv[1], columns=["telling"])["telling"].to_pylist() if t]
start = time.process_time()
print(len(_native.merge(tellings)), f"incidents of {len(tellings)} documents, merged in {time.process_time() - start:.2f} CPU seconds")
"""


def usage(session: int) -> tuple[dict[int, float], int]:
    """CPU seconds of each process of a session, and kilobytes of memory of all."""
    seconds, memory = {}, 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = pathlib.Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                seconds[int(entry.name)] = sum(map(int, fields[11:13])) / TICKS
                memory += int(fields[21]) * 4
    return seconds, memory


def measured(name: str, command: list[str]) -> None:
    start = time.perf_counter()
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    before = os.times()
    last: dict[int, float] = {}
    most = 0
    while process.poll() is None:
        seconds, memory = usage(process.pid)
        last |= seconds
        most = max(most, memory)
        time.sleep(0.2)
    wall = time.perf_counter() - start
    after = os.times()
    waited = after.children_user + after.children_system - before.children_user - before.children_system
    # A leader that waited for all its children has the whole sum; a cluster's workers are nobody's children.
    cpu = max(waited, sum(last.values()))
    told = process.stdout.read().strip() if process.stdout else ""
    print(f"{name}: {wall:.1f} s wall, {cpu:.1f} CPU seconds, {most / 1024:.0f} MB at most, code {process.returncode}; {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--megabytes", default="25")
    parser.add_argument("--archives", type=int, default=4)
    parser.add_argument("--only", default="count,command,wheel,many,rows,spark,merge")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for seed in range(1, args.archives + 1):
        path = args.folder / f"{seed}.warc.gz"
        if not path.exists():
            command = [sys.executable, str(HERE / "../../tools/make_warc.py"), str(path), "--megabytes", args.megabytes]
            command += ["--seed", str(seed), "--stories", "001-019", "--since", "2024-03-01", "--days", "60"]
            subprocess.run(command, check=True)
        paths.append(str(path))
    rows = str(args.folder / "rows")
    python = [sys.executable, "-c"]
    runs = {
        "count": [*python, COUNT, *paths],
        "command": [os.environ.get("DATELINE", "dateline"), "read", *paths, "-q", "--jobs", "2", "--format", "jsonl", "-o", "/dev/null"],
        "wheel": [*python, WHEEL, *paths],
        "many": [*python, MANY, *paths],
        "rows": [*python, ROWS, *paths],
        "spark": [*python, SPARK, rows, "read", *paths],
        "session": [*python, SPARK, rows, "nothing", *paths],
        "merge": [*python, MERGE, rows],
        "incidents": [*python, SPARK, rows, "incidents", *paths],
    }
    for name in args.only.split(","):
        measured(name, runs[name])


if __name__ == "__main__":
    main()
