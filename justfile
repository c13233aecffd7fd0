# `just` lists what there is. Everything here is a cargo command or two: nobody needs `just` to work on dateline.

_default:
    @just --list

# Lay out the code
fmt:
    cargo fmt --all

# What continuous integration refuses
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Everything continuous integration runs
test:
    bash .ci/run

# Rewrite expectations: cases, examples, probes, schema. Read the diff as you would code
bless:
    UPDATE_EXPECT=1 cargo test --workspace

# Measure: our stories, or `just score SUITE FILE`
score suite="cases" file="cases":
    cargo run --release -q -p dateline-cli -- score {{suite}} {{file}}

# Sentences a second, start-up
bench:
    cargo bench -p dateline-syntax -p dateline

# Licences, advisories and sources of dependencies (needs cargo-deny)
deny:
    cargo deny check

# The program as it is shipped
release:
    cargo build --release --locked -p dateline-cli
