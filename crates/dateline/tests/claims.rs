//! According to whom: the tables of `tests/claims/`, row by row. Rows that are not right yet are listed in
//! `*.failing` beside them: the list may only shrink, and a row that is right must leave it.

use dateline::{
    Claim, ClaimId, Coder, Event, Factuality, Interest, Level, MentionKind, Origin, PublishedBasis, Reading,
    Role, Span, Speaker, Status, TimeRelation,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/claims").join(name)
}
fn rows(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(file(name)).expect("the table is well formed");
    let row = |line: &str| line.split(" | ").map(|cell| cell.trim().to_owned()).collect();
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(row).collect()
}

/// A sentence without its mark, and where the marked word stands.
fn marked(sentence: &str) -> (String, Span) {
    let (before, rest) = sentence.split_once('[').expect("a marked word");
    let (word, after) = rest.split_once(']').expect("a closed mark");
    (format!("{before}{word}{after}"), Span::of(before.len()..before.len() + word.len()))
}
/// Published on Thursday, 14 March 2019.
fn read(text: &str) -> Reading {
    let published = Some(("2019-03-14".parse().expect("the table is well formed"), PublishedBasis::User));
    CODER.reader().read(CODER.document(text.to_owned(), Origin { published, ..Origin::default() }))
}

/// The innermost statement that holds some words. Nothing hangs on attitudes.
fn claim_of(reading: &Reading, span: Span) -> ClaimId {
    let holds = |id: &usize| {
        let claim = &reading.claims[*id];
        !claim.stance.is_attitude() && claim.content.iter().any(|c| c.contains(span))
    };
    let found = (1..reading.claims.len()).filter(holds).max_by_key(|id| reading.claims[*id].chain.len());
    ClaimId(u32::try_from(found.unwrap_or(0)).expect("the table is well formed"))
}

fn holds_words(words: &str, wanted: &str) -> bool {
    words.to_lowercase().contains(&wanted.to_lowercase())
}
/// The speakers of a chain without the outlet.
fn speakers(reading: &Reading, claim: ClaimId) -> Vec<Speaker> {
    reading.claim(claim).chain[1..].to_vec()
}
/// Whether a chain is `army < governor`.
fn is_chain(reading: &Reading, claim: ClaimId, wanted: &str) -> bool {
    let wanted: Vec<&str> = if wanted == "-" { vec![] } else { wanted.split(" < ").collect() };
    let found = speakers(reading, claim);
    let same = |(speaker, wanted): (&Speaker, &&str)| {
        let unnamed = matches!(speaker, Speaker::Unnamed(_));
        holds_words(&reading.speaker(*speaker), wanted) || *wanted == "unnamed" && unnamed
    };
    found.len() == wanted.len() && found.iter().zip(&wanted).all(same)
}
fn shown(reading: &Reading, claim: ClaimId) -> String {
    let words: Vec<String> =
        speakers(reading, claim).iter().map(|s| reading.speaker(*s).to_string()).collect();
    if words.is_empty() { "-".to_owned() } else { words.join(" < ") }
}

fn check_nested(row: &[String]) -> Result<(), String> {
    let (text, span) = marked(&row[1]);
    let reading = read(&text);
    let claim = claim_of(&reading, span);
    if is_chain(&reading, claim, &row[0]) {
        return Ok(());
    }
    Err(format!("{} (found {})", row.join(" | "), shown(&reading, claim)))
}

/// Whether a role is filled by these words, or by a pronoun that stands for them.
fn role(reading: &Reading, roles: &[Role], wanted: &str) -> bool {
    let name = |role: &Role| match role.mention.map(|id| &reading.mention(id).kind) {
        Some(MentionKind::Actor(resolution)) => resolution.best().map(|actor| actor.name.to_string()),
        _ => None,
    };
    let holds = |role: &Role| {
        holds_words(reading.document.quote(role.span), wanted)
            || name(role).is_some_and(|n| holds_words(&n, wanted))
    };
    if wanted == "-" { roles.is_empty() } else { roles.iter().any(holds) }
}

fn check_roles(row: &[String]) -> Result<(), String> {
    let [status, chain, doer, target, sentence] = row else { panic!("five cells: {row:?}") };
    let status: Status = status.parse().expect("the table is well formed");
    let (text, span) = marked(sentence);
    let reading = read(&text);
    let fail = |why: String| Err(format!("{} ({why})", row.join(" | ")));
    let Some(event) = reading.events.iter().find(|e| e.trigger.overlaps(span)) else {
        return fail("found no event".into());
    };
    let acted_upon = |event: &Event| {
        let object = event.object.iter().any(|o| holds_words(reading.document.quote(o.span), target));
        role(&reading, &event.recipients, target) || object
    };
    let words =
        |roles: &[Role]| roles.iter().map(|r| reading.document.quote(r.span)).collect::<Vec<_>>().join(" + ");
    match () {
        () if event.status != status => fail(format!("found status {}", event.status)),
        () if !is_chain(&reading, event.claim, chain) => {
            fail(format!("found chain {}", shown(&reading, event.claim)))
        }
        () if !role(&reading, &event.actors, doer) => fail(format!("found doer {}", words(&event.actors))),
        () if !acted_upon(event) => fail(format!("found target {}", words(&event.recipients))),
        () => Ok(()),
    }
}

/// No event that is reported may have a speaker as its doer, unless the table says so.
fn leaks(row: &[String]) -> bool {
    let (text, span) = marked(&row[4]);
    let reading = read(&text);
    let event = reading.events.iter().find(|e| e.trigger.overlaps(span) && e.status == Status::Reported);
    let speakers: Vec<&str> = row[1].split(" < ").filter(|s| *s != "-" && **s != row[2]).collect();
    event.is_some_and(|event| {
        event.actors.iter().any(|actor| {
            let words = reading.document.quote(actor.span);
            let other = !holds_words(words, &row[2]);
            other && speakers.iter().any(|s| holds_words(words, s))
        })
    })
}

/// A claim as `forms.txt` writes it, but for its speaker.
fn form(reading: &Reading, claim: &Claim) -> [String; 3] {
    let pieces: Vec<&str> = claim.content.iter().map(|span| reading.document.quote(*span)).collect();
    let follows = if claim.follows { "follows " } else { "" };
    let said = pieces.join(" … ").replace("\n\n", " // ");
    [format!("{follows}{}", claim.stance), claim.quote_type.to_string(), said]
}
fn check_form(row: &[String]) -> Result<(), String> {
    let [stance, kind, speaker, said, text] = row else { panic!("five cells: {row:?}") };
    let reading = read(&text.replace(" // ", "\n\n"));
    let speaks = |claim: &Claim| {
        let phrase = claim.levels.last().and_then(|level| level.phrase);
        let unnamed = matches!(claim.origin(), Speaker::Unnamed(_)) && phrase.is_none();
        phrase.is_some_and(|words| reading.document.quote(words) == speaker)
            || unnamed && speaker == "unnamed"
    };
    let wanted = [stance.clone(), kind.clone(), said.clone()];
    if reading.claims.iter().any(|claim| speaks(claim) && form(&reading, claim) == wanted) {
        return Ok(());
    }
    let found: Vec<String> = reading.claims[1..].iter().map(|c| form(&reading, c).join(" | ")).collect();
    Err(format!("{} (found {})", row.join(" | "), found.join("; ")))
}

/// Rows that fail, and that they are the ones known. Gives how many rows there are and how many are right.
fn table(name: &str, check: fn(&[String]) -> Result<(), String>) -> (usize, usize) {
    let rows = rows(name);
    let failing: Vec<String> = rows.iter().filter_map(|row| check(row).err()).collect();
    let bare = |line: &String| line.rsplit_once(" (found ").map_or(line.clone(), |(row, _)| row.to_owned());
    let list = file(&format!("{name}.failing"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let lines: BTreeSet<String> = failing.iter().map(bare).collect();
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&list, text).expect("the table is well formed");
    } else {
        let text = std::fs::read_to_string(&list).unwrap_or_default();
        let known: BTreeSet<&str> = text.lines().collect();
        let new: Vec<&String> = failing.iter().filter(|line| !known.contains(bare(line).as_str())).collect();
        let failing: BTreeSet<String> = failing.iter().map(bare).collect();
        let held: Vec<&&str> = known.iter().filter(|line| !failing.contains(**line)).collect();
        assert!(
            new.is_empty() && held.is_empty(),
            "fail: {new:#?}\nhold now, take them off the list: {held:#?}"
        );
    }
    (rows.len(), rows.len() - failing.len())
}

#[test]
fn nested_chains_are_exact_in_at_least_85_of_100_sentences() {
    let (rows, right) = table("nested.txt", check_nested);
    assert!(rows >= 80 && right * 100 >= rows * 85, "{right} of {rows}");
}

#[test]
fn the_probe_set_and_its_variants_are_read_right() {
    let (rows, right) = table("roles.txt", check_roles);
    assert!(rows >= 156 && right * 100 >= rows * 95, "{right} of {rows}");
}

#[test]
fn every_way_to_say_according_to_whom_gives_speaker_stance_and_words() {
    let (rows, right) = table("forms.txt", check_form);
    assert!(rows >= 48 && right * 100 >= rows * 95, "{right} of {rows}");
}

#[test]
fn every_level_of_a_chain_has_the_words_that_attribute() {
    let reading = read("Iran said Syria claimed Israel attacked Lebanon.");
    let claim = reading.claim(reading.events[0].claim);
    let cues = |level: &Level| level.cue.iter().map(|c| reading.document.quote(*c).to_owned()).collect();
    let words: Vec<Vec<String>> = claim.levels.iter().map(cues).collect();
    assert_eq!(words, [vec![], vec!["said".to_owned()], vec!["claimed".to_owned()]]);
}

#[test]
fn what_the_origin_has_at_stake_follows_from_the_parties() {
    let interest = |text: &str| read(text).events[0].origin_interest;
    assert_eq!(interest("Israel said it attacked Syria."), Interest::SelfReport);
    assert_eq!(interest("Syria said Israel attacked Syria."), Interest::Adverse);
    assert_eq!(interest("Iran said Israel attacked Syria."), Interest::None);
}

#[test]
fn every_speaker_of_a_chain_commits_for_himself() {
    let factuality = |text: &str| read(text).events[0].factuality.clone();
    use Factuality::{Certain, CertainNot, Possible, Uncommitted};
    assert_eq!(factuality("Israel attacked Syria."), [Certain]);
    assert_eq!(
        factuality("Iran said Syria claimed Israel attacked Lebanon."),
        [Uncommitted, Uncommitted, Certain]
    );
    assert_eq!(factuality("Iran said Israel may attack Syria."), [Uncommitted, Possible]);
    assert_eq!(factuality("Israel denied attacking Syria."), [Uncommitted, CertainNot]);
}

#[test]
fn what_nobody_is_named_for_is_the_outlets_own() {
    let reading = read("Israel attacked Syria. Iran said Turkey attacked Iraq.");
    assert_eq!(reading.claims[0].chain, [Speaker::Outlet]);
    assert_eq!(reading.events[0].claim, ClaimId(0));
    assert!(reading.claims.iter().all(|claim| claim.chain[0] == Speaker::Outlet));
}

#[test]
fn the_day_of_a_statement_dates_the_statement() {
    let reading = read("Iran said on Wednesday that Israel attacked Syria.");
    assert!(reading.claim(reading.events[0].claim).said.is_some());
    assert_eq!(reading.events[0].time.map(|time| time.relation), Some(TimeRelation::AtOrBefore));
}

#[test]
fn the_speaker_is_never_the_doer() {
    let leaking: Vec<String> =
        rows("roles.txt").iter().filter(|row| leaks(row)).map(|row| row[4].clone()).collect();
    assert!(leaking.is_empty(), "{leaking:#?}");
}
