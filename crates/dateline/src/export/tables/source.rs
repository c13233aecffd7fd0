//! A published record with what is at hand beside it.

use crate::published::{ActorRecord, MentionRecord, PlaceRecord, Range, Record, SpeakerRecord, TimeRecord};
use jiff::civil::Date;

/// A published record with what is at hand beside it: the name of its document, and its text.
pub struct Source<'a> {
    /// The record.
    pub record: &'a Record,
    /// Name of the document, the same in every run.
    pub name: String,
    text: Option<Text<'a>>,
}

/// A text that is cut by code points.
struct Text<'a> {
    text: &'a str,
    /// Where each code point begins; empty for ASCII.
    starts: Vec<u32>,
}

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Text<'a> {
        let starts =
            if text.is_ascii() { vec![] } else { text.char_indices().map(|(at, _)| at as u32).collect() };
        Text { text, starts }
    }
    fn cut(&self, [start, end]: Range) -> Option<&'a str> {
        let byte = |point: u32| match self.starts.get(point as usize) {
            Some(byte) => *byte as usize,
            None if self.starts.is_empty() => point as usize,
            None => self.text.len(),
        };
        self.text.get(byte(start)..byte(end))
    }
}

impl<'a> Source<'a> {
    /// A record under the name that [`merging::name`](crate::merging::name) gives it, with the text that it holds itself.
    #[must_use]
    pub fn new(record: &'a Record) -> Source<'a> {
        Source::with(record, None, None)
    }
    /// A record with its document's name in a file of `dateline add`, and its text.
    #[must_use]
    pub fn with(record: &'a Record, name: Option<&str>, text: Option<&'a str>) -> Source<'a> {
        Source {
            record,
            name: name.map_or_else(|| crate::merging::name(record).to_string(), str::to_owned),
            text: text.or(record.document.text.as_deref()).map(Text::new),
        }
    }

    /// Words of the text, if it is at hand.
    #[must_use]
    pub fn words(&self, span: Range) -> Option<&'a str> {
        self.text.as_ref()?.cut(span)
    }
    /// Words of the text, or out of words that the record holds.
    pub(crate) fn words_or(&self, span: Range, within: Range, words: &str) -> Option<String> {
        if let Some(words) = self.words(span) {
            return Some(words.to_owned());
        }
        let inside = within[0] <= span[0] && span[0] <= span[1] && span[1] <= within[1];
        inside.then(|| {
            words.chars().skip((span[0] - within[0]) as usize).take((span[1] - span[0]) as usize).collect()
        })
    }

    pub(crate) fn mention(&self, id: u32) -> Option<&'a MentionRecord> {
        self.record.mentions.get(id as usize)
    }
    pub(crate) fn actor(&self, id: Option<u32>) -> Option<&'a ActorRecord> {
        self.mention(id?)?.actor.as_ref()
    }
    pub(crate) fn place(&self, id: Option<u32>) -> Option<&'a PlaceRecord> {
        self.mention(id?)?.place.as_ref()
    }
    pub(crate) fn time(&self, id: Option<u32>) -> Option<&'a TimeRecord> {
        self.mention(id?)?.time.as_ref()
    }
    pub(crate) fn edtf(&self, id: Option<u32>) -> Option<String> {
        self.time(id)?.edtf.clone()
    }
    /// Day of publication.
    pub(crate) fn published(&self) -> Option<Date> {
        day(self.record.document.published.as_deref())
    }
    /// The outlet, or `outlet` where it is not known.
    pub(crate) fn outlet(&self) -> &'a str {
        self.record.document.source.as_deref().unwrap_or("outlet")
    }
    pub(crate) fn speaker(&self, speaker: &SpeakerRecord) -> String {
        speaker.text.clone().unwrap_or_else(|| self.outlet().to_owned())
    }
    /// Voices of a claim, outermost to innermost.
    pub(crate) fn chain(&self, claim: u32) -> Vec<String> {
        let claim = self.record.claims.get(claim as usize);
        claim.map(|c| c.chain.iter().map(|s| self.speaker(s)).collect()).unwrap_or_default()
    }
    /// The innermost speaker of a claim.
    pub(crate) fn origin(&self, claim: u32) -> String {
        let last = self.record.claims.get(claim as usize).and_then(|c| c.chain.last());
        last.map_or_else(|| self.outlet().to_owned(), |s| self.speaker(s))
    }
    /// The actor that is the innermost speaker of a claim.
    pub(crate) fn origin_actor(&self, claim: u32) -> Option<&'a ActorRecord> {
        self.actor(self.record.claims.get(claim as usize)?.chain.last()?.mention)
    }
    pub(crate) fn event_id(&self, name: &str) -> String {
        format!("{}#{name}", self.name)
    }
    pub(crate) fn claim_id(&self, claim: u32) -> String {
        format!("{}#c{claim}", self.name)
    }
    pub(crate) fn figure_id(&self, mention: u32) -> String {
        format!("{}#m{mention}", self.name)
    }
    /// The sentence that holds a place in the text.
    pub(crate) fn sentence(&self, at: u32) -> Option<Range> {
        self.record.sentences.iter().map(|s| s.span).find(|s| s[0] <= at && at < s[1])
    }
    /// The kind of section that holds a place in the text.
    pub(crate) fn section(&self, at: u32) -> Option<String> {
        let section = self.record.sections.iter().find(|s| s.span[0] <= at && at < s.span[1]);
        section.map(|s| s.kind.clone())
    }
}

pub(crate) fn day(text: Option<&str>) -> Option<Date> {
    text?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_no_text_has_cut_nothing() {
        let line = r#"{"schema":1,"dateline":"0.1.0","model":"m","data":"d","document":{"id":"sha256:0","key":null,"source":null,
            "url":null,"title":null,"published":null,"published_basis":"none","language":"en","length":0},"sections":[],
            "sentences":[],"mentions":[],"claims":[],"events":[],"controls":[],"agreements":[],"positions":[],"relations":[],
            "notes":[]}"#;
        let record: Record = serde_json::from_str(line).expect("a record");
        let source = Source::with(&record, Some("a"), Some("é, the army"));
        assert_eq!(source.words([3, 6]), Some("the"));
        assert_eq!((source.words([6, 3]), source.words([3, 60])), (None, Some("the army")));
        let bare = Source::with(&record, Some("a"), None);
        assert_eq!(bare.words_or([11, 13], [10, 20], "the army").as_deref(), Some("he"));
        assert_eq!(bare.words_or([13, 11], [10, 20], "the army"), None);
    }
}
