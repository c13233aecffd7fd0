#!/usr/bin/env python3
"""The bill of materials of the program: CycloneDX 1.5, JSON, from Cargo.lock and `cargo metadata`, to standard output.

    tools/sbom.py [PACKAGE] > sbom.json    # dateline-cli if not given; what is built into it for this machine, no tests

Holds no path, no host and no moment: the same tree gives the same bytes.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "dateline-cli"
    host = next(
        line.split()[1]
        for line in subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout.splitlines()
        if line.startswith("host:")
    )
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", host]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text("utf-8"))
    sums = {(p["name"], p["version"]): p.get("checksum") for p in lock["package"]}

    def reference(name):
        return f"pkg:cargo/{packages[name]['name']}@{packages[name]['version']}"

    def uses(name):
        """What is built into it or builds it; what tests it is left out."""
        dependencies = nodes[name]["deps"]
        return sorted({d["pkg"] for d in dependencies if any(kind["kind"] != "dev" for kind in d["dep_kinds"])}, key=reference)

    first = next(name for name, package in packages.items() if package["name"] == root)
    seen, todo = {first}, [first]
    while todo:
        for used in uses(todo.pop()):
            if used not in seen:
                seen.add(used)
                todo.append(used)

    def component(name):
        package = packages[name]
        made = {"type": "library", "bom-ref": reference(name), "name": package["name"], "version": package["version"]}
        made["purl"] = reference(name)
        if package["license"]:
            made["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
        if digest := sums.get((package["name"], package["version"])):
            made["hashes"] = [{"alg": "SHA-256", "content": digest}]
        return made

    others = sorted(seen - {first}, key=reference)
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component(first) | {"type": "application"}},
        "components": [component(name) for name in others],
        "dependencies": [
            {"ref": reference(name), "dependsOn": [reference(used) for used in uses(name)]} for name in [first, *others]
        ],
    }
    json.dump(bom, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
