//! What must hold of the model that ships.

use dateline_record::{Analysis, Deprel, Span, Upos};
use dateline_syntax::{Kernel, Model, ModelError, conllu};
use proptest::prelude::*;

fn bytes() -> &'static [u8] {
    dateline_models::ENGLISH
}

fn model() -> &'static Model {
    static MODEL: std::sync::LazyLock<Model> =
        std::sync::LazyLock::new(|| Model::load(bytes()).expect("the model ships whole"));
    &MODEL
}

fn analyze(text: &str) -> Analysis {
    model().parser().analyze(text, &[Span::of(0..text.len())])
}

const STORY: &str = "\
Syria war: Rebels shell Idlib

BEIRUT (Agency) — Turkish-backed rebels shelled the town of Saraqib on Tuesday, killing at least 12 people, \
officials said. “We won’t leave,” Gen. Ahmad al-Hassan told reporters in Ankara. The U.N. envoy hasn't \
commented; Moscow's foreign ministry denied that its jets had bombed a hospital.

TROOPS ENTER CITY, U.S. SAYS

• Two soldiers died
• The truce, which was agreed in Doha, holds
Mr. Lavrov said he would visit Tehran next week to discuss “a 5 to 8km zone” along the border. It wasn't \
clear who'd pay $2.5bn for it!!! Смотри: السودان 👩‍👩‍👧 www.example.org/a?b=c (see p. 3).";

/// One root in each sentence, every head in its sentence, and no cycle.
#[track_caller]
fn assert_trees(analysis: &Analysis) {
    let mut covered = 0;
    for sentence in &analysis.sentences {
        assert_eq!(sentence.tokens().start, covered, "sentences leave out no token");
        covered = sentence.tokens().end;
        let mut roots = 0;
        for index in sentence.tokens() {
            let token = &analysis.tokens[index];
            assert!(sentence.span.contains(token.span));
            assert_eq!(token.head as usize == index, token.deprel == Deprel::Root);
            roots += usize::from(token.head as usize == index);
            let mut at = index;
            for _ in sentence.tokens() {
                assert!(sentence.tokens().contains(&at), "a head lies outside its sentence");
                at = analysis.tokens[at].head as usize;
            }
            assert_eq!(analysis.tokens[at].deprel, Deprel::Root, "every word leads to the root");
        }
        assert_eq!(roots, 1);
    }
    assert_eq!(covered, analysis.tokens.len());
}

/// Everything but white space and layout marks is in some token.
#[track_caller]
fn assert_nothing_lost(text: &str, analysis: &Analysis) {
    let layout = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
    };
    let mut at = 0;
    for token in &analysis.tokens {
        let range = token.span.range();
        assert!(range.start >= at, "tokens overlap");
        assert!(text[at..range.start].chars().all(layout), "lost: {:?}", &text[at..range.start]);
        assert!(!range.is_empty());
        at = range.end;
    }
    assert!(text[at..].chars().all(layout), "lost: {:?}", &text[at..]);
}

#[test]
fn every_kernel_gives_the_same_analysis() {
    let kernels = Kernel::available();
    let stretch = [Span::of(0..STORY.len())];
    let reference = Model::load_for(bytes(), *kernels.last().unwrap()).unwrap();
    let expected = reference.parser().analyze(STORY, &stretch);
    assert!(expected.tokens.len() > 100);
    for kernel in kernels {
        let model = Model::load_for(bytes(), kernel).unwrap();
        assert_eq!(model.parser().analyze(STORY, &stretch), expected, "{}", kernel.name());
    }
}

#[test]
fn what_was_parsed_before_changes_nothing() {
    let stretch = [Span::of(0..STORY.len())];
    let mut used = model().parser();
    let first = used.analyze(STORY, &stretch);
    // More word types than are kept.
    let noise: String = (0..20_000).map(|i| format!("w{i:x} ")).collect();
    used.analyze(&noise, &[Span::of(0..noise.len())]);
    assert_eq!(used.analyze(STORY, &stretch), first);
}

#[test]
fn sentences_parsed_together_are_parsed_as_if_alone() {
    let sentences =
        [vec!["Rebels", "shelled", "the", "town", "."], vec!["Talks", "failed"], vec![], vec!["No"]];
    let together = model().parser().parse(&sentences);
    for (sentence, parsed) in sentences.iter().zip(&together) {
        assert_eq!(sentence.len(), parsed.len());
        assert_eq!(&model().parser().parse(std::slice::from_ref(sentence))[0], parsed);
    }
}

#[test]
fn a_plain_sentence_is_understood() {
    let text = "Rebel forces shelled the town on Tuesday.";
    let analysis = analyze(text);
    let [rebel, forces, shelled, the, town, on, tuesday, stop] = &analysis.tokens[..] else {
        panic!("{analysis:?}")
    };
    assert_eq!((shelled.upos, shelled.deprel, shelled.lemma.as_str()), (Upos::Verb, Deprel::Root, "shell"));
    assert_eq!((forces.deprel, forces.head, forces.lemma.as_str()), (Deprel::Nsubj, 2, "force"));
    assert_eq!((town.deprel, town.head), (Deprel::Obj, 2));
    assert_eq!((tuesday.upos, tuesday.head), (Upos::Propn, 2));
    assert_eq!(
        (rebel.head, the.deprel, on.deprel, stop.deprel),
        (1, Deprel::Det, Deprel::Case, Deprel::Punct)
    );
}

#[test]
fn people_counted_with_at_least_are_still_killed() {
    let text = "An air strike on a market killed at least 12 people.";
    let analysis = analyze(text);
    let people = analysis.tokens.iter().find(|token| token.span.text(text) == "people").unwrap();
    assert_eq!((people.deprel, analysis.tokens[people.head as usize].lemma.as_str()), (Deprel::Obj, "kill"));
}

#[test]
fn capitals_do_not_hide_the_verb() {
    let analysis = analyze("REBEL FORCES SHELLED THE TOWN ON TUESDAY");
    let shelled = &analysis.tokens[2];
    assert_eq!((shelled.upos, shelled.deprel, shelled.lemma.as_str()), (Upos::Verb, Deprel::Root, "shell"));
    assert_eq!((analysis.tokens[1].deprel, analysis.tokens[4].deprel), (Deprel::Nsubj, Deprel::Obj));
}

#[test]
fn a_sentence_never_crosses_a_stretch_or_a_blank_line() {
    let text = "Truce holds in\n\nGaza and Israel";
    let cut = text.find("and").unwrap();
    let analysis = model().parser().analyze(text, &[Span::of(0..cut), Span::of(cut..text.len())]);
    let shown: Vec<&str> = analysis.sentences.iter().map(|sentence| sentence.span.text(text)).collect();
    assert_eq!(shown, ["Truce holds in", "Gaza", "and Israel"]);
}

#[test]
fn stretches_that_do_not_fit_the_text_are_passed_over() {
    let text = "é";
    let analysis = model().parser().analyze(text, &[Span::new(1, 2), Span::new(5, 90), Span::new(0, 2)]);
    assert_eq!(analysis.tokens.len(), 1);
}

#[test]
fn a_truncated_or_altered_file_is_refused() {
    let whole = bytes();
    for length in [0, 7, 30, 52, whole.len() / 2, whole.len() - 1] {
        assert!(Model::load(&whole[..length]).is_err(), "{length} bytes");
    }
    let mut altered = whole.to_vec();
    altered[whole.len() / 2] ^= 4;
    assert_eq!(Model::load(&altered).err(), Some(ModelError::Checksum));
}

#[test]
fn ten_thousand_words_without_a_stop_are_cut_into_trees() {
    let text = "rebels and ".repeat(5_000);
    let analysis = analyze(&text);
    assert_eq!(analysis.tokens.len(), 10_000);
    assert!(analysis.sentences.iter().all(|sentence| sentence.tokens().len() <= 200));
    let words = vec!["rebels"; 10_000];
    let parsed = &model().parser().parse(&[words])[0];
    let roots = parsed.iter().enumerate().filter(|(index, word)| word.head as usize == *index).count();
    assert_eq!((parsed.len(), roots), (10_000, 1));
}

#[test]
fn conllu_written_is_read_back() {
    let analysis = analyze(STORY);
    assert_trees(&analysis);
    assert_nothing_lost(STORY, &analysis);
    let read = conllu::read(&conllu::write(STORY, &analysis, "story")).unwrap();
    let mut expected = conllu::sentences(STORY, &analysis);
    for (index, sentence) in expected.iter_mut().enumerate() {
        sentence.id = format!("story-{}", index + 1);
    }
    assert_eq!(read, expected);
    assert!(read.iter().any(|sentence| sentence.surfaces.iter().any(|token| token.form == "hasn't")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_becomes_trees_and_loses_nothing(text in r#"(\PC|[ \n.,;:!?'’"“”()\[\]$%&@#/\-–—a-zA-Z0-9]){0,120}"#) {
        let analysis = analyze(&text);
        assert_trees(&analysis);
        assert_nothing_lost(&text, &analysis);
    }

    #[test]
    fn any_text_is_the_same_to_every_kernel(text in r#"((the|army|Rebels|shelled|Idlib|said|that|12|people|who|and|\PC)[ ,.”\n-]?){0,60}"#) {
        static MODELS: std::sync::LazyLock<Vec<(&str, Model)>> = std::sync::LazyLock::new(|| {
            let load = |kernel: Kernel| Model::load_for(bytes(), kernel).expect("the model ships whole");
            Kernel::available().into_iter().map(|kernel| (kernel.name(), load(kernel))).collect()
        });
        let expected = analyze(&text);
        for (name, model) in MODELS.iter() {
            let found = model.parser().analyze(&text, &[Span::of(0..text.len())]);
            prop_assert_eq!(&found, &expected, "{}", name);
        }
    }

    #[test]
    fn any_characters_become_trees(text in any::<String>()) {
        let analysis = analyze(&text);
        assert_trees(&analysis);
        assert_nothing_lost(&text, &analysis);
    }
}
