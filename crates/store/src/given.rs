//! A document as it was given, before anything is read from it.

use crate::sha256;

/// Where a document was read: enough to find its bytes again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The input: a path, or `stdin`.
    pub input: Option<String>,
    /// First byte.
    pub offset: Option<u64>,
    /// In bytes.
    pub length: Option<u64>,
    /// Line, from 1.
    pub line: Option<u64>,
    /// Its name in the input, as a WARC has them.
    pub record: Option<String>,
    /// `sha256:` and the digest of those bytes.
    pub digest: Option<String>,
}

/// Which edition of a story a document is, by its publisher.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// The publisher's name for the story, the same for all its editions.
    pub guid: String,
    /// A number, or the moment it was made.
    pub version: Option<String>,
    /// `usable`, `withheld` or `canceled`.
    pub status: String,
    /// `first`, `update`, `correction` or `withdrawal`.
    pub change: String,
    /// Other stories that this one takes the place of.
    pub supersedes: Vec<String>,
    /// To editors.
    pub note: Option<String>,
}

/// A document as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The text that all spans count in.
    pub text: String,
    /// The user's own name for it; no part of its digest.
    pub key: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Its headline, if given beside the text.
    pub title: Option<String>,
    /// Day of publication, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// `user`, `metadata`, `dateline` or `none`.
    pub published_basis: String,
    /// BCP 47 tag; no part of its digest, for it may be a guess that a later program makes otherwise.
    pub language: String,
    /// What made the text out of the input, and its version.
    pub extractor: Option<String>,
    /// Where it was read; no part of its digest.
    pub citation: Citation,
    /// Which edition it is.
    pub edition: Option<Edition>,
    /// What its reader met with: code and message; no part of its digest.
    pub notes: Vec<(String, String)>,
}

impl Given {
    /// The document's name, the same in every record: `sha256:` and the digest of its text and what was given with it.
    ///
    /// One text from two outlets is two documents; one text in two files is one.
    #[must_use]
    pub fn digest(&self) -> String {
        let edition = self.edition.as_ref();
        let fields = [
            Some(self.text.as_str()),
            self.outlet.as_deref(),
            self.url.as_deref(),
            self.title.as_deref(),
            self.published.as_deref(),
            Some(self.published_basis.as_str()),
            edition.map(|e| e.guid.as_str()),
            edition.and_then(|e| e.version.as_deref()),
            edition.map(|e| e.status.as_str()),
            edition.map(|e| e.change.as_str()),
        ];
        let mut bytes = Vec::with_capacity(self.text.len() + 256);
        for field in fields {
            // Each behind its length, so that no two lists of fields run into one.
            let length = field.map_or(u64::MAX, |f| f.len() as u64);
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(field.unwrap_or("").as_bytes());
        }
        sha256(bytes)
    }
    /// `sha256:` and the digest of the text alone, as the published record has it.
    #[must_use]
    pub fn text_digest(&self) -> String {
        sha256(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_tells_apart_what_was_given_and_not_where_it_lay() {
        let plain = Given { text: "Rebels left.".into(), outlet: Some("Courier".into()), ..Given::default() };
        let other = |change: fn(&mut Given)| {
            let mut given = plain.clone();
            change(&mut given);
            given.digest() == plain.digest()
        };
        assert!(other(|g| g.key = Some("news.jsonl:3".into())));
        assert!(other(|g| g.citation.offset = Some(7)));
        assert!(other(|g| g.language = "de".into()));
        assert!(!other(|g| g.text = "Rebels left".into()));
        assert!(!other(|g| g.outlet = Some("Herald".into())));
        assert!(!other(|g| g.published = Some("2024-05-03".into())));
        assert!(!other(|g| g.edition = Some(Edition::default())));
        // A field that is empty is not one that is absent, and none runs into the next.
        assert!(!other(|g| g.url = Some(String::new())));
        assert!(!other(|g| (g.outlet, g.url) = (None, Some("Courier".into()))));
    }
}
