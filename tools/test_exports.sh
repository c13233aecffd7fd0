#!/usr/bin/env bash
# Has every export read again by programs that we did not write: pandas, pyarrow, polars, geopandas, DuckDB, sqlite3, Frictionless.
# Fails if any does not load, or holds something else than the published record.
#
#     tools/test_exports.sh [BINARY]        the command to test; built with cargo if it is not given
#
# Makes a virtual environment of its own in a temporary folder; EXPORTS_VENV names one to keep and use again.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
binary=${1:-}
if [ -z "$binary" ]; then
  cargo build --release --manifest-path "$root/Cargo.toml" -p dateline-cli
  binary=${CARGO_TARGET_DIR:-$root/target}/release/dateline
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
venv=${EXPORTS_VENV:-$folder/venv}
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$root/tools/exports/requirements.txt"
fi
"$venv/bin/python" "$root/tools/exports/test_exports.py" "$binary" "$root/tools/exports/stories.jsonl" "$folder/work"
