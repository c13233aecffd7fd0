"""What the tests read: stories and web archives of our own."""

from __future__ import annotations

import gzip
import json
import os
import pathlib
import subprocess
import sys

import dateline
import pytest

ROOT = pathlib.Path(__file__).parents[3]
STORIES = [
    {"id": "a", "text": "Rebels shelled Omdurman on Monday, killing at least 12 people, residents said.",
     "published": "2024-05-08", "source": "Courier"},
    {"id": "b", "text": "The army said rebels shelled Omdurman on Monday and killed 15 people.",
     "published": "2024-05-08", "source": "Herald"},
    {"id": "c", "text": "M23 rebels seized Bunagana — “the whole town” 🙂 — on Tuesday, the governor of Goma said.",
     "published": "2024-05-09", "source": "Gazette"},
    {"id": "d", "text": "The price of bread was unchanged in Berlin.", "published": "2024-05-09", "source": "Herald"},
]  # fmt: skip


@pytest.fixture(scope="session")
def stories() -> list[dict[str, str]]:
    return [dict(story) for story in STORIES]


@pytest.fixture(scope="session")
def jsonl(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("jsonl") / "news.jsonl"
    lines = [json.dumps(story, ensure_ascii=False) for story in STORIES]
    path.write_text("\n".join([*lines, '{"text": 5}', "{no json"]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[pathlib.Path]:
    """Four web archives: three made by tools/make_warc.py with damage in them, one that holds nothing."""
    folder = tmp_path_factory.mktemp("warc")
    paths = []
    for seed in (1, 2, 3):
        path = folder / f"CC-NEWS-{seed}.warc.gz"
        command = [sys.executable, ROOT / "tools/make_warc.py", path, "--megabytes", "2", "--seed", str(seed)]
        command += ["--damage", "16", "--stories", "001-019", "--since", "2024-03-01", "--days", "6"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        paths.append(path)
    empty = folder / "CC-NEWS-4.warc.gz"
    empty.write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"))
    return [*paths, empty]


@pytest.fixture(scope="session")
def command() -> str | None:
    """The `dateline` command, if one of the same versions is at hand: DATELINE names it."""
    path = os.environ.get("DATELINE", "")
    if not path:
        return None
    told = subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout.split()
    versions = dateline.versions()
    return path if versions.model in told and versions.data in told else None
