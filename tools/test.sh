#!/usr/bin/env bash
# All tests that need Rust alone: layout, lints, cargo test. With DATELINE_TEST_ALL=1 also those of the page (Node and a
# Chromium), of the exports and the Python package (Python with pip; a JVM for Spark, Rscript for R); what is missing for them is
# a failure then. Everything runs, so that one look tells all that is wrong.
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
if [[ -z ${DATELINE_TEST_ALL:-} ]]; then
    lacking+=("the page, exports, Python, Spark, R: DATELINE_TEST_ALL=1 runs them")
elif [[ -x $binary ]]; then
    have npm && [[ -x ${CHROMIUM:-/usr/bin/chromium} ]] || failed+=("the page: Node and a Chromium are needed (CHROMIUM names one)")
    have java || failed+=("Spark: java is needed")
    have Rscript || failed+=("R: Rscript is needed")
    step "the page" bash web/test.sh "$binary"
    step "exports" bash tools/test_exports.sh "$binary"
    step "Python, Spark, R" env DATELINE="$(realpath "$binary")" bash crates/python/test.sh
fi

printf '\n=== done in %s s\n' "$SECONDS"
grep -E '^ +(Running|Doc-tests) |^test result: ' "$log" || true
((${#lacking[@]} == 0)) || printf 'not run: %s\n' "${lacking[@]}"
if ((${#failed[@]})); then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
