"""dateline reads news of conflict and diplomacy and keeps a cited record of it: who did what to whom, where, when, according
to whom.

>>> import dateline
>>> reading = dateline.read("The army shelled the town on Monday, residents said.", published="2024-05-03")
>>> for event in reading.events:
...     print(event.plover, event.status, "|", event.quote(), "|", event.origin)
ASSAULT reported | army shelled the town | residents

Many documents become tables that polars, pandas, pyarrow and duckdb take as they are:

>>> tables = dateline.read_many([{"text": "Rebels seized Goma on Monday.", "published": "2024-05-03"}])
>>> tables.events
<Table events: 1 rows, ... columns>

Model and dictionaries are inside, nothing is fetched, and the same text gives the same record, byte for byte, as the
`dateline` command does.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack, cast

from . import _inputs, _native
from ._inputs import Input
from ._objects import (
    Actor,
    Agreement,
    Bound,
    Citation,
    Claim,
    Control,
    Deadline,
    Document,
    Edition,
    Event,
    EventMention,
    EventPlace,
    EventTime,
    Extent,
    Figure,
    Incident,
    Mention,
    Note,
    Place,
    Position,
    Reading,
    Relation,
    Report,
    Role,
    Section,
    Sentence,
    Span,
    Speaker,
    Statement,
    Term,
    Time,
    Timex,
    Weapon,
    Zone,
)
from ._tables import Failure, Table, Tables, incident_tables

if TYPE_CHECKING:
    import datetime

    import pyarrow

__version__: str = _native.version()

MAX_DOCUMENT = 2 << 20
"""Largest document in bytes of text, unless another is given."""

MAX_WORDS = 600_000
"""Words of a document that are read, unless another number is given."""

TIME_LIMIT = 300
"""Seconds that a document may take, unless others are given; 0 is any time."""


class Versions(NamedTuple):
    """What a record was made with: the same versions make the same record of the same text."""

    dateline: str
    """Version of this package."""
    model: str
    """Digest of the parser's model."""
    data: str
    """Digest of the dictionaries."""


class Options(TypedDict, total=False):
    """What `read_many` and `batches` may be told."""

    published: str | datetime.date | None
    outlet: str | None
    format: str | None
    columns: Mapping[str, str] | None
    jobs: int
    max_document: int
    max_words: int
    time_limit: int


class Coder:
    """Model and dictionaries. `dateline.read` and the other functions use one with the data that is built in.

    `data` is a folder of data files to be used instead (see `docs/data.md`); all problems in them are told at once, as a
    `ValueError`. A coder is shared by threads, takes about a second to make, and is kept until the process ends.
    """

    def __init__(self, data: str | os.PathLike[str] | None = None) -> None:
        files, gazetteers = _inputs.data_files(data) if data is not None else ([], [])
        self._coder = _native.Coder(files, gazetteers)

    @property
    def versions(self) -> Versions:
        """What its records are made with."""
        return Versions(__version__, self._coder.model, self._coder.data)

    def read(
        self,
        text: str,
        *,
        published: str | datetime.date | None = None,
        outlet: str | None = None,
        title: str | None = None,
        url: str | None = None,
        id: str | None = None,
        language: str | None = None,
        max_document: int = MAX_DOCUMENT,
        max_words: int = MAX_WORDS,
        time_limit: int = TIME_LIMIT,
    ) -> Reading:
        """What a text says: see `dateline.read`."""
        if not isinstance(text, str):
            raise TypeError(f"a text is a str, not a {type(text).__name__}; bytes must be decoded, files go to read_many")
        known = {"id": id, "source": outlet, "url": url, "title": title, "language": language, "published": published}
        limits = _inputs.limits(max_document, max_words, time_limit)
        record, words = self._coder.read(text, _inputs.given(known), limits)
        return Reading(record, words)

    def batches(self, inputs: Input | Iterable[Input] | object, **options: Unpack[Options]) -> Iterator[Tables]:
        """What many inputs say, some dozens of documents at a time: see `dateline.batches`."""
        return (Tables([batch]) for batch in self._run(inputs, **options))

    def read_many(self, inputs: Input | Iterable[Input] | object, **options: Unpack[Options]) -> Tables:
        """What many inputs say, as tables: see `dateline.read_many`."""
        return Tables(list(self._run(inputs, **options)))

    def _run(
        self,
        inputs: object,
        *,
        published: str | datetime.date | None = None,
        outlet: str | None = None,
        format: str | None = None,
        columns: Mapping[str, str] | None = None,
        jobs: int = 0,
        max_document: int = MAX_DOCUMENT,
        max_words: int = MAX_WORDS,
        time_limit: int = TIME_LIMIT,
    ) -> _native.Run:
        columns = dict(columns or {})
        unknown = [name for name in columns if name not in (*_inputs.FIELDS, "outlet")]
        if unknown:
            known = ", ".join(_inputs.FIELDS)
            raise ValueError(f"columns={{{unknown[0]!r}: …}}: there is no such field; fields are {known}")
        return _native.Run(
            self._coder,
            _inputs.sources(inputs, columns),
            jobs=jobs,
            format=format,
            published=_inputs.day(published),
            source=outlet,
            columns=[("source" if name == "outlet" else name, column) for name, column in columns.items()],
            limits=_inputs.limits(max_document, max_words, time_limit),
        )

    def open_record(self, path: str | os.PathLike[str]) -> Tables:
        """What a record of `dateline add` keeps: see `dateline.open_record`."""
        return Tables([_native.open_record(self._coder, os.fspath(path))])


_lock = threading.Lock()
_coders: list[Coder] = []


def _default() -> Coder:
    with _lock:
        if not _coders:
            _coders.append(Coder())
        return _coders[0]


def read(
    text: str,
    *,
    published: str | datetime.date | None = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
    id: str | None = None,
    language: str | None = None,
    max_document: int = MAX_DOCUMENT,
    max_words: int = MAX_WORDS,
    time_limit: int = TIME_LIMIT,
) -> Reading:
    """What a text says.

    `published` is its day: without it "on Monday" has no date. `outlet` is whose word it is where nobody is cited. `title` is
    its headline, if it does not stand in the text. Other languages than English are named in a note and not read.

    A text may have `max_document` bytes; `max_words` of it are read, and a note (`too-many-words`) says where the rest begins; it
    may take `time_limit` seconds, 0 is any time.

    Raises `ValueError` for a text that is too large or no text, and for a date that is none, `TimeoutError` for one that takes
    too long. Other Python threads go on while it reads.
    """
    return _default().read(
        text,
        published=published,
        outlet=outlet,
        title=title,
        url=url,
        id=id,
        language=language,
        max_document=max_document,
        max_words=max_words,
        time_limit=time_limit,
    )


def read_many(
    inputs: Input | Iterable[Input] | object,
    *,
    published: str | datetime.date | None = None,
    outlet: str | None = None,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    jobs: int = 0,
    max_document: int = MAX_DOCUMENT,
    max_words: int = MAX_WORDS,
    time_limit: int = TIME_LIMIT,
) -> Tables:
    """What many inputs say, as tables.

    An input is a path of a file or folder (plain or gzipped; text, JSON lines, HTML, feeds, NewsML, CSV, WARC: `formats()`),
    a web address, an open binary file, or a dict with `text` and, if known, `id`, `published`, `outlet` (or `source`),
    `title`, `url`, `language`. A data frame of pandas, polars or pyarrow is taken for its rows.

    `published` and `outlet` stand in where an input has none. `format` names the format of files where their names and first
    bytes do not. `columns` says how fields are called: `{"text": "body", "published": "date"}`. `jobs` is the number of
    threads, 0 for one a core. `max_document`, `max_words` and `time_limit` say what a document may cost, as for `read`.

    What cannot be read is in `failures`; it never stops the rest. Tables, texts and records are kept in memory: for more than
    fits use `batches`. Ctrl-C stops it within the documents at hand.
    """
    return _default().read_many(
        inputs,
        published=published,
        outlet=outlet,
        format=format,
        columns=columns,
        jobs=jobs,
        max_document=max_document,
        max_words=max_words,
        time_limit=time_limit,
    )


def batches(
    inputs: Input | Iterable[Input] | object,
    *,
    published: str | datetime.date | None = None,
    outlet: str | None = None,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    jobs: int = 0,
    max_document: int = MAX_DOCUMENT,
    max_words: int = MAX_WORDS,
    time_limit: int = TIME_LIMIT,
) -> Iterator[Tables]:
    """As `read_many`, some dozens of documents at a time, in the order of the inputs and in bounded memory."""
    return _default().batches(
        inputs,
        published=published,
        outlet=outlet,
        format=format,
        columns=columns,
        jobs=jobs,
        max_document=max_document,
        max_words=max_words,
        time_limit=time_limit,
    )


def read_warc(path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *, jobs: int = 0) -> Tables:
    """What the pages of web archives say, as those of Common Crawl's CC-NEWS: `read_many` with `format="warc"`."""
    return read_many(path, format="warc", jobs=jobs)


def process_paths(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """For Spark's `mapInArrow`: see `dateline.spark.process_paths`."""
    from . import spark

    return spark.process_paths(batches)


def open_record(path: str | os.PathLike[str]) -> Tables:
    """What a record of `dateline add` keeps, as it was read. The file is not changed.

    Raises `ValueError` where it is no record, `FileNotFoundError` where there is none.
    """
    return _default().open_record(path)


def incidents(
    tables: Tables | Iterable[Input] | object,
    *,
    owners: Mapping[str, str] | None = None,
    decisions: str | os.PathLike[str] | None = None,
) -> list[Incident]:
    """Which reports tell of one deed, and on whose word: what `dateline incidents` writes.

    Takes what `read_many` gave, or what it takes. `owners` says who owns which outlet; outlets of one owner are not independent.
    `decisions` is a log of `dateline decide`.
    """
    lines: list[str] = []
    if decisions is not None:
        with open(decisions, encoding="utf-8") as log:
            lines = [line for line in log if line.strip()]
    given = tables if isinstance(tables, Tables) else read_many(tables)
    return given.incidents(owners=owners, decisions=lines)


def versions() -> Versions:
    """Version of dateline, digests of model and dictionaries: the same versions make the same record of the same text."""
    return _default().versions


def formats() -> dict[str, str]:
    """Formats that can be read, each with a line on what it is."""
    return {name: about for name, _, about in _native.formats()}


def schema(of: str = "record") -> dict[str, Any]:
    """The JSON Schema of the published `record`, or of an `incident`."""
    return cast(dict[str, Any], json.loads(_native.schema(of)))


__all__ = [
    "MAX_DOCUMENT",
    "MAX_WORDS",
    "TIME_LIMIT",
    "Actor",
    "Agreement",
    "Bound",
    "Citation",
    "Claim",
    "Coder",
    "Control",
    "Deadline",
    "Document",
    "Edition",
    "Event",
    "EventMention",
    "EventPlace",
    "EventTime",
    "Extent",
    "Failure",
    "Figure",
    "Incident",
    "Input",
    "Mention",
    "Note",
    "Options",
    "Place",
    "Position",
    "Reading",
    "Relation",
    "Report",
    "Role",
    "Section",
    "Sentence",
    "Span",
    "Speaker",
    "Statement",
    "Table",
    "Tables",
    "Term",
    "Time",
    "Timex",
    "Versions",
    "Weapon",
    "Zone",
    "__version__",
    "batches",
    "formats",
    "incident_tables",
    "incidents",
    "open_record",
    "process_paths",
    "read",
    "read_many",
    "read_warc",
    "schema",
    "versions",
]
