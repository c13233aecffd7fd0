-- An incident that is new, says something else than before, or is no more, in the order in which that was found out.
CREATE TABLE incident_changes (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('added', 'changed', 'removed')),
  -- Of one that is no more: names of those that its events are of since, as JSON.
  became TEXT,
  changed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE INDEX incident_changes_name ON incident_changes (name);
INSERT INTO incident_changes (name, what) SELECT name, 'added' FROM incidents ORDER BY id;
