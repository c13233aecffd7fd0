"""What may be read: files, folders, web addresses, objects with a text, rows of a data frame."""

from __future__ import annotations

import datetime
import os
import pathlib
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Protocol, cast, runtime_checkable


@runtime_checkable
class _Binary(Protocol):
    def read(self, size: int, /) -> bytes: ...


Input = str | os.PathLike[str] | Mapping[str, Any] | BinaryIO
"""A file or folder by its path, an object with a `text`, or an open binary file."""

Source = tuple[str, str, dict[str, str | None]] | tuple[str, str] | tuple[str, Any]
"""As the native half takes it: a text and what is known of it; a refusal and why; a file, open or to be opened."""

FIELDS = ("id", "text", "published", "source", "title", "url", "language")


def missing(value: object) -> bool:
    """Whether a cell of a data frame is empty: None, NaN, NaT."""
    return value is None or bool(value != value)


def day(value: object) -> str | None:
    """A day as `YYYY-MM-DD`, of a date, a moment, or a text that begins with one."""
    if missing(value):
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = str(value).strip()
    try:
        return datetime.date.fromisoformat(text[:10]).isoformat() if text else None
    except ValueError:
        raise ValueError(f"`published` is `{text}`, which is no date (YYYY-MM-DD)") from None


def given(known: Mapping[str, object]) -> dict[str, str | None]:
    """What is known of a text besides its words."""
    texts = {
        name: None if missing(known.get(name)) else str(known[name])
        for name in ("id", "source", "url", "title", "language")
    }
    return {**texts, "published": day(known.get("published"))}


def limits(max_document: int, max_words: int, time_limit: int) -> dict[str, int]:
    """What a document may cost."""
    given = {"max_document": max_document, "max_words": max_words, "time_limit": time_limit}
    for name, most in given.items():
        if most < 0:
            raise ValueError(f"`{name}` is {most}, which is less than nothing")
    return given


def sources(inputs: object, columns: Mapping[str, str]) -> Iterator[Source]:
    """Each input as the native half takes it, lazily. What is of no use becomes a refusal: the next goes on."""
    for number, item in enumerate(_items(inputs)):
        if isinstance(item, Mapping):
            yield _text(item, columns, f"item {number}")
        elif isinstance(item, (str, os.PathLike)):
            yield from _path(os.fspath(item))
        elif isinstance(item, _Binary):
            yield str(getattr(item, "name", f"item {number}")), item
        else:
            kind = type(item).__name__
            yield f"item {number}", f"a {kind} is no input: give a path, an open file, or a dict with a `text`"


def _items(inputs: object) -> Iterator[Any]:
    if isinstance(inputs, (str, os.PathLike, Mapping)) or isinstance(inputs, _Binary):
        return iter([inputs])
    # Rows of polars and pandas; both are iterable too, but over columns.
    if hasattr(inputs, "iter_rows"):
        return cast(Iterator[Any], inputs.iter_rows(named=True))
    if hasattr(inputs, "to_dict") and hasattr(inputs, "columns"):
        return _rows(inputs)
    if hasattr(inputs, "to_pylist") and hasattr(inputs, "column_names"):
        return iter(cast(Any, inputs).to_pylist())
    if isinstance(inputs, Iterable):
        return iter(inputs)
    raise TypeError(f"a {type(inputs).__name__} holds no inputs: give paths, dicts with a `text`, or a data frame")


def _rows(frame: Any) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield dict(zip(names, row, strict=True))


def _text(item: Mapping[str, Any], columns: Mapping[str, str], name: str) -> Source:
    values = {field: item.get(columns.get(field, field)) for field in FIELDS}
    if missing(values["source"]):
        values["source"] = item.get(columns.get("outlet", "outlet"))
    text = values.pop("text")
    if not missing(values["id"]):
        name = str(values["id"])
    if not isinstance(text, str):
        key = columns.get("text", "text")
        what = "there is no" if missing(text) else f"a {type(text).__name__} is in"
        return name, f"{what} `{key}`; columns={{'text': …}} names another key"
    try:
        return name, text, given(values)
    except ValueError as error:
        return name, str(error)


def _path(path: str) -> Iterator[Source]:
    if "://" in path:
        yield _remote(path)
        return
    if not os.path.isdir(path):
        if "\n" in path or (len(path) > 255 and not os.path.exists(path)):
            yield path[:40] + "…", "this is no path: give a text as {'text': …}"
        else:
            yield path, None
        return
    found = sorted(
        str(file)
        for file in pathlib.Path(path).rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not found:
        yield path, "there are no files in this folder"
    for file in found:
        yield file, None


def _remote(address: str) -> Source:
    """A file elsewhere: http by Python itself, others (s3, gs, hdfs) by pyarrow."""
    try:
        if address.startswith(("http://", "https://")):
            return address, urllib.request.urlopen(address, timeout=120)
        if address.startswith("file://"):
            return address, open(urllib.request.url2pathname(address.removeprefix("file://")), "rb")
        from pyarrow import fs

        system, path = fs.FileSystem.from_uri(address)
        return address, system.open_input_stream(path, compression=None)
    except Exception as error:
        return address, f"cannot be opened: {error}"


def data_files(folder: str | os.PathLike[str]) -> tuple[list[tuple[str, str]], list[tuple[str, bytes]]]:
    """The data files and gazetteers of a folder, by their paths below it."""
    root = pathlib.Path(folder)
    if not root.is_dir():
        raise FileNotFoundError(f"{root}: there is no such folder")
    skipped = ("Cargo.toml", "src", "target")
    paths = [
        path
        for path in sorted(root.rglob("*"), key=lambda path: path.as_posix())
        if not any(part in skipped or part.startswith(".") for part in path.relative_to(root).parts)
    ]
    files = [
        (path.relative_to(root).as_posix(), path.read_text("utf-8"))
        for path in paths
        if path.suffix in (".toml", ".tsv")
    ]
    gazetteers = [(path.relative_to(root).as_posix(), path.read_bytes()) for path in paths if path.suffix == ".gaz"]
    if not files and not gazetteers:
        raise FileNotFoundError(f"{root}: there are no data files (.toml, .tsv, .gaz) in it")
    return files, gazetteers


def date(text: str | None) -> datetime.date | None:
    """A day of a record."""
    return None if text is None else datetime.date.fromisoformat(text)
