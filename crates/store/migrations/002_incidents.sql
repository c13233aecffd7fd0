-- Incidents made of many readings, and what people decided about them.
-- Incidents are made anew by every merge; decisions are only ever added.

CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  class TEXT NOT NULL,
  plover TEXT NOT NULL,
  modes TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  place TEXT,
  country TEXT,
  latitude REAL,
  longitude REAL,
  precision INTEGER,
  reports INTEGER NOT NULL,
  origins INTEGER NOT NULL,
  part_of TEXT,
  record TEXT NOT NULL
);
CREATE INDEX incidents_earliest ON incidents (earliest);
CREATE INDEX incidents_plover ON incidents (plover);

CREATE TABLE incident_reports (
  incident INTEGER NOT NULL REFERENCES incidents (id),
  ordinal INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES documents (id),
  origin TEXT NOT NULL,
  standing TEXT NOT NULL,
  echo_of INTEGER,
  PRIMARY KEY (incident, ordinal)
) WITHOUT ROWID;
CREATE INDEX incident_reports_document ON incident_reports (document);

-- An event is named by its document's digest and its own name, which outlive its id; `event` is empty where a newer
-- reading no longer holds it.
CREATE TABLE incident_events (
  incident INTEGER NOT NULL REFERENCES incidents (id),
  ordinal INTEGER NOT NULL,
  report INTEGER,
  event INTEGER REFERENCES events (id) ON DELETE SET NULL,
  document_digest TEXT NOT NULL,
  event_name TEXT NOT NULL,
  PRIMARY KEY (incident, ordinal)
) WITHOUT ROWID;
CREATE INDEX incident_events_event ON incident_events (event);
CREATE INDEX incident_events_digest ON incident_events (document_digest);

CREATE TABLE incident_facets (
  incident INTEGER NOT NULL REFERENCES incidents (id),
  kind TEXT NOT NULL,
  grade TEXT NOT NULL,
  origins INTEGER NOT NULL,
  facet TEXT NOT NULL,
  PRIMARY KEY (incident, kind)
) WITHOUT ROWID;
CREATE INDEX incident_facets_grade ON incident_facets (kind, grade);

CREATE TABLE incident_merges (
  incident INTEGER NOT NULL REFERENCES incidents (id),
  ordinal INTEGER NOT NULL,
  a_digest TEXT NOT NULL,
  a_name TEXT NOT NULL,
  b_digest TEXT NOT NULL,
  b_name TEXT NOT NULL,
  by TEXT NOT NULL,
  score REAL NOT NULL,
  threshold REAL NOT NULL,
  evidence TEXT NOT NULL,
  PRIMARY KEY (incident, ordinal)
) WITHOUT ROWID;

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
  events TEXT NOT NULL,
  others TEXT NOT NULL,
  by TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN
  SELECT RAISE(ABORT, 'decisions are never changed: add another');
END;
CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions BEGIN
  SELECT RAISE(ABORT, 'decisions are never removed: add another');
END;
