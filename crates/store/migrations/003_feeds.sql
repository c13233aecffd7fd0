-- Feeds that are asked again and again, and what the server last said of each.

CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  etag TEXT,
  last_modified TEXT,
  body_digest TEXT,
  asked_at TEXT,
  not_before TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  message TEXT
);
