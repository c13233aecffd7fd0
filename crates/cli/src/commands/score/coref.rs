//! Coreference of people, organisations and places: GUM's entity annotation, CoNLL F1.
//!
//! FILE is GUM's `entities_*.jsonl`; the trees' file of the same part (`*.conllu`) must lie beside it, for the text. The
//! text is read from scratch, as any story. A mention is found if a phrase has its head word, or if each of the two holds
//! the other's head ("United States" is headed by either word); of several such gold mentions ("X" and "X and Y") those
//! with the same head word go before, then the shortest. `conll_f1` is of the mentions that dateline finds by itself,
//! `conll_f1_gold_mentions` of the gold heads given. By type and by form, both sides are cut down to mentions of that type
//! or form: by the gold for mentions that are in it, by dateline's own view for those that are not.

use super::clusters::{Clusters, Sums};
use super::{Args, Measured};
use crate::exit::Failure;
use crate::input;
use dateline::{Chain, ChainForm, Coder, Origin, Span};
use serde::Deserialize;
use std::collections::BTreeMap;

const TYPES: [&str; 3] = ["person", "organization", "place"];
const FORMS: [&str; 3] = ["pronoun", "nominal", "name"];

#[derive(Deserialize)]
struct Record {
    doc: String,
    mentions: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    group: String,
    etype: String,
    sent_id: String,
    start: String,
    end: String,
    head: String,
    head_upos: String,
}

impl Gold {
    fn form(&self) -> &'static str {
        match self.head_upos.as_str() {
            "PROPN" => "name",
            "PRON" => "pronoun",
            _ => "nominal",
        }
    }
}

/// A document's text and where its words stand, by sentence and word id.
#[derive(Default)]
struct Text {
    text: String,
    words: BTreeMap<(String, String), Span>,
}

/// The documents of a CoNLL-U file by name: paragraphs apart, sentences with a blank between.
fn texts(conllu: &str) -> BTreeMap<String, Text> {
    let mut all: BTreeMap<String, Text> = BTreeMap::new();
    let (mut name, mut paragraph, mut sentence, mut cursor) = (String::new(), false, String::new(), 0usize);
    let mut until = 0usize;
    for line in conllu.lines() {
        let value = |key: &str| line.strip_prefix(key).map(str::trim);
        if let Some(doc) = value("# newdoc id =") {
            name = doc.to_owned();
            all.insert(name.clone(), Text::default());
        } else if line.starts_with("# newpar") && !line.starts_with("# newpar_") {
            paragraph = true;
        } else if let Some(id) = value("# sent_id =") {
            sentence = id.to_owned();
        } else if let Some(text) = value("# text =") {
            let Some(document) = all.get_mut(&name) else { continue };
            if !document.text.is_empty() {
                document.text.push_str(if paragraph { "\n\n" } else { " " });
            }
            paragraph = false;
            (cursor, until) = (document.text.len(), 0);
            document.text.push_str(text);
        } else if line.starts_with(|c: char| c.is_ascii_digit()) {
            let Some(document) = all.get_mut(&name) else { continue };
            let mut columns = line.split('\t');
            let (Some(id), Some(form)) = (columns.next(), columns.next()) else { continue };
            if let Some((first, last)) = id.split_once('-') {
                // A surface token of several words: they share its letters.
                let span = locate(&document.text, &mut cursor, form);
                let (first, last) = (first.parse().unwrap_or(0usize), last.parse().unwrap_or(0));
                (first..=last).for_each(|id| {
                    document.words.insert((sentence.clone(), id.to_string()), span);
                });
                until = last;
            } else if id.parse::<usize>().is_ok_and(|id| id > until) {
                let span = locate(&document.text, &mut cursor, form);
                document.words.insert((sentence.clone(), id.to_owned()), span);
            }
        }
    }
    all
}
fn locate(text: &str, cursor: &mut usize, form: &str) -> Span {
    let start = text[*cursor..].find(form).map_or(*cursor, |at| *cursor + at);
    let end = (start + form.len()).min(text.len());
    *cursor = end;
    Span::of(start..end)
}

/// A gold mention: where its head stands and what it is.
struct Key<'a> {
    head: Span,
    span: Span,
    gold: &'a Gold,
}

/// Which gold mention a found phrase is of.
fn matched(keys: &[Key], head: Span, span: Span) -> Option<u32> {
    let near = keys
        .iter()
        .enumerate()
        .filter(|(_, key)| key.head.overlaps(head) || key.span.overlaps(head) && key.head.overlaps(span));
    let length = |key: &Key| key.span.end() - key.span.start();
    near.min_by_key(|(_, key)| (!key.head.overlaps(head), length(key))).map(|(at, _)| at as u32)
}

#[derive(Default)]
struct Scores {
    all: Sums,
    by: BTreeMap<&'static str, Sums>,
}

impl Scores {
    fn add(&mut self, keys: &[Key], chains: &[Chain]) {
        let mut key: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (at, mention) in keys.iter().enumerate() {
            key.entry(mention.gold.group.as_str()).or_default().push(at as u32);
        }
        let key: Clusters = key.into_values().collect();
        // Found mentions that the gold lacks get numbers of their own.
        let (mut seen, mut next) = (std::collections::BTreeSet::new(), keys.len() as u32);
        let mut labels: BTreeMap<u32, (&str, &str)> = BTreeMap::new();
        for (at, mention) in keys.iter().enumerate() {
            let label =
                |list: &[&'static str], text: &str| list.iter().copied().find(|t| *t == text).unwrap_or("");
            labels.insert(at as u32, (label(&TYPES, &mention.gold.etype), mention.gold.form()));
        }
        let mut response: Clusters = vec![];
        for chain in chains {
            let mut cluster = vec![];
            for phrase in &chain.phrases {
                let id = match matched(keys, phrase.head, phrase.span).filter(|id| seen.insert(*id)) {
                    Some(id) => id,
                    None => {
                        let form = match phrase.form {
                            ChainForm::Pronoun => "pronoun",
                            ChainForm::Nominal => "nominal",
                            ChainForm::Name => "name",
                        };
                        labels.insert(next, (chain.kind, form));
                        next += 1;
                        next - 1
                    }
                };
                cluster.push(id);
            }
            response.push(cluster);
        }
        self.all.add(&key, &response);
        let cut = |clusters: &Clusters, name: &str| -> Clusters {
            let has = |id: &u32| labels.get(id).is_some_and(|(kind, form)| *kind == name || *form == name);
            let kept = clusters.iter().map(|c| c.iter().copied().filter(|id| has(id)).collect::<Vec<_>>());
            kept.filter(|c| !c.is_empty()).collect()
        };
        for name in TYPES.into_iter().chain(FORMS) {
            self.by.entry(name).or_default().add(&cut(&key, name), &cut(&response, name));
        }
    }
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let entities = input::text(&args.file)?;
    let beside = args.file.replace("entities_", "").replace(".jsonl", ".conllu");
    if beside == args.file {
        return Err(Failure::Data(format!("{}: GUM's entities_*.jsonl is meant", args.file)));
    }
    let texts = texts(&input::text(&beside)?);
    let (mut found, mut given) = (Scores::default(), Scores::default());
    let (mut records, mut misses) = (0, vec![]);
    let mut reader = coder.reader();
    for (number, line) in entities.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let record: Record = serde_json::from_str(line)
            .map_err(|error| Failure::Data(format!("{}:{}: {error}", args.file, number + 1)))?;
        if args.documents.as_ref().is_some_and(|prefix| !record.doc.starts_with(prefix.as_str())) {
            continue;
        }
        let Some(text) = texts.get(&record.doc) else {
            return Err(Failure::Data(format!("{beside}: there is no document {}", record.doc)));
        };
        let place = |gold: &Gold, id: &String| text.words.get(&(gold.sent_id.clone(), id.clone())).copied();
        let typed = record.mentions.iter().filter(|m| TYPES.contains(&m.etype.as_str()));
        let keys: Vec<Key> = typed
            .filter_map(|gold| {
                let (first, last) = (place(gold, &gold.start)?, place(gold, &gold.end)?);
                let head = place(gold, &gold.head)?;
                Some(Key { head, span: first.cover(last).cover(head), gold })
            })
            .collect();
        records += keys.len();
        let heads: Vec<Span> = keys.iter().map(|key| key.head).collect();
        let document = |coder: &Coder| coder.document(text.text.clone(), Origin::default());
        let own: Vec<Chain> =
            reader.chains(&document(coder), None).into_iter().filter(|c| !c.kind.is_empty()).collect();
        found.add(&keys, &own);
        given.add(&keys, &reader.chains(&document(coder), Some(&heads)));
        if args.misses {
            for chain in &own {
                let words: Vec<String> = chain
                    .phrases
                    .iter()
                    .map(|p| {
                        let gold = matched(&keys, p.head, p.span)
                            .map_or("-", |id| keys[id as usize].gold.group.as_str());
                        format!("{}[{gold}]", p.head.text(&text.text))
                    })
                    .collect();
                misses.push(format!("{} {}: {}", record.doc, chain.kind, words.join(" ")));
            }
        }
    }
    let mut measured = Measured::new("coref", &args.file, records);
    measured.add("conll_f1", found.all.conll_f1());
    measured.add("muc_f1", found.all.muc_f1());
    measured.add("b_cubed_f1", found.all.b_cubed_f1());
    measured.add("ceaf_e_f1", found.all.ceaf_e_f1());
    for (name, sums) in &found.by {
        measured.add(&format!("{name}_conll_f1"), sums.conll_f1());
    }
    measured.add("conll_f1_gold_mentions", given.all.conll_f1());
    measured.add("muc_f1_gold_mentions", given.all.muc_f1());
    measured.add("b_cubed_f1_gold_mentions", given.all.b_cubed_f1());
    measured.add("ceaf_e_f1_gold_mentions", given.all.ceaf_e_f1());
    for (name, sums) in &given.by {
        measured.add(&format!("{name}_conll_f1_gold_mentions"), sums.conll_f1());
    }
    Ok((measured, misses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_the_text_of_their_document() {
        let conllu = "# newdoc id = a\n# newpar\n# sent_id = a-1\n# text = I don't go.\n1\tI\t_\n2-3\tdon't\t_\n2\tdo\t_\n\
            3\tn't\t_\n4\tgo\t_\n5\t.\t_\n\n# newpar\n# sent_id = a-2\n# text = She goes.\n1\tShe\t_\n2\tgoes\t_\n3\t.\t_\n\n\
            # sent_id = a-3\n# text = Go.\n1\tGo\t_\n2\t.\t_\n";
        let texts = texts(conllu);
        let text = &texts["a"];
        assert_eq!(text.text, "I don't go.\n\nShe goes. Go.");
        let word =
            |sentence: &str, id: &str| text.words[&(sentence.to_owned(), id.to_owned())].text(&text.text);
        assert_eq!(word("a-1", "3"), "don't");
        assert_eq!(word("a-1", "4"), "go");
        assert_eq!(word("a-2", "1"), "She");
        assert_eq!(word("a-3", "1"), "Go");
    }

    #[test]
    fn of_gold_mentions_with_one_head_the_shortest_is_meant() {
        let gold = |group: &str| Gold {
            group: group.into(),
            etype: "person".into(),
            sent_id: String::new(),
            start: String::new(),
            end: String::new(),
            head: String::new(),
            head_upos: "PROPN".into(),
        };
        let (pair, one) = (gold("1"), gold("2"));
        let head = Span::of(0..3);
        let keys = [Key { head, span: Span::of(0..11), gold: &pair }, Key { head, span: head, gold: &one }];
        assert_eq!(matched(&keys, head, head), Some(1));
        assert_eq!(matched(&keys, Span::of(4..6), Span::of(4..6)), None);
        // Each holds the other's head, though the heads differ.
        assert_eq!(matched(&keys, Span::of(4..6), Span::of(0..6)), Some(0));
    }
}
