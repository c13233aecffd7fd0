"""Groups the reports of all documents that `read_job.py` read into incidents, on a cluster: the same incidents as
`dateline incidents` makes of the same inputs on one machine.

    spark-submit incidents_job.py --rows rows --out incidents [--buckets 200] [--owners owners.toml] [--decisions log.jsonl]

1. Every document goes to the cells that its deeds stand in, an area and a week each; a deed that may be of two weeks goes to
   both. In a cell deeds that may be one are paired (`applyInArrow`), and pairs found in two cells are kept once.
2. Deeds that pairs connect, even over others, are a part. Numbers of 64 bits are all that the driver sees of them.
3. Whole parts go to buckets, each with the documents that tell of it, and become incidents (`applyInArrow` again).
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence

import dateline.spark as workers
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from read_job import configured


def incidents(
    spark: SparkSession,
    rows: str,
    buckets: int = 200,
    owners: Mapping[str, str] | None = None,
    decisions: Sequence[str] = (),
) -> DataFrame:
    """Incidents of all rows: columns as in `dateline.spark.INCIDENTS`."""
    configured(spark)
    told = spark.read.parquet(rows).where("status = 'ok'").select("telling")
    # A document that stands in two archives is one.
    documents = told.mapInArrow(workers.names, workers.NAMES).dropDuplicates(["name"]).persist()
    editions = [row.telling for row in documents.where("guid is not null").select("telling").collect()]
    tellings = documents.select("telling")
    bonds = tellings.mapInArrow(workers.bonds(decisions), workers.BONDS).persist()
    cells = tellings.mapInArrow(workers.cells(decisions), workers.CELLS)
    met = cells.groupBy("cell").applyInArrow(workers.meet(decisions), workers.PAIRS)
    pairs = met.dropDuplicates(["a", "b"]).persist()
    hanging = bonds.where("other is not null").select(f.col("deed").alias("a"), f.col("other").alias("b"))
    parts = spark.createDataFrame(workers.components(pairs.unionByName(hanging).toArrow()))
    # What nothing connects is a part by itself.
    part = f.coalesce(f.col("part"), f.col("deed"))
    bucket = f.pmod(part, f.lit(buckets)).alias("bucket")
    deeds = bonds.where("other is null").join(parts, "deed", "left").select(bucket, "name", "deed")
    whole = deeds.groupBy("bucket", "name").agg(f.collect_list("deed").alias("deeds")).join(documents, "name")
    inside = pairs.join(parts, f.col("a") == f.col("deed")).select(f.pmod("part", f.lit(buckets)).alias("bucket"), "a", "b")
    left = whole.select("bucket", "telling", "deeds").groupBy("bucket")
    made = left.cogroup(inside.groupBy("bucket"))
    return made.applyInArrow(workers.merge(editions, owners, decisions), workers.INCIDENTS)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", required=True, help="what read_job.py wrote")
    parser.add_argument("--out", required=True, help="where the incidents go")
    parser.add_argument("--buckets", type=int, default=200, help="groups that are merged side by side")
    parser.add_argument("--owners", help="who owns which outlet: a TOML table")
    parser.add_argument("--decisions", help="a log of `dateline decide`")
    args = parser.parse_args(arguments)
    owners, decisions = {}, []
    if args.owners:
        with open(args.owners, "rb") as file:
            owners = tomllib.load(file)
    if args.decisions:
        with open(args.decisions, encoding="utf-8") as log:
            decisions = [line for line in log if line.strip()]
    spark = SparkSession.builder.appName("dateline incidents").getOrCreate()
    found = incidents(spark, args.rows, args.buckets, owners, decisions)
    found.write.mode("overwrite").parquet(args.out)
    print(f"{spark.read.parquet(args.out).count()} incidents")
    spark.stop()


if __name__ == "__main__":
    main()
