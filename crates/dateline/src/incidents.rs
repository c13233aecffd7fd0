//! The violent incidents that one document tells of: its events put together, with who did it, to whom, and with what.
//!
//! A story comes back to its incident in sentence after sentence: "a bomb exploded", "the attack", "two men were seen".
//! [`find`] groups the events of a document by what was done, and lists, each with the words it was read from, who did
//! it, in whose name, what and who was hit, and the means. It reads one document: reports of several are another stage.
//!
//! Fighting of two armed sides is no incident here, nor what the forces of a state do to armed opponents.

use dateline_lexicon::{Lexicon, Named, wordlets};
use dateline_record::{Actor, Analysis, Deprel, Event, MentionKind, Reading, Role, Span, Status, Upos};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// Shooting, murder, assault and all that is not told nearer.
    Attack,
    /// With explosives.
    Bombing,
    /// People were taken.
    Kidnapping,
    /// With fire.
    Arson,
    /// Things were taken.
    Robbery,
}

impl Deed {
    /// In small letters: `bombing`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Deed::Attack => "attack",
            Deed::Bombing => "bombing",
            Deed::Kidnapping => "kidnapping",
            Deed::Arson => "arson",
            Deed::Robbery => "robbery",
        }
    }
}

/// Events of one document that tell of the same deed, and what they say of it. Every span is words of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// What was done.
    pub deed: Deed,
    /// Its events: indices into [`Reading::events`].
    pub events: Vec<usize>,
    /// People who did it.
    pub perpetrators: Vec<Span>,
    /// Organisations in whose name, or that are named as behind it.
    pub organisations: Vec<Span>,
    /// Buildings, vehicles and other things that were hit.
    pub targets: Vec<Span>,
    /// People by name to whom it was done.
    pub victims: Vec<Span>,
    /// The means.
    pub weapons: Vec<Span>,
}

/// The incidents of a document, in the order in which they are told.
#[must_use]
pub fn find(reading: &Reading, analysis: &Analysis, lexicon: &Lexicon) -> Vec<Incident> {
    let text = analysis.cased.as_deref().unwrap_or(reading.document.text());
    let mut finder = Finder { reading, analysis, lexicon, text, people: vec![] };
    finder.people = finder.people();
    let mut incidents: Vec<Incident> = vec![];
    for (number, event) in reading.events.iter().enumerate() {
        let Some(deed) = finder.deed(event) else { continue };
        let at = incidents.iter().position(|i| i.deed == deed).unwrap_or_else(|| {
            incidents.push(Incident {
                deed,
                events: vec![],
                perpetrators: vec![],
                organisations: vec![],
                targets: vec![],
                victims: vec![],
                weapons: vec![],
            });
            incidents.len() - 1
        });
        finder.add(&mut incidents[at], number, event);
    }
    incidents.retain(|incident| finder.is_incident(incident));
    finder.sufferers(&mut incidents);
    finder.claims(&mut incidents);
    incidents
}

struct Finder<'a> {
    reading: &'a Reading,
    analysis: &'a Analysis,
    lexicon: &'a Lexicon,
    text: &'a str,
    /// Names of people in the document, of two words and more.
    people: Vec<Span>,
}

const STATE: [&str; 5] = ["MIL", "COP", "GOV", "SPY", "PRM"];
const ARMED: [&str; 4] = ["REB", "UAF", "CRM", "PRM"];

impl Finder<'_> {
    fn token(&self, span: Span) -> usize {
        self.analysis.tokens.partition_point(|t| t.span.start() < span.start())
    }
    fn lemma(&self, at: usize) -> String {
        self.analysis.tokens[at].lemma.to_lowercase()
    }
    fn form(&self, at: usize) -> &str {
        self.analysis.tokens[at].span.text(self.text)
    }
    /// Whether a token, with the words before it, is one of a class.
    fn is_of(&self, at: usize, class: &str) -> bool {
        let Some(set) = self.lexicon.classes.get(class) else { return false };
        let heads = [self.lemma(at), self.form(at).to_lowercase()];
        heads.iter().filter_map(|head| set.heads.get(head.as_str())).flatten().any(|before| {
            at >= before.len()
                && before
                    .iter()
                    .zip(at - before.len()..at)
                    .all(|(word, at)| self.form(at).eq_ignore_ascii_case(word))
        })
    }
    fn any_of(&self, span: Span, class: &str) -> bool {
        self.tokens_of(span).any(|at| self.is_of(at, class))
    }
    fn tokens_of(&self, span: Span) -> impl Iterator<Item = usize> + use<'_> {
        let from = self.token(span);
        (from..self.analysis.tokens.len())
            .take_while(move |at| self.analysis.tokens[*at].span.start() < span.end())
    }
    fn actor(&self, role: &Role) -> Option<&Actor> {
        match &self.reading.mention(role.mention?).kind {
            MentionKind::Actor(resolution) => resolution.best(),
            _ => None,
        }
    }
    fn sectors(&self, roles: &[Role]) -> Vec<&str> {
        roles.iter().filter_map(|r| self.actor(r)).map(|a| a.sector.as_str()).collect()
    }

    /// What an event tells was done, if it is an incident's.
    fn deed(&self, event: &Event) -> Option<Deed> {
        if !matches!(event.status, Status::Reported | Status::Attempted) {
            return None;
        }
        let mode = |name: &str| event.modes.iter().any(|m| m == name);
        let robbing = self.any_of(event.trigger, "robbing");
        let violent = event.plover == "ASSAULT" && !mode("crowd-control");
        if !violent && !robbing {
            return None;
        }
        let fighting = self.lexicon.patterns.iter().any(|p| p.id == event.rule && p.actors_all);
        let (actors, recipients) = (self.sectors(&event.actors), self.sectors(&event.recipients));
        let state = actors.iter().any(|s| STATE.contains(s));
        let against_armed = recipients.iter().any(|s| ARMED.contains(s));
        let against_army = recipients.contains(&"MIL") && event.object.is_none();
        if fighting || state && (against_armed || against_army) {
            return None;
        }
        let sentence = self.sentence(event.trigger);
        let with_bomb = event.instrument.is_some_and(|i| self.any_of(i.span, "bomb_like"));
        Some(match () {
            () if mode("abduct") || self.any_of(event.trigger, "abducting") && !robbing => Deed::Kidnapping,
            () if robbing => Deed::Robbery,
            () if mode("destroy") && self.any_of(event.trigger, "burning") => Deed::Arson,
            () if mode("explosives") || mode("suicide-attack") || with_bomb => Deed::Bombing,
            () if mode("destroy") && self.any_of(sentence, "bomb_like") => Deed::Bombing,
            () if self.any_of(event.trigger, "bombing_word") => Deed::Bombing,
            () => Deed::Attack,
        })
    }
    fn sentence(&self, inside: Span) -> Span {
        let at = self.reading.sentences.partition_point(|s| s.end() <= inside.start());
        self.reading.sentences.get(at).copied().unwrap_or(inside)
    }

    fn add(&self, incident: &mut Incident, number: usize, event: &Event) {
        incident.events.push(number);
        for role in &event.actors {
            self.doer(incident, role);
        }
        for role in &event.recipients {
            self.victim(incident, role);
        }
        if let Some(object) = &event.object {
            self.target(incident, object);
        }
        self.hit(incident, event);
        let sentence = self.sentence(event.trigger);
        for at in self.tokens_of(sentence) {
            if self.is_weapon(at) {
                push(self, &mut incident.weapons, self.uncounted(at));
            }
        }
        // A group named beside the deed, where nobody else is.
        if event.actors.is_empty()
            && incident.organisations.is_empty()
            && let Some(name) = self.organisation(sentence)
        {
            push(self, &mut incident.organisations, name);
        }
    }

    /// The noun phrase that a token heads, from its first adjective or noun on.
    fn phrase(&self, head: usize) -> Span {
        let mut first = head;
        while let Some(before) = first.checked_sub(1) {
            let token = &self.analysis.tokens[before];
            let belongs =
                matches!(token.deprel, Deprel::Compound | Deprel::Amod | Deprel::Flat | Deprel::Nummod)
                    && (first..=head).contains(&(token.head as usize))
                    || self.form(before) == "-";
            if !belongs {
                break;
            }
            first = before;
        }
        self.analysis.tokens[first].span.cover(self.analysis.tokens[head].span)
    }
    /// The same without a number: "two bombs" are bombs.
    fn uncounted(&self, head: usize) -> Span {
        let phrase = self.phrase(head);
        let first = self.tokens_of(phrase).find(|at| self.analysis.tokens[*at].deprel != Deprel::Nummod);
        first.map_or(phrase, |first| Span::new(self.analysis.tokens[first].span.start(), phrase.end()))
    }
    fn is_weapon(&self, at: usize) -> bool {
        let token = &self.analysis.tokens[at];
        let noun = matches!(token.upos, Upos::Noun | Upos::Propn);
        let inside = matches!(token.deprel, Deprel::Compound | Deprel::Amod | Deprel::Flat);
        let loose = self.is_of(at, "armament_loose");
        let alone = loose && self.phrase(at) == token.span;
        noun && !inside && !alone && self.is_of(at, "armament")
    }

    fn doer(&self, incident: &mut Incident, role: &Role) {
        let Some(head) = self.head(role) else { return };
        if self.analysis.tokens[head].upos == Upos::Pron {
            return;
        }
        let span = self.phrase(head);
        if let Some(name) = self.organisation(role.span.cover(span)) {
            push(self, &mut incident.organisations, name);
            if name.cover(span) == name {
                return;
            }
        }
        // "a terrorist attack": the word says what it was, and nobody who did it.
        if matches!(self.analysis.tokens[head].deprel, Deprel::Amod | Deprel::Compound) {
            return;
        }
        let named = self.actor(role).is_some_and(|a| {
            matches!(
                a.kind.as_str(),
                "armed-group" | "armed-forces" | "party" | "movement" | "government-body"
            )
        });
        if self.is_of(head, "organisation") && (named || self.analysis.tokens[head].upos == Upos::Propn) {
            push(self, &mut incident.organisations, span);
        } else if self.is_of(head, "doer_noun") {
            push(self, &mut incident.perpetrators, self.with_members(head, span));
        }
    }
    /// "members of the front": whose members they are belongs to the words.
    fn with_members(&self, head: usize, span: Span) -> Span {
        if self.lemma(head) != "member" {
            return span;
        }
        let of = (head + 1..self.analysis.tokens.len().min(head + 8)).find(|at| {
            let token = &self.analysis.tokens[*at];
            token.head as usize == head && token.deprel == Deprel::Nmod
        });
        of.map_or(span, |noun| span.cover(self.phrase(noun)))
    }
    /// A dictionary name of an armed group, party or force inside a phrase.
    fn organisation(&self, span: Span) -> Option<Span> {
        let cut = wordlets(span.text(self.text));
        let found = self.lexicon.names.scan(&cut);
        found
            .into_iter()
            .find_map(|name| {
                let group = name.targets.iter().any(|target| match target {
                    Named::Actor(actor, _) => matches!(
                        self.lexicon.actors[*actor as usize].actor.kind.as_str(),
                        "armed-group" | "movement" | "party" | "armed-forces"
                    ),
                    _ => false,
                });
                group.then(|| Span::new(span.start() + name.span.start(), span.start() + name.span.end()))
            })
            .map(|name| {
                // "the Martin Lopez People's Front": a name runs on to the left.
                let last = self.tokens_of(name).last();
                let wide = last.filter(|last| self.is_of(*last, "organisation")).map(|_| self.runs(name));
                let wide = wide.and_then(|runs| runs.into_iter().find(|run| run.contains(name)));
                wide.unwrap_or(name)
            })
    }
    fn victim(&self, incident: &mut Incident, role: &Role) {
        let Some(head) = self.head(role) else { return };
        for run in self.runs(role.span) {
            if let Some(name) = self.whole_name(run) {
                push(self, &mut incident.victims, name);
            }
        }
        // Names that stand in apposition to the word, or beside it.
        let sentence = self.sentence(self.analysis.tokens[head].span);
        for at in self.tokens_of(sentence) {
            if !self.belongs(at, head) {
                continue;
            }
            for run in self.runs(self.analysis.tokens[at].span) {
                if let Some(name) = self.whole_name(run) {
                    push(self, &mut incident.victims, name);
                }
            }
        }
    }
    /// Whether a word hangs on another as its apposition, its name or its fellow.
    fn belongs(&self, at: usize, head: usize) -> bool {
        const FELLOWS: [Deprel; 6] =
            [Deprel::Conj, Deprel::Appos, Deprel::Flat, Deprel::Compound, Deprel::NmodDesc, Deprel::List];
        let mut up = at;
        for _ in 0..8 {
            if up == head {
                return true;
            }
            let token = &self.analysis.tokens[up];
            if !FELLOWS.contains(&token.deprel) {
                return false;
            }
            up = token.head as usize;
        }
        false
    }
    /// Runs of capitalised names that overlap a span, each widened to its neighbours; titles are left out.
    fn runs(&self, span: Span) -> Vec<Span> {
        let is_name = |at: usize| {
            self.analysis.tokens.get(at).is_some_and(|token| token.upos == Upos::Propn)
                && self.form(at).starts_with(char::is_uppercase)
                && !self.is_title(at)
        };
        let particle = |at: usize| {
            at < self.analysis.tokens.len()
                && matches!(
                    self.form(at).to_lowercase().as_str(),
                    "de" | "la" | "del" | "y" | "al" | "bin" | "von" | "van" | "da" | "dos"
                )
        };
        let mut found: Vec<Span> = vec![];
        for at in self.tokens_of(span).filter(|at| is_name(*at)) {
            let (mut first, mut last) = (at, at);
            while first > 0 && (is_name(first - 1) || first > 1 && particle(first - 1) && is_name(first - 2))
            {
                first -= 1;
            }
            while is_name(last + 1) || particle(last + 1) && is_name(last + 2) {
                last += 1;
            }
            let run = self.analysis.tokens[first].span.cover(self.analysis.tokens[last].span);
            if !found.contains(&run) {
                found.push(run);
            }
        }
        found
    }
    /// Names of people of two words and more, anywhere in the story.
    fn people(&self) -> Vec<Span> {
        let mut found = vec![];
        for sentence in &self.reading.sentences {
            for run in self.runs(*sentence) {
                if self.is_person(run) && !found.contains(&run) {
                    found.push(run);
                }
            }
        }
        found
    }
    /// The fullest form in the document of a person's name: "Lopez" is who was "Ana Lopez Rivas" before.
    fn whole_name(&self, run: Span) -> Option<Span> {
        let words = |span: Span| -> Vec<String> {
            wordlets(span.text(self.text)).iter().map(|w| w.key.to_string()).collect()
        };
        let new = words(run);
        let fuller = self.people.iter().filter(|known| {
            let known = words(**known);
            known.len() <= 5 && known.windows(new.len()).any(|w| w == new)
        });
        let fullest = fuller.max_by_key(|known| (words(**known).len(), std::cmp::Reverse(known.start())));
        fullest.copied().or_else(|| self.is_person(run).then_some(run))
    }
    /// What stood where it went off: "exploded in front of the embassy".
    fn hit(&self, incident: &mut Incident, event: &Event) {
        if !matches!(incident.deed, Deed::Bombing | Deed::Arson)
            && event.object.is_none()
            && !event.recipients.is_empty()
        {
            return;
        }
        let triggers: Vec<usize> = self.tokens_of(event.trigger).collect();
        let sentence = self.sentence(event.trigger);
        for at in self.tokens_of(sentence) {
            let token = &self.analysis.tokens[at];
            let host = token.head as usize;
            let placed = matches!(token.deprel, Deprel::Obl | Deprel::Nmod | Deprel::Obj) && host != at;
            let below = triggers.contains(&host)
                || triggers.iter().any(|t| self.analysis.tokens[*t].head as usize == host)
                    && token.deprel == Deprel::Obl;
            if placed && below && self.is_of(at, "facility") {
                push(self, &mut incident.targets, self.phrase(at));
            }
            // "in front of the embassy"
            let front = matches!(
                self.lemma(host).as_str(),
                "front" | "side" | "outside" | "entrance" | "door" | "gate"
            );
            let above = self.analysis.tokens[host].head as usize;
            if placed && front && triggers.contains(&above) && self.is_of(at, "facility") {
                push(self, &mut incident.targets, self.phrase(at));
            }
        }
    }
    fn target(&self, incident: &mut Incident, role: &Role) {
        let Some(head) = self.head(role) else { return };
        let span = self.phrase(head);
        let conjuncts = self.tokens_of(self.sentence(span)).filter(|at| self.is_fellow(*at, head));
        for at in conjuncts {
            if self.is_of(at, "facility") {
                push(self, &mut incident.targets, self.phrase(at));
            }
        }
    }
    fn is_fellow(&self, at: usize, head: usize) -> bool {
        let token = &self.analysis.tokens[at];
        at == head || token.deprel == Deprel::Conj && token.head as usize == head
    }

    /// The head token of a role.
    fn head(&self, role: &Role) -> Option<usize> {
        let span = role.mention.map_or(role.span, |id| self.reading.mention(id).head);
        let mut inside: Vec<usize> = self.tokens_of(span).collect();
        inside.retain(|at| {
            let head = self.analysis.tokens[*at].head as usize;
            let above = self.analysis.tokens[head].span;
            head == *at || !span.contains(above)
        });
        inside.last().copied()
    }
    fn is_country(&self, span: Span) -> bool {
        let cut = wordlets(span.text(self.text));
        let found = self.lexicon.names.scan(&cut);
        found.iter().any(|n| n.targets.iter().any(|t| matches!(t, Named::Country(..) | Named::Place(_))))
    }
    fn is_title(&self, at: usize) -> bool {
        let word = self.lemma(at);
        self.lexicon.role_nouns.contains_key(word.as_str())
            || self.is_of(at, "official")
            || word.len() < 4 && self.form(at).ends_with('.')
    }
    /// Whether a capitalised phrase may be a person: no dictionary knows a place or a body in it.
    fn is_person(&self, span: Span) -> bool {
        let cut = wordlets(span.text(self.text));
        let known = self.lexicon.names.scan(&cut).into_iter().any(|name| {
            let whole = name.wordlets == cut.len();
            name.targets.iter().any(|target| match target {
                Named::Actor(actor, _) => {
                    self.lexicon.actors[*actor as usize].actor.kind != "person-official"
                }
                Named::Country(..) => true,
                Named::Place(_) => whole,
            })
        });
        !known && cut.len() > 1
    }

    /// What makes an incident of events: somebody or something was hit, or somebody did it with a weapon.
    fn is_incident(&self, incident: &Incident) -> bool {
        let told = !incident.victims.is_empty() || !incident.targets.is_empty();
        let means = !incident.weapons.is_empty() || !incident.perpetrators.is_empty();
        told || means || !incident.organisations.is_empty()
    }

    /// "Ana Lopez died in the attack", "he escaped unharmed": told of beside the deed, not as its object.
    fn sufferers(&self, incidents: &mut [Incident]) {
        let number = |span: Span| self.reading.sentences.partition_point(|s| s.end() <= span.start());
        for (at, token) in self.analysis.tokens.iter().enumerate() {
            let verb = token.head as usize;
            let subject = matches!(token.deprel, Deprel::Nsubj | Deprel::NsubjPass) && verb != at;
            if !subject || !self.is_of(verb, "suffering") {
                continue;
            }
            let here = number(token.span);
            let near = incidents.iter_mut().find(|incident| {
                let mut events = incident.events.iter().map(|e| number(self.reading.events[*e].trigger));
                events.any(|there| here.abs_diff(there) <= 1)
            });
            let Some(incident) = near else { continue };
            for name in self.runs(self.phrase(at)).into_iter().filter_map(|run| self.whole_name(run)) {
                push(self, &mut incident.victims, name);
            }
        }
    }

    /// "The front claimed responsibility": whoever claims a deed, and whoever is accused of it, is named as behind it.
    fn claims(&self, incidents: &mut [Incident]) {
        if incidents.is_empty() {
            return;
        }
        let mut claimed = vec![];
        for (at, token) in self.analysis.tokens.iter().enumerate() {
            let verb = token.head as usize;
            let claim = matches!(self.lemma(at).as_str(), "responsibility" | "credit")
                && token.deprel == Deprel::Obj
                && matches!(self.lemma(verb).as_str(), "claim" | "take" | "admit" | "assume");
            if claim {
                let subjects = self.analysis.tokens.iter().enumerate().filter(|(_, t)| {
                    t.head as usize == verb && matches!(t.deprel, Deprel::Nsubj | Deprel::NsubjPass)
                });
                claimed.extend(subjects.map(|(subject, _)| self.phrase(subject)));
            }
        }
        let accused = self.reading.events.iter().filter(|e| e.plover == "ACCUSE");
        let accused: Vec<Span> = accused.flat_map(|e| &e.recipients).map(|r| r.span).collect();
        let claimed = claimed.into_iter().map(|span| (span, true));
        for (span, claims) in claimed.chain(accused.into_iter().map(|span| (span, false))) {
            // Whoever claims a deed by a name of its own is an organisation, known or not.
            let own = || self.runs(span).first().copied().filter(|_| claims);
            let named = self.organisation(span).or_else(own).filter(|name| {
                // A person may speak for it, and is not it.
                !self.people.iter().any(|person| {
                    let person = person.text(self.text);
                    person.contains(name.text(self.text))
                })
            });
            if let Some(name) = named.filter(|name| !self.is_country(*name)) {
                for incident in incidents.iter_mut() {
                    push(self, &mut incident.organisations, name);
                }
            }
        }
    }
}

/// Adds words that name nobody new: a shorter form of a name, or the same noun, says it again.
fn push(finder: &Finder, list: &mut Vec<Span>, span: Span) {
    let words = |span: Span| -> Vec<String> {
        wordlets(span.text(finder.text)).iter().map(|w| w.key.trim_end_matches('s').to_owned()).collect()
    };
    let new = words(span);
    if new.is_empty() {
        return;
    }
    for old in list.iter_mut() {
        let known = words(*old);
        let same = known.last() == new.last() || new.iter().all(|w| known.contains(w));
        if same {
            return;
        }
        if known.iter().all(|w| new.contains(w)) {
            *old = span;
            return;
        }
    }
    list.push(span);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coder;
    use dateline_record::Origin;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let coder = Coder::built_in();
        let (reading, analysis) =
            coder.reader().read_with_analysis(coder.document(text.to_owned(), Origin::default()));
        let words =
            |spans: &[Span]| -> String { spans.iter().map(|s| s.text(text)).collect::<Vec<_>>().join(", ") };
        let found: Vec<String> = find(&reading, &analysis, &coder.lexicon)
            .iter()
            .map(|i| {
                format!(
                    "{} by {} of {} on {} {} with {}",
                    i.deed.as_str(),
                    words(&i.perpetrators),
                    words(&i.organisations),
                    words(&i.targets),
                    words(&i.victims),
                    words(&i.weapons)
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn events_of_one_deed_are_one_incident() {
        check(
            "Two gunmen attacked a bus near Goma on Monday. The gunmen killed Jean Kabila Mutombo with rifles.",
            &["attack by Two gunmen of  on bus Jean Kabila Mutombo with rifles"],
        );
    }

    #[test]
    fn fighting_of_two_sides_is_none() {
        check("The army clashed with rebels near Goma on Monday.", &[]);
    }
}
