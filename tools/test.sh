#!/usr/bin/env bash
# All tests. Layout, lints and the tests that need Rust alone come first; then those of the page (Node and a Chromium), of the
# exports and the Python package (Python with pip; a JVM for Spark, Rscript for R). What a machine lacks is named and passed over;
# with DATELINE_TEST_ALL=1 it is a failure. Everything runs, so that one look tells all that is wrong.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=() lacking=()
step() { # what, command…
    local what=$1
    shift
    printf '\n=== %s (%s s)\n' "$what" "$SECONDS"
    "$@" || failed+=("$what")
}
tests() { cargo test --workspace --no-fail-fast 2>&1 | tee "$log"; }
have() { command -v "$1" >/dev/null; }

step "layout" cargo fmt --all --check
step "lints" cargo clippy --workspace --all-targets -- -D warnings
step "tests" tests

binary=${CARGO_TARGET_DIR:-target}/debug/dateline
if ! have npm || [[ ! -x ${CHROMIUM:-/usr/bin/chromium} ]]; then
    lacking+=("the page: Node and a Chromium (CHROMIUM names one)")
elif [[ -x $binary ]]; then
    step "the page" bash web/test.sh "$binary"
fi
if ! have python3 || ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    lacking+=("exports, Python, Spark, R: Python 3.11 with venv")
elif [[ -x $binary ]]; then
    step "exports" bash tools/test_exports.sh "$binary"
    step "Python" env DATELINE="$(realpath "$binary")" bash crates/python/test.sh
    have java || lacking+=("Spark: java")
    have Rscript || lacking+=("R: Rscript")
fi

printf '\n=== done in %s s\n' "$SECONDS"
grep -E '^ +(Running|Doc-tests) |^test result: ' "$log" || true
((${#lacking[@]} == 0)) || printf 'not run for want of: %s\n' "${lacking[@]}"
[[ -z ${DATELINE_TEST_ALL:-} ]] || failed+=("${lacking[@]}")
if ((${#failed[@]})); then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
