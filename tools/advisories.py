#!/usr/bin/env python3
"""Holds Cargo.lock against a copy of the RustSec advisory database, where `cargo deny check advisories` cannot fetch one.

    tools/advisories.py PATH    # a folder or a bare repository with crates/NAME/RUSTSEC-….md

Prints what applies, warnings about unmaintained crates included, and ends with 1 if anything does.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path


def numbers(version):
    return [int(part) for part in re.match(r"[\d.]+", version).group().rstrip(".").split(".")]


def fits(version, requirement):
    """Whether a version is within a requirement as Cargo writes them. What is before a release counts as the release."""
    have = tuple((numbers(version) + [0, 0])[:3])
    for comparator in requirement.split(","):
        sign, bound = re.match(r"(\^|>=|<=|>|<|=|~)?\s*(.*)", comparator.strip()).groups()
        given = numbers(bound)
        full = tuple((given + [0, 0])[:3])
        leading = next((at for at, part in enumerate(full) if part), len(given) - 1)
        within = {
            ">=": have >= full,
            ">": have > full,
            "<": have < full,
            "<=": have <= full,
            "=": have == full,
            "~": have >= full and have[: min(len(given), 2)] == full[: min(len(given), 2)],
            None: have >= full and have[: leading + 1] == full[: leading + 1],
        }
        if not within[None if sign == "^" else sign]:
            return False
    return True


def texts(database):
    """Path and text of every advisory of a crate."""
    if (database / "crates").is_dir():
        for path in sorted((database / "crates").glob("*/*.md")):
            yield path.relative_to(database).as_posix(), path.read_text("utf-8")
        return
    git = ["git", "-C", str(database)]
    listed = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD", "crates"], check=True, capture_output=True)
    for path in listed.stdout.decode().splitlines():
        if path.endswith(".md"):
            yield path, subprocess.run([*git, "show", f"HEAD:{path}"], check=True, capture_output=True).stdout.decode()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lock = tomllib.loads((Path(__file__).parent.parent / "Cargo.lock").read_text("utf-8"))
    locked = [package for package in lock["package"] if "source" in package]
    names = {package["name"] for package in locked}
    known, applies = 0, []
    for path, text in texts(Path(sys.argv[1])):
        known += 1
        if path.split("/")[1] not in names:
            continue
        advisory = tomllib.loads(text.split("```toml")[1].split("```")[0])
        versions = advisory.get("versions", {})
        clean = versions.get("patched", []) + versions.get("unaffected", [])
        for package in locked:
            affected = package["name"] == path.split("/")[1] and not any(fits(package["version"], one) for one in clean)
            if affected and "withdrawn" not in advisory["advisory"]:
                title = text.split("```")[2].strip().splitlines()[0].lstrip("# ")
                applies.append(f"{package['name']} {package['version']}: {advisory['advisory']['id']} {title}")
    if known == 0:
        sys.exit(f"{sys.argv[1]}: there are no advisories here")
    print(*applies, f"{len(locked)} packages, {known} advisories, {len(applies)} apply", sep="\n")
    sys.exit(bool(applies))


if __name__ == "__main__":
    main()
