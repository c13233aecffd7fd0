#!/usr/bin/env bash
# Measures a server by wrk: every page for some seconds, its 95th percentile; then all of them together for a minute.
#   tools/measure_serve.sh http://127.0.0.1:8700 [SECONDS] [CONNECTIONS]
# The record is that of `cargo run --release -p dateline-serve --example fill -- big.db 200000`, the server one of
# `dateline serve --record big.db --rate 0`.
set -euo pipefail
base=${1:?address of the server}
seconds=${2:-5}
connections=${3:-2}

script=$(mktemp --suffix .lua)
trap 'rm -f "$script"' EXIT
incident=$(curl -sf "$base/api/v1/events?limit=1" | sed -n 's/.*"url":"\([^"]*\)".*/\1/p' | head -1)
pages=(
    / "/?unit=events" "/?q=residents" "/?actor=group-7&from=2018-01-01&to=2018-12-31" "/?bbox=20,10,40,30&type=ASSAULT&unit=events"
    "/?unit=events&after=2019-06-01.1" "$incident" /documents/20000 /events/20000/2 /actors /actors/group-7 /agreements
    /search "/search?q=residents" "/search?q=shelled+town" /review /coverage /about "/feed.atom?type=ASSAULT"
    /api/v1/events "/api/v1/events?unit=events&limit=1000" /api/v1/events.geojson "/api/v1/events.geojson?bbox=20,10,40,30"
    "/api/v1/events.geojson?type=ASSAULT&from=2018-01-01&to=2018-12-31&unit=events" /api/v1/timeline "/api/v1/timeline?by=day"
    "/api/v1/changes?since=10000" /api/v1/documents/20000 /api/v1/stats
)

cat >"$script" <<'LUA'
local paths = {}
for path in io.lines(os.getenv("PAGES")) do table.insert(paths, path) end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], { ["Accept-Encoding"] = os.getenv("PACKED") or "identity" })
end
done = function(summary, latency, _)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("| %s | %d | %.1f | %.1f | %.1f | %d |\n", os.getenv("NAME"), summary.requests,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency.max / 1000, bad))
end
LUA

list=$(mktemp)
export PAGES=$list NAME PACKED
echo "| page | requests | p50 ms | p95 ms | max ms | errors |"
echo "|---|---|---|---|---|---|"
for page in "${pages[@]}"; do
    echo "$page" >"$list"
    NAME="\`$page\`" PACKED=identity wrk -t1 -c"$connections" -d"${seconds}s" -s "$script" "$base" | grep '^|'
done
printf '%s\n' "${pages[@]}" >"$list"
NAME="all of them, 60 s, 8 connections, gzip" PACKED=gzip wrk -t2 -c8 -d60s -s "$script" "$base" | grep '^|'
rm -f "$list"
