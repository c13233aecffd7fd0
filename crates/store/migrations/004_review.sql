-- What people say of coded events, and what changed since when.

-- An analyst's word on one coded event: only ever added, a later one overrides. It names the event by its document's digest
-- and its own name, which outlive its id. What the coder had said then stands beside it.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  document_digest TEXT NOT NULL,
  event_name TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'amend', 'reject', 'withdraw')),
  amended TEXT NOT NULL,
  coded TEXT NOT NULL,
  coder INTEGER REFERENCES coders (id),
  by TEXT NOT NULL CHECK (trim(by) <> ''),
  reviewed_at TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (trim(reason) <> '')
);
CREATE INDEX reviews_event ON reviews (document_digest, event_name);
CREATE TRIGGER reviews_stay BEFORE UPDATE ON reviews BEGIN
  SELECT RAISE(ABORT, 'reviews are never changed: add another');
END;
CREATE TRIGGER reviews_are_kept BEFORE DELETE ON reviews BEGIN
  SELECT RAISE(ABORT, 'reviews are never removed: add another');
END;

-- A document whose events changed, in the order in which they did: what `since` counts in.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  what TEXT NOT NULL CHECK (what IN ('added', 'recoded', 'standing', 'reviewed')),
  changed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE INDEX changes_document ON changes (document);
-- Events that were coded once and are not any more.
CREATE TABLE tombstones (
  document INTEGER NOT NULL REFERENCES documents (id),
  event_name TEXT NOT NULL,
  removed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  PRIMARY KEY (document, event_name)
) WITHOUT ROWID;
INSERT INTO changes (document, what, changed_at) SELECT document, 'added', coded_at FROM readings ORDER BY document;

CREATE TRIGGER readings_added AFTER INSERT ON readings BEGIN
  INSERT INTO changes (document, what) VALUES (new.document, 'added');
END;
CREATE TRIGGER readings_changed AFTER UPDATE OF digest ON readings BEGIN
  INSERT INTO changes (document, what) VALUES (new.document, 'recoded');
END;
CREATE TRIGGER documents_standing AFTER UPDATE OF superseded_by ON documents
WHEN old.superseded_by IS NOT new.superseded_by BEGIN
  INSERT INTO changes (document, what) VALUES (new.id, 'standing');
END;
CREATE TRIGGER reviews_added AFTER INSERT ON reviews BEGIN
  INSERT INTO changes (document, what) SELECT id, 'reviewed' FROM documents WHERE digest = new.document_digest;
END;
CREATE TRIGGER events_removed AFTER DELETE ON events BEGIN
  INSERT OR REPLACE INTO tombstones (document, event_name) VALUES (old.document, old.name);
END;
CREATE TRIGGER events_added AFTER INSERT ON events BEGIN
  DELETE FROM tombstones WHERE document = new.document AND event_name = new.name;
END;

CREATE INDEX incident_events_report ON incident_events (incident, report);

DROP VIEW events_on_map;
DROP VIEW event_list;
-- What a person amended stands in the place of what was coded.
CREATE VIEW event_list AS
  SELECT e.id, e.document || '/' || (e.id % 1000000) AS event, e.document, d.published, d.outlet, d.title, d.url,
    iif(json_type(v.amended, '$.plover') IS NULL, e.plover, v.amended ->> '$.plover') AS plover,
    iif(json_type(v.amended, '$.mode') IS NULL, json_extract(e.modes, '$[0]'), v.amended ->> '$.mode') AS mode,
    iif(json_type(v.amended, '$.status') IS NULL, e.status, v.amended ->> '$.status') AS status,
    iif(json_type(v.amended, '$.earliest') IS NULL, e.earliest, v.amended ->> '$.earliest') AS earliest,
    iif(json_type(v.amended, '$.latest') IS NULL, e.latest, v.amended ->> '$.latest') AS latest,
    iif(json_type(v.amended, '$.who') IS NULL,
      (SELECT group_concat(text, '; ') FROM event_roles r WHERE r.event = e.id AND r.role = 'actor'),
      v.amended ->> '$.who') AS who,
    iif(json_type(v.amended, '$.whom') IS NULL,
      (SELECT group_concat(text, '; ') FROM event_roles r WHERE r.event = e.id AND r.role = 'recipient'),
      v.amended ->> '$.whom') AS whom,
    iif(json_type(v.amended, '$.place') IS NULL, p.name, v.amended ->> '$.place') AS place,
    iif(json_type(v.amended, '$.place') IS NULL, p.country, v.amended ->> '$.country') AS country,
    iif(json_type(v.amended, '$.place') IS NULL, p.latitude, v.amended ->> '$.latitude') AS latitude,
    iif(json_type(v.amended, '$.place') IS NULL, p.longitude, v.amended ->> '$.longitude') AS longitude,
    iif(json_type(v.amended, '$.place') IS NULL, p.precision, v.amended ->> '$.precision') AS precision,
    c.origin, e.text,
    substr(d.text, s.span_start + 1, s.span_end - s.span_start) AS sentence,
    d.superseded_by IS NULL AND d.pub_status = 'usable' AS current,
    iif(v.verdict IN ('accept', 'amend'), 'person', 'coder') AS coded_by,
    nullif(v.verdict, 'withdraw') AS review,
    iif(v.verdict <> 'withdraw', v.by, NULL) AS reviewed_by
  FROM events e
  JOIN documents d ON d.id = e.document
  JOIN claims c ON c.id = e.claim
  LEFT JOIN sentences s ON s.id = e.sentence
  LEFT JOIN places p ON p.id = e.place
  LEFT JOIN reviews v ON v.id =
    (SELECT max(w.id) FROM reviews w WHERE w.document_digest = d.digest AND w.event_name = e.name);

CREATE VIEW events_on_map AS
  SELECT * FROM event_list
  WHERE current AND latitude IS NOT NULL AND precision < 6 AND review IS NOT 'reject';
