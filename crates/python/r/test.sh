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
"$DATELINE" export CC-NEWS-*.warc.gz -q --incidents --format csv -o tables
"$DATELINE" export CC-NEWS-*.warc.gz -q --format geojson -o events.geojson
"$DATELINE" export --record war.db -q --format sqlite --show-names --precise --quotes full -o copy.db
# The recipe is what the page shows, and nothing else.
awk '/^```r$/ {on = 1; next} /^```/ {on = 0} on' "$here/../../../docs/r.md" >recipe.R
cat >>recipe.R <<'R'
stopifnot(
  nrow(events) > 100, nrow(weekly) > 10, inherits(events$published, "Date"), is.character(events$cameo),
  all(file.exists("weekly.png", "map.png", "places.geojson")), nrow(points) >= 5,
  nrow(st_read("places.geojson", quiet = TRUE)) == nrow(points),
  nrow(table_of) > 50, any(table_of$reports > 1), "figures-differ" %in% table_of$harm, nrow(figures) > 50,
  # What is exported is what is read: the same events, the same places but for the cells, the same weeks in the file.
  nrow(tables$events) == nrow(events), identical(sort(tables$events$plover), sort(events$plover)),
  inherits(tables$events$earliest, "Date"), is.character(tables$events$cameo), is.logical(tables$figures$approximate),
  all(tables$figures$event_id[!is.na(tables$figures$event_id)] %in% tables$events$event_id),
  all(tables$events$incident_id[!is.na(tables$events$incident_id)] %in% tables$incidents$incident_id),
  nrow(dead) > 50, all(dead$point >= 0, na.rm = TRUE), nrow(by_place) >= 5,
  nrow(told) == nrow(events), st_crs(told)$epsg == 4326, sum(cells$event_id) == nrow(placed), nrow(cells) >= 5,
  file.exists("export-map.png"), nrow(weeks) > 5,
  # The file has the days of the words; the tables leave the side open that "by then" or "since" leaves open.
  sum(weeks$events) == with(tables$events, sum(status == "reported" & !(is.na(earliest) & is.na(latest)))),
  any(grepl("rapid-support|rsf", dyads$actor, ignore.case = TRUE)), sum(grepl("^sdn", dyads$actor)) > 10
)
cat("the recipe holds\n")
R
Rscript --vanilla recipe.R
