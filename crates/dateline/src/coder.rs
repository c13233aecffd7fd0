//! The whole path from a document to its reading.

use crate::news;
use crate::read::{Furniture, assembled, sections};
use crate::recase::recase;
use dateline_extract::{Chain, Toponym, Tried};
use dateline_lexicon::{Gazetteer, Lexicon, Problem, SourceFile};
use dateline_record::{Analysis, Document, Note, Origin, PubStatus, Reading, SectionKind, Span};
use dateline_syntax::{Model, Parser};

/// Model and dictionaries, shared by all threads.
pub struct Coder {
    /// The parser's model.
    pub model: Model,
    /// The dictionaries.
    pub lexicon: Lexicon,
    /// Words of a document that are read; what stands behind them is not, and the reading notes it.
    pub max_words: usize,
}

/// Words of a document that are read unless it is said otherwise: more than 2 MiB of English hold, fewer than 2 MiB of marks.
pub const MAX_WORDS: usize = 600_000;

impl Coder {
    /// The model and the data files that are built in.
    ///
    /// # Panics
    /// Never in a released build: tests load both.
    #[must_use]
    pub fn built_in() -> Coder {
        Coder { model: Coder::built_in_model(), lexicon: Coder::built_in_lexicon(), max_words: MAX_WORDS }
    }
    /// The data files and gazetteers that are built in.
    ///
    /// # Panics
    /// Never in a released build: tests load them.
    #[must_use]
    pub fn built_in_lexicon() -> Lexicon {
        let mut lexicon =
            Lexicon::load(&Coder::built_in_files()).expect("the built-in data files pass `dateline check`");
        Coder::built_in_gazetteers().into_iter().for_each(|g| lexicon.add_gazetteer(g));
        lexicon
    }
    /// The gazetteers that are built in.
    ///
    /// # Panics
    /// Never in a released build: tests load them.
    #[must_use]
    pub fn built_in_gazetteers() -> Vec<Gazetteer> {
        let load = |(_, bytes): &(&str, &'static [u8])| {
            Gazetteer::load((*bytes).into()).expect("the built-in gazetteer is whole")
        };
        dateline_data::GAZETTEERS.iter().map(load).collect()
    }
    /// The built-in model with other data files and further gazetteers, by path. Where there are no files, those built in
    /// are read; a gazetteer of the path of one that is built in stands in its place.
    ///
    /// # Errors
    /// Every problem in the files.
    pub fn with_data(files: &[SourceFile], more: Vec<(String, Vec<u8>)>) -> Result<Coder, Vec<Problem>> {
        let mut lexicon =
            if files.is_empty() { Lexicon::load(&Coder::built_in_files())? } else { Lexicon::load(files)? };
        for (path, bytes) in dateline_data::GAZETTEERS {
            if !more.iter().any(|(other, _)| other == path)
                && let Ok(gazetteer) = Gazetteer::load((*bytes).into())
            {
                lexicon.add_gazetteer(gazetteer);
            }
        }
        for (path, bytes) in more {
            let gazetteer = Gazetteer::load(bytes.into())
                .map_err(|error| vec![Problem { path, line: 1, message: error.to_string() }])?;
            lexicon.add_gazetteer(gazetteer);
        }
        Ok(Coder { model: Coder::built_in_model(), lexicon, max_words: MAX_WORDS })
    }
    fn built_in_model() -> Model {
        Model::load(dateline_models::ENGLISH).expect("the built-in model is whole")
    }
    /// The data files that are built in.
    #[must_use]
    pub fn built_in_files() -> Vec<SourceFile> {
        dateline_data::FILES.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect()
    }

    /// A document of plain text, with its headline and site furniture marked.
    #[must_use]
    pub fn document(&self, text: String, origin: Origin) -> Document {
        let furniture = Furniture { boilerplate: &self.lexicon.boilerplate, related: &self.lexicon.related };
        let sections = sections(&text, origin.title.as_deref(), &furniture);
        Document::new(text, origin, sections)
    }

    /// A document of parts that are known for what they are, its text made of them: one paragraph each. Body that looks like
    /// site furniture or begins with a dateline is marked as such.
    #[must_use]
    pub fn document_of(&self, parts: &[(SectionKind, String)], origin: Origin) -> Document {
        let furniture = Furniture { boilerplate: &self.lexicon.boilerplate, related: &self.lexicon.related };
        let (text, sections) = assembled(parts, &furniture);
        Document::new(text, origin, sections)
    }

    /// A reader with scratch space of its own: one a thread.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader { parser: self.model.parser(), coder: self, max_words: self.max_words }
    }
}

/// Reads documents, one after another.
pub struct Reader<'a> {
    parser: Parser<'a>,
    coder: &'a Coder,
    /// Words of a document that are read: those of its coder, until another number is given.
    pub max_words: usize,
}

impl Reader<'_> {
    /// Sentences, tokens and trees of a document; none if it is in another language than English, or withheld or withdrawn by
    /// its publisher.
    pub fn analyze(&mut self, document: &Document) -> Analysis {
        self.analyze_while(document, &|| true).map(|(analysis, _)| analysis).unwrap_or_default()
    }
    /// The same, and where begins what stands behind the most words that are read. None as soon as `go_on` says no.
    fn analyze_while(
        &mut self,
        document: &Document,
        go_on: &dyn Fn() -> bool,
    ) -> Option<(Analysis, Option<usize>)> {
        if !is_english(document) || !is_usable(document) {
            return Some((Analysis::default(), None));
        }
        let cased = recase(document, &self.coder.model, &self.coder.lexicon);
        let text = cased.as_deref().unwrap_or(document.text());
        let whole = [Span::of(0..text.len())];
        let stretches: Vec<Span> = document.sections.iter().map(|s| s.span).collect();
        let stretches = if stretches.is_empty() { &whole[..] } else { &stretches };
        let mut names = vec![];
        let stand_ins = |tokens: &[Span]| {
            names = news::names(text, tokens, &self.coder.lexicon);
            names.clone()
        };
        let (mut analysis, left) =
            self.parser.analyze_while(text, stretches, self.max_words, go_on, stand_ins)?;
        news::parse_again(text, &mut analysis, &names, &mut self.parser, &self.coder.lexicon, go_on)?;
        news::actives(text, &mut analysis);
        news::finite_participles(text, &mut analysis);
        news::raise_finite_verbs(&mut analysis);
        news::subjects_before(&mut analysis);
        news::subjects_of_clauses(&mut analysis);
        news::verbs_with_particles(&mut analysis);
        news::content_behind(text, &mut analysis, &self.coder.lexicon);
        news::content_before(text, &mut analysis, &self.coder.lexicon);
        news::rehang_participles(text, &mut analysis);
        news::nested_speech(text, &mut analysis, &self.coder.lexicon);
        news::headline_verbs(text, &mut analysis, &self.coder.lexicon);
        analysis.cased = cased;
        go_on().then_some((analysis, left))
    }
    /// What a document says.
    pub fn read(&mut self, document: Document) -> Reading {
        self.read_with_analysis(document).0
    }
    /// What a document says, and the trees it was read from.
    pub fn read_with_analysis(&mut self, document: Document) -> (Reading, Analysis) {
        self.read_while(document, &|| true).expect("nobody stops it")
    }
    /// The same; nothing as soon as `go_on` says no. It is asked many times a second, from this thread. So whoever has a clock
    /// can end what takes too long: what is read never depends on it, only whether there is a reading.
    pub fn read_while(
        &mut self,
        document: Document,
        go_on: &dyn Fn() -> bool,
    ) -> Option<(Reading, Analysis)> {
        let (analysis, left) = self.analyze_while(&document, go_on)?;
        let reading = dateline_extract::read_while(document, &analysis, &self.coder.lexicon, go_on)?;
        Some((noted(reading, left.map(|at| (at, self.max_words))), analysis))
    }
    /// Every place name of a document and the place it means, whatever mention it is part of.
    pub fn toponyms(&mut self, document: &Document) -> Vec<Toponym> {
        let analysis = self.analyze(document);
        dateline_extract::toponyms(document, &analysis, &self.coder.lexicon)
    }
    /// Who and what a document mentions again. `only`, if given, are the words that head a phrase.
    pub fn chains(&mut self, document: &Document, only: Option<&[Span]>) -> Vec<Chain> {
        let analysis = self.analyze(document);
        dateline_extract::chains(document, &analysis, &self.coder.lexicon, only)
    }
    /// What a document says, its trees, and what was tried at which word.
    pub fn explain(&mut self, document: Document) -> (Reading, Analysis, Vec<Tried>) {
        let (analysis, left) = self.analyze_while(&document, &|| true).unwrap_or_default();
        let (reading, tried) = dateline_extract::explain(document, &analysis, &self.coder.lexicon);
        (noted(reading, left.map(|at| (at, self.max_words))), analysis, tried)
    }
}

fn is_english(document: &Document) -> bool {
    let language = document.origin.language.as_deref().unwrap_or("en").to_lowercase();
    language.is_empty() || language == "eng" || language.split(['-', '_']).next() == Some("en")
}

fn is_usable(document: &Document) -> bool {
    document.origin.edition.as_ref().is_none_or(|edition| edition.status == PubStatus::Usable)
}

/// Adds what a user should know of the text itself; `left` is where begins what was not read, and how many words were.
fn noted(mut reading: Reading, left: Option<(usize, usize)>) -> Reading {
    if let Some((at, most)) = left {
        reading.notes.push(Note {
            code: "too-many-words".into(),
            span: Some(Span::of(at..reading.document.text().len())),
            message: format!("only the first {most} words are read; raise --max-words or split the document"),
        });
    }
    reading.notes.extend(reading.document.origin.notes.iter().cloned());
    if let Some(edition) = reading.document.origin.edition.as_ref().filter(|_| !is_usable(&reading.document))
    {
        let what = match edition.status {
            PubStatus::Canceled => "has withdrawn this story",
            _ => "withholds this story",
        };
        reading.notes.push(Note {
            code: edition.status.as_str().into(),
            span: None,
            message: format!("its publisher {what} (`{}`); nothing is read from it", edition.guid),
        });
    }
    if reading.document.text().trim().is_empty() {
        reading.notes.push(Note {
            code: "empty-document".into(),
            span: None,
            message: "the document holds no text".into(),
        });
    }
    if !is_english(&reading.document) {
        let language = reading.document.origin.language.clone().unwrap_or_default();
        reading.notes.push(Note {
            code: "other-language".into(),
            span: None,
            message: format!("the document's language is `{language}`; only English is read"),
        });
    }
    if let Some(at) = reading.document.text().find('\u{fffd}') {
        reading.notes.push(Note {
            code: "replaced-bytes".into(),
            span: Some(Span::of(at..at + '\u{fffd}'.len_utf8())),
            message: "bytes that are no UTF-8 stand as U+FFFD from here on".into(),
        });
    }
    reading
}
