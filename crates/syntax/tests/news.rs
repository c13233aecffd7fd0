//! Readings of our own news sentences: roots and the arcs that an event coder lives on.

use dateline_record::{Analysis, Span};
use dateline_syntax::Model;

/// Share of roots and arcs that must be right, in percent.
const FLOOR: f64 = 95.0;

#[test]
fn news_sentences_are_read_as_they_are_meant() {
    let model = Model::load(dateline_models::ENGLISH).unwrap();
    let mut parser = model.parser();
    let (mut right, mut all, mut roots, mut sentences, mut whole) = (0, 0, 0, 0, 0);
    for line in include_str!("news.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let [text, root, arcs] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("no row: {line}") };
        let analysis = parser.analyze(text, &[Span::of(0..text.len())]);
        let mut wrong = Vec::new();
        let index = find(&analysis, text, root);
        let root_is_right = analysis.tokens[index].head as usize == index;
        if !root_is_right {
            wrong.push(format!("{root} is no root"));
        }
        roots += usize::from(root_is_right);
        for arc in arcs.split_whitespace() {
            all += 1;
            match disagreement(&analysis, text, arc) {
                None => right += 1,
                Some(problem) => wrong.push(problem),
            }
        }
        sentences += 1;
        whole += usize::from(wrong.is_empty());
        if !wrong.is_empty() {
            println!("{text}\n    {}", wrong.join("; "));
        }
    }
    assert!(sentences >= 80, "{sentences}");
    let share = 100.0 * f64::from(right + roots as u32) / f64::from(all + sentences as u32);
    println!("roots {roots} of {sentences}, arcs {right} of {all}, whole sentences {whole}: {share:.1} %");
    assert!(share >= FLOOR, "{share:.1} % of roots and arcs are right, floor {FLOOR}");
}

/// What is wrong with an arc written as dependent>governor:relation, if anything.
fn disagreement(analysis: &Analysis, text: &str, arc: &str) -> Option<String> {
    let (dependent, rest) = arc.split_once('>').expect("an arc has a >");
    let (governor, relation) = rest.split_once(':').expect("an arc has a :");
    let token = &analysis.tokens[find(analysis, text, dependent)];
    let head = token.head as usize;
    let said = token.deprel.as_str();
    let universal = said.split(':').next().unwrap_or(said);
    let as_meant = relation.split('|').any(|relation| said == relation || universal == relation);
    if head == find(analysis, text, governor) && as_meant {
        return None;
    }
    Some(format!("{arc} is {said} of {}", analysis.tokens[head].span.text(text)))
}

/// The index of a word; `word#2` is the second such.
#[track_caller]
fn find(analysis: &Analysis, text: &str, word: &str) -> usize {
    let (word, number) =
        word.split_once('#').map_or((word, 1), |(word, n)| (word, n.parse().expect("a number follows #")));
    let mut found = (0..analysis.tokens.len()).filter(|&i| analysis.tokens[i].span.text(text) == word);
    found.nth(number - 1).unwrap_or_else(|| panic!("no token `{word}` in: {text}"))
}
