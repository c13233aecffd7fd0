-- Documents as they were given, what was read from each, and a ledger of every input.
-- docs/store.md says what every table and column holds.
--
-- An id of something read from a document is the document's id times 1,000,000 plus its ordinal in the published record:
-- event 12000003 is event 3 of document 12, and rows of one document lie together.

CREATE TABLE coders (
  id INTEGER PRIMARY KEY,
  dateline TEXT NOT NULL,
  model TEXT NOT NULL,
  data TEXT NOT NULL,
  schema INTEGER NOT NULL,
  UNIQUE (dateline, model, data, schema)
);

CREATE TABLE inputs (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  options TEXT NOT NULL,
  size INTEGER,
  modified INTEGER,
  coder INTEGER REFERENCES coders (id),
  finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)),
  message TEXT,
  added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  UNIQUE (path, options)
);

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  text_digest TEXT NOT NULL,
  key TEXT,
  outlet TEXT,
  url TEXT,
  title TEXT,
  title_basis TEXT,
  published TEXT,
  published_basis TEXT NOT NULL,
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  extractor TEXT,
  cited_input TEXT,
  cited_offset INTEGER,
  cited_length INTEGER,
  cited_line INTEGER,
  cited_record TEXT,
  cited_digest TEXT,
  guid TEXT,
  version TEXT,
  pub_status TEXT NOT NULL DEFAULT 'usable' CHECK (pub_status IN ('usable', 'withheld', 'canceled')),
  change TEXT,
  editor_note TEXT,
  reader_notes TEXT,
  superseded_by INTEGER REFERENCES documents (id),
  added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE INDEX documents_text_digest ON documents (text_digest, outlet, url);
CREATE INDEX documents_guid ON documents (guid, outlet) WHERE guid IS NOT NULL;
CREATE INDEX documents_published ON documents (published, digest);
CREATE INDEX documents_outlet ON documents (outlet);
CREATE INDEX documents_cited_digest ON documents (cited_digest, url, outlet) WHERE extractor IS NOT NULL;
CREATE INDEX documents_key ON documents (key);
CREATE INDEX documents_url ON documents (url) WHERE url IS NOT NULL;
CREATE INDEX documents_superseded_by ON documents (superseded_by) WHERE superseded_by IS NOT NULL;

-- Other stories that an edition takes the place of.
CREATE TABLE replacements (
  document INTEGER NOT NULL REFERENCES documents (id),
  guid TEXT NOT NULL,
  PRIMARY KEY (document, guid)
) WITHOUT ROWID;
CREATE INDEX replacements_guid ON replacements (guid);

CREATE TABLE ledger (
  input INTEGER NOT NULL REFERENCES inputs (id),
  ordinal INTEGER NOT NULL,
  cited_offset INTEGER,
  cited_length INTEGER,
  cited_line INTEGER,
  cited_record TEXT,
  document INTEGER REFERENCES documents (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('added', 'known', 'failed')),
  message TEXT,
  PRIMARY KEY (input, ordinal)
) WITHOUT ROWID;
CREATE INDEX ledger_document ON ledger (document);
CREATE INDEX ledger_failed ON ledger (outcome) WHERE outcome = 'failed';

CREATE TABLE readings (
  document INTEGER PRIMARY KEY REFERENCES documents (id),
  coder INTEGER NOT NULL REFERENCES coders (id),
  digest TEXT NOT NULL,
  record TEXT NOT NULL,
  coded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE INDEX readings_coder ON readings (coder);

CREATE TABLE recodings (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  from_coder INTEGER NOT NULL REFERENCES coders (id),
  to_coder INTEGER NOT NULL REFERENCES coders (id),
  from_digest TEXT NOT NULL,
  to_digest TEXT NOT NULL,
  events_before INTEGER NOT NULL,
  events_after INTEGER NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  recoded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE INDEX recodings_document ON recodings (document);

CREATE TABLE actors (
  id INTEGER PRIMARY KEY,
  actor TEXT,
  name TEXT NOT NULL,
  kind TEXT,
  country TEXT,
  sector TEXT
);
CREATE UNIQUE INDEX actors_all ON actors
  (ifnull(actor, ''), name, ifnull(kind, ''), ifnull(country, ''), ifnull(sector, ''));

CREATE TABLE places (
  id INTEGER PRIMARY KEY,
  place TEXT NOT NULL,
  name TEXT NOT NULL,
  country TEXT,
  admin1 TEXT,
  kind TEXT NOT NULL,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  precision INTEGER NOT NULL
);
CREATE UNIQUE INDEX places_all ON places
  (place, name, ifnull(country, ''), ifnull(admin1, ''), kind, latitude, longitude, precision);
CREATE INDEX places_name ON places (name COLLATE NOCASE);

CREATE VIRTUAL TABLE places_rtree USING rtree (id, south, north, west, east);
CREATE TRIGGER places_added AFTER INSERT ON places BEGIN
  INSERT INTO places_rtree VALUES (new.id, new.latitude, new.latitude, new.longitude, new.longitude);
END;
CREATE TRIGGER places_removed AFTER DELETE ON places BEGIN
  DELETE FROM places_rtree WHERE id = old.id;
END;

CREATE TABLE sentences (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL
);

CREATE TABLE mentions (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  head_start INTEGER NOT NULL,
  head_end INTEGER NOT NULL,
  resolution TEXT,
  actor INTEGER REFERENCES actors (id),
  place INTEGER REFERENCES places (id),
  weapon_class TEXT,
  antecedent INTEGER REFERENCES mentions (id),
  candidates TEXT,
  rule TEXT NOT NULL
);
CREATE INDEX mentions_actor ON mentions (actor) WHERE actor IS NOT NULL;
CREATE INDEX mentions_place ON mentions (place) WHERE place IS NOT NULL;

CREATE TABLE times (
  mention INTEGER PRIMARY KEY REFERENCES mentions (id),
  edtf TEXT,
  earliest TEXT,
  latest TEXT,
  grain TEXT NOT NULL,
  basis TEXT NOT NULL,
  bound TEXT,
  timex_type TEXT NOT NULL,
  timex_value TEXT NOT NULL,
  timex_mod TEXT
);

CREATE TABLE figures (
  mention INTEGER PRIMARY KEY REFERENCES mentions (id),
  measure TEXT NOT NULL,
  unit TEXT,
  lower REAL,
  upper REAL,
  point REAL,
  strict INTEGER NOT NULL,
  approximate INTEGER NOT NULL,
  range_kind TEXT,
  group_text TEXT,
  modifier_text TEXT,
  area INTEGER REFERENCES mentions (id),
  period INTEGER REFERENCES mentions (id),
  cumulative INTEGER NOT NULL,
  additional INTEGER NOT NULL,
  subset_of INTEGER REFERENCES figures (mention),
  supersedes INTEGER REFERENCES figures (mention),
  policy TEXT
);
CREATE INDEX figures_measure ON figures (measure);

CREATE TABLE claims (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  origin TEXT NOT NULL,
  origin_mention INTEGER REFERENCES mentions (id),
  origin_actor INTEGER REFERENCES actors (id),
  depth INTEGER NOT NULL,
  stance TEXT NOT NULL,
  quote_type TEXT NOT NULL,
  cue TEXT,
  follows INTEGER NOT NULL,
  said INTEGER REFERENCES times (mention),
  rule TEXT NOT NULL
);
CREATE INDEX claims_origin_actor ON claims (origin_actor) WHERE origin_actor IS NOT NULL;

CREATE TABLE claim_speakers (
  claim INTEGER NOT NULL REFERENCES claims (id),
  level INTEGER NOT NULL,
  speaker TEXT NOT NULL,
  text TEXT,
  mention INTEGER REFERENCES mentions (id),
  actor INTEGER REFERENCES actors (id),
  PRIMARY KEY (claim, level)
) WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  name TEXT NOT NULL,
  sentence INTEGER REFERENCES sentences (id),
  claim INTEGER NOT NULL REFERENCES claims (id),
  plover TEXT NOT NULL,
  modes TEXT NOT NULL,
  contexts TEXT NOT NULL,
  auxiliary TEXT NOT NULL,
  cameo TEXT NOT NULL,
  quad TEXT NOT NULL,
  score REAL NOT NULL,
  status TEXT NOT NULL,
  status_cue TEXT,
  factuality TEXT NOT NULL,
  origin_interest TEXT NOT NULL,
  text TEXT NOT NULL,
  "trigger" TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  place INTEGER REFERENCES places (id),
  place_mention INTEGER REFERENCES mentions (id),
  time_mention INTEGER REFERENCES times (mention),
  time_relation TEXT,
  edtf TEXT,
  earliest TEXT,
  latest TEXT,
  rule TEXT NOT NULL,
  UNIQUE (document, name)
);
CREATE INDEX events_plover ON events (plover, status);
CREATE INDEX events_status ON events (status);
CREATE INDEX events_earliest ON events (earliest);
CREATE INDEX events_place ON events (place) WHERE place IS NOT NULL;

CREATE TABLE event_roles (
  event INTEGER NOT NULL REFERENCES events (id),
  role TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  mention INTEGER REFERENCES mentions (id),
  actor INTEGER REFERENCES actors (id),
  PRIMARY KEY (event, role, ordinal)
) WITHOUT ROWID;
CREATE INDEX event_roles_actor ON event_roles (actor) WHERE actor IS NOT NULL;

CREATE TABLE event_figures (
  event INTEGER NOT NULL REFERENCES events (id),
  figure INTEGER NOT NULL REFERENCES figures (mention),
  PRIMARY KEY (event, figure)
) WITHOUT ROWID;
CREATE INDEX event_figures_figure ON event_figures (figure);

CREATE TABLE event_mentions (
  event INTEGER NOT NULL REFERENCES events (id),
  ordinal INTEGER NOT NULL,
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  claim INTEGER NOT NULL REFERENCES claims (id),
  rule TEXT NOT NULL,
  PRIMARY KEY (event, ordinal)
) WITHOUT ROWID;

CREATE TABLE controls (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  claim INTEGER NOT NULL REFERENCES claims (id),
  verb_class TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  place_text TEXT NOT NULL,
  place_mention INTEGER REFERENCES mentions (id),
  place INTEGER REFERENCES places (id),
  extent_text TEXT,
  extent_lower REAL,
  extent_upper REAL,
  earliest TEXT,
  latest TEXT,
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  rule TEXT NOT NULL
);
CREATE INDEX controls_place ON controls (place) WHERE place IS NOT NULL;

CREATE TABLE control_roles (
  control INTEGER NOT NULL REFERENCES controls (id),
  role TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  text TEXT NOT NULL,
  mention INTEGER REFERENCES mentions (id),
  actor INTEGER REFERENCES actors (id),
  PRIMARY KEY (control, role, ordinal)
) WITHOUT ROWID;

CREATE TABLE relations (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  claim INTEGER NOT NULL REFERENCES claims (id),
  rel TEXT NOT NULL,
  status TEXT NOT NULL,
  ended INTEGER NOT NULL,
  subject_text TEXT NOT NULL,
  subject_mention INTEGER REFERENCES mentions (id),
  subject_actor INTEGER REFERENCES actors (id),
  object_text TEXT NOT NULL,
  object_mention INTEGER REFERENCES mentions (id),
  object_actor INTEGER REFERENCES actors (id),
  earliest TEXT,
  latest TEXT,
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  rule TEXT NOT NULL
);

CREATE TABLE agreements (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  claim INTEGER NOT NULL REFERENCES claims (id),
  earliest TEXT,
  latest TEXT,
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  rule TEXT NOT NULL
);

CREATE TABLE agreement_roles (
  agreement INTEGER NOT NULL REFERENCES agreements (id),
  role TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  text TEXT NOT NULL,
  mention INTEGER REFERENCES mentions (id),
  actor INTEGER REFERENCES actors (id),
  PRIMARY KEY (agreement, role, ordinal)
) WITHOUT ROWID;

CREATE TABLE zones (
  id INTEGER PRIMARY KEY,
  agreement INTEGER NOT NULL REFERENCES agreements (id),
  kind TEXT NOT NULL,
  depth INTEGER REFERENCES figures (mention),
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL
);
CREATE INDEX zones_agreement ON zones (agreement);

CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  agreement INTEGER NOT NULL REFERENCES agreements (id),
  claim INTEGER NOT NULL REFERENCES claims (id),
  obligation TEXT NOT NULL,
  object_text TEXT,
  object_mention INTEGER REFERENCES mentions (id),
  place_mention INTEGER REFERENCES mentions (id),
  place INTEGER REFERENCES places (id),
  zone INTEGER REFERENCES zones (id),
  deadline TEXT,
  deadline_basis TEXT,
  continuing INTEGER NOT NULL,
  testable TEXT NOT NULL,
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  rule TEXT NOT NULL
);
CREATE INDEX terms_agreement ON terms (agreement);

CREATE TABLE term_bound (
  term INTEGER NOT NULL REFERENCES terms (id),
  ordinal INTEGER NOT NULL,
  basis TEXT NOT NULL,
  text TEXT NOT NULL,
  mention INTEGER REFERENCES mentions (id),
  actor INTEGER REFERENCES actors (id),
  PRIMARY KEY (term, ordinal)
) WITHOUT ROWID;

CREATE TABLE positions (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  claim INTEGER NOT NULL REFERENCES claims (id),
  value TEXT NOT NULL,
  toward_text TEXT,
  toward_mention INTEGER REFERENCES mentions (id),
  agreement INTEGER REFERENCES agreements (id),
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  rule TEXT NOT NULL
);

CREATE TABLE position_holders (
  position INTEGER NOT NULL REFERENCES positions (id),
  ordinal INTEGER NOT NULL,
  text TEXT NOT NULL,
  mention INTEGER REFERENCES mentions (id),
  actor INTEGER REFERENCES actors (id),
  PRIMARY KEY (position, ordinal)
) WITHOUT ROWID;

CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (id),
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  span_start INTEGER,
  span_end INTEGER
);
CREATE INDEX notes_code ON notes (code);

-- Written as Datasette looks for it.
CREATE VIRTUAL TABLE documents_fts USING fts5 (
  title, text, content="documents", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
  INSERT INTO documents_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN
  INSERT INTO documents_fts (documents_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;
CREATE TRIGGER documents_keep_their_text BEFORE UPDATE OF digest, text, title ON documents BEGIN
  SELECT RAISE(ABORT, 'a document never changes: add the new version beside it');
END;

CREATE VIEW current_documents AS
  SELECT * FROM documents WHERE superseded_by IS NULL AND pub_status = 'usable';

CREATE VIEW event_list AS
  SELECT e.id, e.document || '/' || (e.id % 1000000) AS event, e.document, d.published, d.outlet, d.title, d.url,
    e.plover, json_extract(e.modes, '$[0]') AS mode, e.status, e.earliest, e.latest,
    (SELECT group_concat(text, '; ') FROM event_roles r WHERE r.event = e.id AND r.role = 'actor') AS who,
    (SELECT group_concat(text, '; ') FROM event_roles r WHERE r.event = e.id AND r.role = 'recipient') AS whom,
    p.name AS place, p.country, p.latitude, p.longitude, p.precision,
    c.origin, e.text,
    substr(d.text, s.span_start + 1, s.span_end - s.span_start) AS sentence,
    d.superseded_by IS NULL AND d.pub_status = 'usable' AS current
  FROM events e
  JOIN documents d ON d.id = e.document
  JOIN claims c ON c.id = e.claim
  LEFT JOIN sentences s ON s.id = e.sentence
  LEFT JOIN places p ON p.id = e.place;

CREATE VIEW events_on_map AS
  SELECT * FROM event_list WHERE current AND latitude IS NOT NULL AND precision < 6;

CREATE VIEW figure_list AS
  SELECT f.mention AS id, m.document, d.published, d.outlet, f.measure, f.unit, f.lower, f.upper, f.point, f.strict,
    f.approximate, f.group_text, f.subset_of IS NOT NULL AS part, m.text, ef.event, c.origin, e.status
  FROM figures f
  JOIN mentions m ON m.id = f.mention
  JOIN documents d ON d.id = m.document
  LEFT JOIN event_figures ef ON ef.figure = f.mention
  LEFT JOIN events e ON e.id = ef.event
  LEFT JOIN claims c ON c.id = e.claim;

CREATE VIEW errors AS
  SELECT i.path, l.ordinal, l.cited_offset, l.cited_line, l.cited_record, l.message
  FROM ledger l JOIN inputs i ON i.id = l.input WHERE l.outcome = 'failed'
  UNION ALL
  SELECT path, NULL, NULL, NULL, NULL, message FROM inputs WHERE message IS NOT NULL;
