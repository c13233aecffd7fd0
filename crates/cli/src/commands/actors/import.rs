//! Other people's actor dictionaries to entries of ours, and entries to TOML. Texts in, texts out.

use dateline::Lexicon;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// An entry to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    id: String,
    name: String,
    kind: &'static str,
    country: String,
    sector: String,
    codes: Vec<(&'static str, String)>,
    names: Vec<DatedName>,
    links: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct DatedName {
    text: String,
    from: Option<Date>,
    until: Option<Date>,
}

/// What came of a file: entries, and by reason the lines that could not be carried over.
#[derive(Debug, Default)]
pub struct Imported {
    pub actors: Vec<Entry>,
    left: BTreeMap<&'static str, Vec<(usize, String)>>,
    guessed: usize,
}

impl Imported {
    fn leave(&mut self, why: &'static str, line: usize, words: &str) {
        self.left.entry(why).or_default().push((line, words.to_owned()));
    }
}

pub fn report(imported: &Imported, file: &str) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("writing to a String cannot fail");
    let names: usize = imported.actors.iter().map(|a| a.names.len()).sum();
    line(format!("{file}: {} actors with {names} names", imported.actors.len()));
    if imported.guessed > 0 {
        line(format!("{} kinds were guessed from the code: look them through", imported.guessed));
    }
    for (why, lines) in &imported.left {
        line(format!("not carried over, {why}: {}", lines.len()));
        for (number, words) in lines.iter().take(10) {
            line(format!("  line {number}: {words}"));
        }
        if lines.len() > 10 {
            line(format!("  and {} more", lines.len() - 10));
        }
    }
    out
}

/// A code with the days on which it holds: `[USAGOV 930120-010120]`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DatedCode {
    code: String,
    from: Option<Date>,
    until: Option<Date>,
}

/// A block of a dictionary while it is read: an actor's names and codes.
#[derive(Default)]
struct Block {
    line: usize,
    names: Vec<String>,
    codes: Vec<DatedCode>,
    /// Whether a code was refused, and the line told.
    told: bool,
}

/// PETRARCH: a name, a code in brackets, `+` before other names, indented lines of codes with days. TABARI: the same with
/// `;` before comments.
pub fn dictionary(text: &str, lexicon: &Lexicon) -> Imported {
    let mut imported = Imported::default();
    let mut ids: BTreeSet<String> = lexicon.actors.iter().map(|a| a.actor.id.to_string()).collect();
    let mut block = Block::default();
    for (at, raw) in text.lines().enumerate() {
        let number = at + 1;
        let line = raw.split(['#', ';']).next().unwrap_or("").trim_end();
        if line.trim().is_empty() || line.trim_start().starts_with("<!--") {
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        let line = line.trim();
        if line.starts_with(['!', '{', '&', '$']) {
            imported.leave("a set of words or a pattern, which has no place here", number, line);
            continue;
        }
        let (name, brackets) = line.split_at(line.find('[').unwrap_or(line.len()));
        let synonym = name.starts_with('+');
        let name = readable(name.trim_start_matches('+'));
        // A name without a letter or digit is none.
        let name = if dateline::wordlets(&name).is_empty() { String::new() } else { name };
        if !indented && !synonym && !name.is_empty() {
            finish(std::mem::take(&mut block), lexicon, &mut ids, &mut imported);
            block.line = number;
        }
        if !name.is_empty() {
            block.names.push(name);
        }
        for bracket in brackets.split('[').skip(1) {
            let inside = bracket.split(']').next().unwrap_or("").trim();
            match codes(inside) {
                Ok(found) => block.codes.extend(found),
                Err(why) => {
                    block.told = true;
                    imported.leave(why, number, line);
                }
            }
        }
    }
    finish(block, lexicon, &mut ids, &mut imported);
    imported
}

/// `AL_QAEDA_` as news writes it: "Al Qaeda". Small words stay small, so that they match either way.
fn readable(name: &str) -> String {
    const SMALL: [&str; 24] = [
        "of", "the", "and", "for", "in", "on", "to", "de", "del", "la", "el", "al", "bin", "ibn", "bint",
        "da", "do", "dos", "van", "von", "der", "den", "du", "des",
    ];
    let words = name.split(['_', ' ', '\t', '+']).filter(|w| !w.is_empty());
    let mut out: Vec<String> = vec![];
    for word in words {
        let small = word.to_lowercase();
        if !out.is_empty() && SMALL.contains(&small.as_str()) {
            out.push(small);
            continue;
        }
        let mut letters = small.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        out.push(first + letters.as_str());
    }
    out.join(" ")
}

/// `USAGOV`, `USAGOV >010120`, `USAGOV 930120-010120`, `USAELI <930120`.
fn codes(inside: &str) -> Result<Vec<DatedCode>, &'static str> {
    let mut words = inside.split_whitespace();
    let code = words.next().unwrap_or("").trim();
    if code.starts_with('~') {
        return Err("an agent without a country: a [[role]] in ontology/roles.toml");
    }
    if code.is_empty() || !code.bytes().any(|b| b.is_ascii_alphabetic()) {
        return Err("no code");
    }
    let days = words.collect::<Vec<_>>().join("");
    let (from, until) = match days.as_bytes().first() {
        None => (None, None),
        Some(b'<') => {
            let day = day(&days[1..]).ok_or("a date that could not be read")?;
            (None, day.checked_sub(1.day()).ok())
        }
        Some(b'>') => {
            let day = day(&days[1..]).ok_or("a date that could not be read")?;
            (day.checked_add(1.day()).ok(), None)
        }
        Some(_) => {
            let (from, until) = days.split_once('-').ok_or("a date that could not be read")?;
            let from = day(from).ok_or("a date that could not be read")?;
            let until = day(until).ok_or("a date that could not be read")?;
            if until < from {
                return Err("days that end before they begin");
            }
            (Some(from), Some(until))
        }
    };
    Ok(code.split('/').map(|c| DatedCode { code: c.to_uppercase(), from, until }).collect())
}

/// YYMMDD, where years before 30 are of this century, or YYYYMMDD.
fn day(written: &str) -> Option<Date> {
    if !written.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match written.len() {
        8 => (written[..4].parse().ok()?, &written[4..]),
        6 => {
            let year: i16 = written[..2].parse().ok()?;
            (if year < 30 { 2000 + year } else { 1900 + year }, &written[2..])
        }
        _ => return None,
    };
    Date::new(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?).ok()
}

/// One entry for each code of a block: whoever was of the government and then of the opposition has two, by their days.
fn finish(block: Block, lexicon: &Lexicon, ids: &mut BTreeSet<String>, imported: &mut Imported) {
    let Some(title) = block.names.first().cloned() else { return };
    if block.codes.is_empty() {
        if !block.told {
            imported.leave("no code", block.line, &title);
        }
        return;
    }
    // Bodies and groups do not become "elites": whoever once had office is a person.
    let person = block.codes.iter().any(|c| c.code.get(3..6) == Some("ELI"));
    let mut order: Vec<String> = vec![];
    for code in &block.codes {
        if !order.contains(&code.code) {
            order.push(code.code.clone());
        }
    }
    let dated: Vec<&DatedCode> =
        block.codes.iter().filter(|c| c.from.is_some() || c.until.is_some()).collect();
    for code in order {
        let Some((country, sector)) = country_and_sector(&code, lexicon) else {
            imported.leave(
                "a code of no country and no international sector",
                block.line,
                &format!("{title} [{code}]"),
            );
            continue;
        };
        if code.len() == 3 && lexicon.country(&country).is_some() {
            imported.leave("a country, which has its [[country]]", block.line, &format!("{title} [{code}]"));
            continue;
        }
        // A code without days holds on all days that no other code claims.
        let mut spans: Vec<(Option<Date>, Option<Date>)> = vec![];
        for of in block.codes.iter().filter(|c| c.code == code) {
            if of.from.is_some() || of.until.is_some() || dated.is_empty() {
                spans.push((of.from, of.until));
            } else {
                spans.extend(gaps(&dated));
            }
        }
        if spans.is_empty() {
            imported.leave("a code for days that others claim", block.line, &format!("{title} [{code}]"));
            continue;
        }
        if code.len() > 6 {
            imported.leave(
                "the part of a code behind country and sector",
                block.line,
                &format!("{title} [{code}]"),
            );
        }
        let mut names: Vec<DatedName> = vec![];
        for text in &block.names {
            for (from, until) in &spans {
                let name = DatedName { text: text.clone(), from: *from, until: *until };
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let id = fresh(&slug(&title), ids);
        imported.guessed += 1;
        imported.actors.push(Entry {
            id,
            name: title.clone(),
            kind: if person { "person-official" } else { kind_of(&sector) },
            country,
            sector,
            codes: vec![("cameo", code)],
            names,
            links: vec![],
        });
    }
}

/// The days between intervals, and before and behind them.
fn gaps(dated: &[&DatedCode]) -> Vec<(Option<Date>, Option<Date>)> {
    let mut taken: Vec<(Date, Date)> =
        dated.iter().map(|c| (c.from.unwrap_or(Date::MIN), c.until.unwrap_or(Date::MAX))).collect();
    taken.sort_unstable();
    let mut open = Some(Date::MIN);
    let mut found = vec![];
    for (from, until) in taken {
        let Some(start) = open else { break };
        if from > start
            && let Ok(before) = from.checked_sub(1.day())
        {
            found.push((Some(start).filter(|d| *d > Date::MIN), Some(before)));
        }
        open = until.checked_add(1.day()).ok().map(|next| next.max(start));
    }
    if let Some(start) = open {
        found.push((Some(start).filter(|d| *d > Date::MIN), None));
    }
    found
}

/// `AFGREBTAL`: country AFG, sector REB. International codes stand where a country does.
fn country_and_sector(code: &str, lexicon: &Lexicon) -> Option<(String, String)> {
    const INTERNATIONAL: [&str; 8] = ["IGO", "NGO", "NGM", "MNC", "IMG", "UNO", "EEC", "INT"];
    if !code.is_ascii() || code.len() < 3 {
        return None;
    }
    let (country, role) = (&code[..3], code.get(3..6).unwrap_or(""));
    let sector = sector_of(role);
    if lexicon.country(country).is_some() {
        return Some((country.to_owned(), sector.to_owned()));
    }
    if !INTERNATIONAL.contains(&country) {
        return None;
    }
    let of_country = match country {
        "NGO" | "NGM" => ("NGO", "NGO"),
        "MNC" => ("MNC", "MNC"),
        "IMG" => ("IMG", "IMG"),
        "UNO" => ("IGO", "UNO"),
        "EEC" => ("IGO", "EUR"),
        "IGO" => ("IGO", "IGO"),
        _ => ("UNK", "UNK"),
    };
    let sector = if sector.is_empty() { of_country.1 } else { sector };
    Some((of_country.0.to_owned(), sector.to_owned()))
}

/// CAMEO's role codes in PLOVER's sectors; a code of no such role has no sector.
fn sector_of(role: &str) -> &'static str {
    match role {
        "GOV" => "GOV",
        "MIL" => "MIL",
        "REB" | "INS" | "SEP" => "REB",
        "OPP" | "MOD" | "RAD" => "OPP",
        "PTY" => "PTY",
        "COP" => "COP",
        "JUD" => "JUD",
        "LEG" => "LEG",
        "SPY" => "SPY",
        "UAF" => "UAF",
        "PRM" => "PRM",
        "CRM" => "CRM",
        "CVL" | "SET" => "CVL",
        "MED" | "JRN" => "JRN",
        "EDU" => "EDU",
        "ELI" => "ELI",
        "BUS" => "BUS",
        "LAB" => "LAB",
        "AGR" => "AGR",
        "REF" => "REF",
        "HLH" => "MED",
        "NGO" | "NGM" => "NGO",
        "IGO" => "IGO",
        "HRI" | "DEV" | "ENV" => "SOC",
        "MNC" => "MNC",
        _ => "",
    }
}

fn kind_of(sector: &str) -> &'static str {
    match sector {
        "REB" | "UAF" | "PRM" | "CRM" | "IMG" => "armed-group",
        "MIL" => "armed-forces",
        "PTY" | "OPP" => "party",
        "GOV" | "COP" | "JUD" | "LEG" | "SPY" => "government-body",
        "NGO" | "SOC" => "ngo",
        "IGO" | "UNO" | "EUR" => "igo",
        "JRN" => "media",
        "BUS" | "MNC" => "company",
        "ELI" => "person-official",
        _ => "population",
    }
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for word in dateline::wordlets(name) {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.key);
    }
    slug
}

/// An id that no entry has yet.
fn fresh(slug: &str, ids: &mut BTreeSet<String>) -> String {
    let first = format!("own:{slug}");
    let next = std::iter::once(first.clone()).chain((2..).map(|n| format!("{first}-{n}")));
    let id = next.into_iter().find(|id| !ids.contains(id)).unwrap_or(first);
    ids.insert(id.clone());
    id
}

/// UCDP's actor table: any version whose header names `ActorId`, `NameData`, `Org` and `Location`.
pub fn ucdp(text: &str, lexicon: &Lexicon) -> Imported {
    let mut imported = Imported::default();
    let mut rows = rows(text.trim_start_matches('\u{feff}')).into_iter();
    let header: Vec<String> = rows
        .next()
        .map(|(_, cells)| cells.iter().map(|c| c.trim().to_lowercase()).collect())
        .unwrap_or_default();
    let column = |names: &[&str]| header.iter().position(|h| names.contains(&h.as_str()));
    let (Some(id), Some(name)) = (column(&["actorid", "actor_id"]), column(&["namedata", "name_data"]))
    else {
        imported.leave("no header with ActorId and NameData", 1, &header.join(", "));
        return imported;
    };
    let others: Vec<usize> = ["nameorig", "nameorigfull", "nameorigfulleng", "newname", "newnamefulleng"]
        .iter()
        .chain(&["name_orig", "name_orig_full", "name_orig_full_eng", "new_name", "new_name_full_eng"])
        .filter_map(|n| column(&[n]))
        .collect();
    let organised = column(&["org"]);
    let location = column(&["location"]);
    let before = column(&["actoridprev", "actor_id_prev"]);
    let known: BTreeMap<&str, &str> = lexicon
        .actors
        .iter()
        .filter_map(|a| Some((a.codes.get("ucdp")?.as_str(), a.actor.id.as_str())))
        .collect();
    let rows: Vec<(usize, Vec<String>)> = rows.collect();
    let cell =
        |row: &[String], at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", |c| c.trim()).to_owned();
    let written = |row: &[String]| !matches!(cell(row, organised).as_str(), "4");
    let here: BTreeSet<String> =
        rows.iter().filter(|(_, row)| written(row)).map(|(_, row)| cell(row, Some(id))).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (line, row) in &rows {
        let (number, title) = (cell(row, Some(id)), cell(row, Some(name)));
        if number.is_empty() || title.is_empty() {
            imported.leave("a row without number or name", *line, &row.join(","));
            continue;
        }
        if !written(row) {
            imported.leave("a government, which has its [[country]]", *line, &title);
            continue;
        }
        if let Some(own) = known.get(number.as_str()) {
            imported.leave("an actor the dictionaries have", *line, &format!("{title} is {own}"));
            continue;
        }
        if !seen.insert(number.clone()) {
            imported.leave("a second row of the same number", *line, &title);
            continue;
        }
        let mut names: Vec<DatedName> = vec![];
        for at in std::iter::once(name).chain(others.iter().copied()) {
            let text = cell(row, Some(at));
            let plain = text.trim();
            let name = DatedName { text: plain.to_owned(), ..DatedName::default() };
            let usable = plain.chars().filter(|c| c.is_alphanumeric()).count() > 1;
            if usable && !plain.eq_ignore_ascii_case("n/a") && !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            imported.leave("a row without a name to be known by", *line, &title);
            continue;
        }
        let places = cell(row, location);
        let country = places.split(',').find_map(|p| country_named(p, lexicon));
        if country.is_none() && !places.is_empty() {
            imported.leave(
                "a location of no country in the dictionaries",
                *line,
                &format!("{title}: {places}"),
            );
        }
        let formal = matches!(cell(row, organised).as_str(), "" | "1");
        let mut links = vec![];
        for other in cell(row, before).split([',', ';']).map(str::trim).filter(|o| !o.is_empty()) {
            match known.get(other) {
                Some(own) => links.push(("split-from", (*own).to_owned())),
                None if here.contains(other) => links.push(("split-from", format!("ucdp:{other}"))),
                None => imported.leave(
                    "a split from an actor that is not in the file",
                    *line,
                    &format!("{title}: {other}"),
                ),
            }
        }
        imported.guessed += 1;
        imported.actors.push(Entry {
            id: format!("ucdp:{number}"),
            name: title,
            kind: if formal { "armed-group" } else { "population" },
            country: country.unwrap_or_default(),
            sector: if formal { "REB".into() } else { String::new() },
            codes: vec![("ucdp", number)],
            names,
            links,
        });
    }
    // Whoever it split from may have been left out.
    let made: BTreeSet<String> = imported.actors.iter().map(|actor| actor.id.clone()).collect();
    let there = |id: &str| made.contains(id) || lexicon.actors.iter().any(|actor| actor.actor.id == id);
    imported.actors.iter_mut().for_each(|actor| actor.links.retain(|(_, to)| there(to)));
    imported
}

/// "Myanmar (Burma)", "DR Congo (Zaire)": the name before the parenthesis, or the one in it.
fn country_named(written: &str, lexicon: &Lexicon) -> Option<String> {
    let parts = written.split(['(', ')']).map(str::trim).filter(|p| !p.is_empty());
    parts
        .into_iter()
        .find_map(|part| lexicon.country_named(part))
        .map(|c| lexicon.countries[c as usize].code.to_string())
}

/// Rows of comma-separated cells with the line each begins on; quoted cells may hold commas, line ends and doubled quotes.
fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let (mut rows, mut row, mut cell) = (vec![], vec![], String::new());
    let (mut quoted, mut line, mut start) = (false, 1, 1);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                if row.iter().any(|c| !c.is_empty()) {
                    rows.push((start, std::mem::take(&mut row)));
                }
                row.clear();
                start = line;
            }
            _ => cell.push(letter),
        }
    }
    row.push(cell);
    if row.iter().any(|c| !c.is_empty()) {
        rows.push((start, row));
    }
    rows
}

pub fn render(actors: &[Entry], format: &str) -> String {
    let mut out = format!(
        "# Actors made by `dateline actors import` from a dictionary in the format {format}.\n#\n# Kinds are guessed from the \
         codes: look them through. The licence is that of the dictionary they were made from.\n"
    );
    for actor in actors {
        let mut line = |text: String| writeln!(out, "{text}").expect("writing to a String cannot fail");
        line("\n[[actor]]".into());
        line(format!("id      = {}", quoted(&actor.id)));
        line(format!("name    = {}", quoted(&actor.name)));
        line(format!("kind    = {}", quoted(actor.kind)));
        if !actor.country.is_empty() {
            line(format!("country = {}", quoted(&actor.country)));
        }
        if !actor.sector.is_empty() {
            line(format!("sector  = {}", quoted(&actor.sector)));
        }
        let codes: Vec<String> =
            actor.codes.iter().map(|(of, code)| format!("{of} = {}", quoted(code))).collect();
        line(format!("codes   = {{ {} }}", codes.join(", ")));
        line("names   = [".into());
        for name in &actor.names {
            let mut written = format!("  {{ text = {}", quoted(&name.text));
            for (of, day) in [("from", name.from), ("until", name.until)] {
                if let Some(day) = day {
                    written.push_str(&format!(", {of} = \"{day}\""));
                }
            }
            line(written + " },");
        }
        line("]".into());
        if !actor.links.is_empty() {
            let links: Vec<String> = actor
                .links
                .iter()
                .map(|(rel, to)| format!("{{ rel = \"{rel}\", to = {} }}", quoted(to)))
                .collect();
            line(format!("links   = [{}]", links.join(", ")));
        }
        line(format!("src     = \"imported ({format})\""));
    }
    out
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline::SourceFile;
    use expect_test::{Expect, expect};

    const BASE: &str = r#"
[[country]]
code = "SDN"
name = "Sudan"
lat = 15.0
lon = 30.0
[[country]]
code = "MMR"
name = "Myanmar"
names = ["Burma"]
lat = 21.0
lon = 96.0
[[actor]]
id = "river-army"
name = "River Army"
kind = "armed-group"
country = "MMR"
codes = { ucdp = "90001" }
names = [{ text = "River Army" }]
"#;

    fn lexicon() -> Lexicon {
        Lexicon::load(&[SourceFile::new("base.toml", BASE)]).expect("the test's data are whole")
    }

    #[track_caller]
    fn check(text: &str, format: &str, expected: Expect) {
        let imported = match format {
            "ucdp-csv" => ucdp(text, &lexicon()),
            _ => dictionary(text, &lexicon()),
        };
        let toml = render(&imported.actors, format);
        let files = [SourceFile::new("base.toml", BASE), SourceFile::new("overlay.toml", &toml)];
        Lexicon::load(&files).expect("what is made passes the checks");
        let body = toml.split_once("\n\n").map_or("", |(_, body)| body);
        expected.assert_eq(&format!("{body}----\n{}", report(&imported, "made-up")));
    }

    #[test]
    fn a_petrarch_block_becomes_an_actor_for_each_of_its_codes() {
        check(
            "# a comment\nOMAR_EL_TEYEB_  [SDNELI] # once in office\n+TEYEB_\n\t[SDNGOV 930120-010120]\n\t[SDNOPP >010120]\nDARFUR_HILL_FRONT_ [SDNREBDHF]\nSUDAN_ [SDN]\nBORDER_GUARDS_ [~COP]\nNOBODY_\nODD_ [SDNMIL >9913]\n",
            "petrarch",
            expect![[r#"
                [[actor]]
                id      = "own:omar-el-teyeb"
                name    = "Omar el Teyeb"
                kind    = "person-official"
                country = "SDN"
                sector  = "ELI"
                codes   = { cameo = "SDNELI" }
                names   = [
                  { text = "Omar el Teyeb", until = "1993-01-19" },
                  { text = "Teyeb", until = "1993-01-19" },
                ]
                src     = "imported (petrarch)"

                [[actor]]
                id      = "own:omar-el-teyeb-2"
                name    = "Omar el Teyeb"
                kind    = "person-official"
                country = "SDN"
                sector  = "GOV"
                codes   = { cameo = "SDNGOV" }
                names   = [
                  { text = "Omar el Teyeb", from = "1993-01-20", until = "2001-01-20" },
                  { text = "Teyeb", from = "1993-01-20", until = "2001-01-20" },
                ]
                src     = "imported (petrarch)"

                [[actor]]
                id      = "own:omar-el-teyeb-3"
                name    = "Omar el Teyeb"
                kind    = "person-official"
                country = "SDN"
                sector  = "OPP"
                codes   = { cameo = "SDNOPP" }
                names   = [
                  { text = "Omar el Teyeb", from = "2001-01-21" },
                  { text = "Teyeb", from = "2001-01-21" },
                ]
                src     = "imported (petrarch)"

                [[actor]]
                id      = "own:darfur-hill-front"
                name    = "Darfur Hill Front"
                kind    = "armed-group"
                country = "SDN"
                sector  = "REB"
                codes   = { cameo = "SDNREBDHF" }
                names   = [
                  { text = "Darfur Hill Front" },
                ]
                src     = "imported (petrarch)"
                ----
                made-up: 4 actors with 7 names
                4 kinds were guessed from the code: look them through
                not carried over, a country, which has its [[country]]: 1
                  line 7: Sudan [SDN]
                not carried over, a date that could not be read: 1
                  line 10: ODD_ [SDNMIL >9913]
                not carried over, an agent without a country: a [[role]] in ontology/roles.toml: 1
                  line 8: BORDER_GUARDS_ [~COP]
                not carried over, no code: 1
                  line 9: Nobody
                not carried over, the part of a code behind country and sector: 1
                  line 6: Darfur Hill Front [SDNREBDHF]
            "#]],
        );
    }

    #[test]
    fn a_tabari_line_has_codes_and_comments_of_its_own() {
        check(
            "KACHIN_LEAGUE [MMRREB <891231] [MMRPTY >891231]  ;jd 3 May 2001\nASIA_RELIEF [NGO] ; made up\nLAKE_STATES [XYZ]\n",
            "tabari",
            expect![[r#"
                [[actor]]
                id      = "own:kachin-league"
                name    = "Kachin League"
                kind    = "armed-group"
                country = "MMR"
                sector  = "REB"
                codes   = { cameo = "MMRREB" }
                names   = [
                  { text = "Kachin League", until = "1989-12-30" },
                ]
                src     = "imported (tabari)"

                [[actor]]
                id      = "own:kachin-league-2"
                name    = "Kachin League"
                kind    = "party"
                country = "MMR"
                sector  = "PTY"
                codes   = { cameo = "MMRPTY" }
                names   = [
                  { text = "Kachin League", from = "1990-01-01" },
                ]
                src     = "imported (tabari)"

                [[actor]]
                id      = "own:asia-relief"
                name    = "Asia Relief"
                kind    = "ngo"
                country = "NGO"
                sector  = "NGO"
                codes   = { cameo = "NGO" }
                names   = [
                  { text = "Asia Relief" },
                ]
                src     = "imported (tabari)"
                ----
                made-up: 3 actors with 3 names
                3 kinds were guessed from the code: look them through
                not carried over, a code of no country and no international sector: 1
                  line 3: Lake States [XYZ]
            "#]],
        );
    }

    #[test]
    fn ucdp_rows_keep_their_number_country_and_split() {
        check(
            "\u{feff}ActorId,NameData,NameOrigFullEng,Org,ActorIdPrev,Location\n1,Government of Sudan,,4,,Sudan\n90001,River Army,,1,,Myanmar (Burma)\n90002,RA-North,\"River Army, North\",1,90001,\"Myanmar (Burma), Sudan\"\n90003,Hill clan,n/a,3,,Atlantis\n90004,RA-West,River Army West,1,\"90002, 7\",Burma\n",
            "ucdp-csv",
            expect![[r#"
                [[actor]]
                id      = "ucdp:90002"
                name    = "RA-North"
                kind    = "armed-group"
                country = "MMR"
                sector  = "REB"
                codes   = { ucdp = "90002" }
                names   = [
                  { text = "RA-North" },
                  { text = "River Army, North" },
                ]
                links   = [{ rel = "split-from", to = "river-army" }]
                src     = "imported (ucdp-csv)"

                [[actor]]
                id      = "ucdp:90003"
                name    = "Hill clan"
                kind    = "population"
                codes   = { ucdp = "90003" }
                names   = [
                  { text = "Hill clan" },
                ]
                src     = "imported (ucdp-csv)"

                [[actor]]
                id      = "ucdp:90004"
                name    = "RA-West"
                kind    = "armed-group"
                country = "MMR"
                sector  = "REB"
                codes   = { ucdp = "90004" }
                names   = [
                  { text = "RA-West" },
                  { text = "River Army West" },
                ]
                links   = [{ rel = "split-from", to = "ucdp:90002" }]
                src     = "imported (ucdp-csv)"
                ----
                made-up: 3 actors with 5 names
                3 kinds were guessed from the code: look them through
                not carried over, a government, which has its [[country]]: 1
                  line 2: Government of Sudan
                not carried over, a location of no country in the dictionaries: 1
                  line 5: Hill clan: Atlantis
                not carried over, a split from an actor that is not in the file: 1
                  line 6: RA-West: 7
                not carried over, an actor the dictionaries have: 1
                  line 3: River Army is river-army
            "#]],
        );
    }

    #[test]
    fn rows_that_are_there_twice_or_have_no_name_are_left_out() {
        let imported = ucdp("ActorId,NameData\n90005,Sand Front\n90005,Sand Front\n90006,#\n", &lexicon());
        let toml = render(&imported.actors, "ucdp-csv");
        let files = [SourceFile::new("base.toml", BASE), SourceFile::new("overlay.toml", &toml)];
        assert!(Lexicon::load(&files).is_ok(), "{toml}");
        let left: Vec<_> = imported.left.iter().map(|(why, lines)| (*why, lines[0].0)).collect();
        assert_eq!(
            left,
            [("a row without a name to be known by", 4), ("a second row of the same number", 3)]
        );
    }

    #[test]
    fn cells_may_hold_commas_quotes_and_line_ends() {
        let found = rows("a,\"b, \"\"c\"\"\nd\"\r\n\r\n1,2\n");
        assert_eq!(
            found,
            [(1, vec!["a".to_owned(), "b, \"c\"\nd".to_owned()]), (4, vec!["1".to_owned(), "2".to_owned()])]
        );
    }

    #[test]
    fn days_before_1930_are_of_this_century() {
        assert_eq!(day("991231"), Date::new(1999, 12, 31).ok());
        assert_eq!(day("010120"), Date::new(2001, 1, 20).ok());
        assert_eq!(day("20190314"), Date::new(2019, 3, 14).ok());
        assert_eq!(day("991331"), None);
        assert_eq!(day("9912"), None);
    }
}
