//! Feeds that are asked again and again.

use crate::{Result, Store, sha256};
use rusqlite::{OptionalExtension, params};

/// What is known of a feed. Times are `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Where it is asked for.
    pub url: String,
    /// What the server called the state that was read last; sent back so that it need not send the same again.
    pub etag: Option<String>,
    /// When that state was made, in the server's words.
    pub last_modified: Option<String>,
    /// `sha256:` of what was read last; see [`Feed::digest`].
    pub body_digest: Option<String>,
    /// When it was last asked for.
    pub asked_at: Option<String>,
    /// When it may be asked for again: the server's own wish, or the wait after failures.
    pub not_before: Option<String>,
    /// How many times in a row it has failed.
    pub failures: u32,
    /// Why it failed last; none if it did not.
    pub message: Option<String>,
}

impl Feed {
    /// The digest of a body.
    #[must_use]
    pub fn digest(body: &[u8]) -> String {
        sha256(body)
    }
}

impl Store {
    /// What is known of the feed at an address; a blank one if nothing is.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn feed(&self, url: &str) -> Result<Feed> {
        let find = "SELECT etag, last_modified, body_digest, asked_at, not_before, failures, message FROM feeds WHERE url = ?1";
        let found = self.db.prepare_cached(find).and_then(|mut found| {
            let feed = found.query_row([url], |row| {
                Ok(Feed {
                    url: url.to_owned(),
                    etag: row.get(0)?,
                    last_modified: row.get(1)?,
                    body_digest: row.get(2)?,
                    asked_at: row.get(3)?,
                    not_before: row.get(4)?,
                    failures: row.get(5)?,
                    message: row.get(6)?,
                })
            });
            feed.optional()
        });
        let blank = || Feed { url: url.to_owned(), ..Feed::default() };
        self.told(found.map(|feed| feed.unwrap_or_else(blank)).map_err(Into::into))
    }
    /// Keeps what is known of a feed.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn keep_feed(&mut self, feed: &Feed) -> Result<()> {
        let Feed { url, etag, last_modified, body_digest, asked_at, not_before, failures, message } = feed;
        self.whole(|db, _| {
            db.execute(
                "INSERT INTO feeds (url, etag, last_modified, body_digest, asked_at, not_before, failures, message)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
                   body_digest = excluded.body_digest, asked_at = excluded.asked_at, not_before = excluded.not_before,
                   failures = excluded.failures, message = excluded.message",
                params![url, etag, last_modified, body_digest, asked_at, not_before, failures, message],
            )?;
            Ok(())
        })
    }
}
