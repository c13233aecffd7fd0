#!/usr/bin/env bash
# Builds the wheel, installs it in a clean environment, and uses it as its readers do.
#
#     crates/python/test.sh [--profile quick|release] [--no-spark] [--no-r] [--keep DIR]
#
# Needs Rust and Python 3.11 or later with pip and venv; the Spark tests a JVM (java), the R recipe Rscript with readr, jsonlite,
# sf and ggplot2. What is not there is skipped and named at the end; anything that fails makes this fail.
# DATELINE names a `dateline` command of the same sources, against which results are held; one in the target folder is found.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
profile=quick spark=yes r=yes keep=
while (($#)); do
    case $1 in
        --profile) profile=$2; shift ;;
        --no-spark) spark=no ;;
        --no-r) r=no ;;
        --keep) keep=$2; shift ;;
        *) echo "unknown option $1" >&2; exit 2 ;;
    esac
    shift
done

work=${keep:-$(mktemp -d)}
mkdir -p "$work"
[[ -n $keep ]] || trap 'rm -rf "$work"' EXIT
skipped=() failed=()
step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }
check() { # what, command…
    local what=$1
    shift
    step "$what"
    "$@" || failed+=("$what")
}

step "environments"
python3 -m venv "$work/build"
"$work/build/bin/pip" -q --disable-pip-version-check install 'maturin>=1.9.4,<2'
step "wheel, profile $profile"
(cd "$root" && "$work/build/bin/maturin" build --locked -m crates/python/Cargo.toml --profile "$profile" --out "$work/dist" -i python3)
ls -l "$work/dist"
step "clean environment"
python3 -m venv "$work/venv"
export PYTHONDONTWRITEBYTECODE=1
unset PYTHONPATH
pip=("$work/venv/bin/pip" -q --disable-pip-version-check install)
"${pip[@]}" "$work"/dist/dateline-*.whl
# By itself it needs nothing else.
check "alone" "$work/venv/bin/python" -c 'import dateline; print(dateline.versions(), dateline.read("Rebels left.").sentences)'
"${pip[@]}" -r "$here/tests/requirements.txt"

if [[ -z ${DATELINE:-} ]]; then
    target=${CARGO_TARGET_DIR:-$root/target}
    for built in "$target"/{release,quick,debug}/dateline; do
        [[ -x $built ]] && export DATELINE=$built && break
    done
fi
[[ -n ${DATELINE:-} ]] || skipped+=("comparison with the command: no \`dateline\` was built; DATELINE can name one")

cd "$work"
python=$work/venv/bin/python
check "types of the package" "$python" -m mypy --config-file "$here/pyproject.toml" -p dateline
check "types as they are used" "$python" -m mypy --config-file "$here/pyproject.toml" "$here/tests/test_types.py"
check "tests" "$python" -m pytest -c "$here/pyproject.toml" --rootdir "$here" -p no:cacheprovider -rs \
    -m "not spark" "$here/tests"
check "examples in the documentation" "$python" "$here/tests/doctests.py"
check "lesson" "$python" "$here/lesson/cc_news.py" --out "$work/lesson"

if [[ $spark == no ]]; then
    skipped+=("Spark: --no-spark")
elif ! command -v java >/dev/null; then
    skipped+=("Spark: there is no java")
else
    "${pip[@]}" 'pyspark>=4,<5'
    check "Spark" "$python" -m pytest -c "$here/pyproject.toml" --rootdir "$here" -p no:cacheprovider -rs \
        -m spark "$here/tests"
fi

packages='for (p in c("readr","jsonlite","sf","ggplot2","DBI","RSQLite")) if (!requireNamespace(p, quietly=TRUE)) stop(p)'
if [[ $r == no ]]; then
    skipped+=("R: --no-r")
elif [[ -z ${DATELINE:-} ]]; then
    skipped+=("R: it reads what the command writes; DATELINE can name one")
elif ! command -v Rscript >/dev/null; then
    skipped+=("R: there is no Rscript")
elif ! Rscript -e "$packages" >/dev/null 2>&1; then
    skipped+=("R: a package is missing; Debian has r-cran-{readr,jsonlite,sf,ggplot2,dbi,rsqlite}")
else
    check "R" bash "$here/r/test.sh" "$python" "$work/r"
fi

printf '\n== done in %ss\n' "$SECONDS"
((${#skipped[@]} == 0)) || printf 'skipped: %s\n' "${skipped[@]}"
if ((${#failed[@]})); then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
