"""Reads web archives (or any files that `dateline read` takes) on a cluster.

    spark-submit read_job.py --manifest paths.txt --out rows [--wave 64] [--tables events,claims]

`paths.txt` has one path or address a line. `rows` becomes Parquet, partitioned by input: one row a piece of input, as
`dateline.spark.ROWS` has the columns, errors as rows with `status=error`. Inputs go out in waves, and a wave is there as a whole
or not at all. A run again reads only what is not there yet, and inputs that could not be opened; `--tables` then writes tables
made of all the rows, without reading any input again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

import dateline.spark as workers
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.utils import AnalysisException


def configured(spark: SparkSession) -> SparkSession:
    """With the settings that the jobs rest on."""
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    # A path such as 2024 is a text, too.
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    # Rows hold texts: a batch of ten thousand, which is Spark's own choice, may outgrow an Arrow column.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "512")
    return spark


def kept(spark: SparkSession, out: str) -> DataFrame | None:
    """The rows that are there already."""
    try:
        return spark.read.parquet(out)
    except AnalysisException:
        return None


def done(rows: DataFrame | None) -> set[str]:
    """Inputs that need not be read again. One that could not be opened has an error that cites no bytes."""
    if rows is None:
        return set()
    unread = (f.col("status") == "error") & f.col("length").isNull()
    whole = rows.groupBy("input").agg(f.max(unread.cast("int")).alias("unread")).where("unread = 0")
    return {row.input for row in whole.select("input").collect()}


def read(spark: SparkSession, paths: Iterable[str], out: str, wave: int = 64) -> int:
    """Reads what is not in `out` yet; says how many inputs that were."""
    configured(spark)
    there = done(kept(spark, out))
    todo = [path for path in dict.fromkeys(paths) if path not in there]
    for start in range(0, len(todo), wave):
        some = todo[start : start + wave]
        # One path a task: the round robin of one partition gives each task one.
        inputs = spark.createDataFrame([(path,) for path in some], "path string").coalesce(1).repartition(len(some))
        rows = inputs.mapInArrow(workers.process_paths, workers.ROWS)
        rows.write.mode("overwrite").partitionBy("input").parquet(out)
    return len(todo)


def table(spark: SparkSession, out: str, name: str) -> DataFrame:
    """A table of all documents that were read: events, claims, figures, statements, spans, documents."""
    configured(spark)
    records = spark.read.parquet(out).where("status = 'ok'").select("record")
    return records.mapInArrow(workers.tables(name), from_arrow_schema(workers.schema_of(name)))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", required=True, help="a file of paths or addresses, one a line")
    parser.add_argument("--out", required=True, help="where the rows go")
    parser.add_argument("--wave", type=int, default=64, help="inputs that are written together")
    parser.add_argument("--tables", default="", help="tables to write beside: events,claims,…")
    args = parser.parse_args(arguments)
    spark = SparkSession.builder.appName("dateline read").getOrCreate()
    manifest = [row.value.strip() for row in spark.read.text(args.manifest).collect()]
    count = read(spark, [path for path in manifest if path and not path.startswith("#")], args.out, args.wave)
    for name in filter(None, args.tables.split(",")):
        table(spark, args.out, name).write.mode("overwrite").parquet(f"{args.out.rstrip('/')}-{name}")
    print(f"{count} inputs read")
    spark.stop()


if __name__ == "__main__":
    main()
