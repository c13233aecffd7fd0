#!/usr/bin/env bash
# Runs the R of docs/r.md against the made-up news of the lesson:  test.sh PYTHON FOLDER, with DATELINE naming the command.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=$1 folder=$2
: "${DATELINE:?names the command}"
mkdir -p "$folder"
cd "$folder"
"$python" "$here/../lesson/made_up.py" . >/dev/null
"$DATELINE" read CC-NEWS-*.warc.gz -q -o events.csv
"$DATELINE" read CC-NEWS-*.warc.gz -q -o records.jsonl
"$DATELINE" incidents CC-NEWS-*.warc.gz -q --format jsonl -o incidents.jsonl
"$DATELINE" add CC-NEWS-*.warc.gz -q --record war.db
# The recipe is what the page shows, and nothing else.
awk '/^```r$/ {on = 1; next} /^```/ {on = 0} on' "$here/../../../docs/r.md" >recipe.R
cat >>recipe.R <<'R'
stopifnot(
  nrow(events) > 100, nrow(weekly) > 10, inherits(events$published, "Date"), is.character(events$cameo),
  all(file.exists("weekly.png", "map.png", "places.geojson")), nrow(points) >= 5,
  nrow(st_read("places.geojson", quiet = TRUE)) == nrow(points),
  nrow(table_of) > 50, any(table_of$reports > 1), "figures-differ" %in% table_of$harm, nrow(figures) > 50,
  any(grepl("rapid-support|rsf", dyads$actor, ignore.case = TRUE)), sum(grepl("^sdn", dyads$actor)) > 10
)
cat("the recipe holds\n")
R
Rscript --vanilla recipe.R
