//! Places: countries, cities and regions of the dictionaries, and names that only a place can bear.

use super::actors::{Mentions, Name};
use dateline_lexicon::{CountryForm, Named};
use dateline_record::{Deprel, Mention, MentionKind, Place, Resolution, Span, Upos};

/// How a place is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToponymForm {
    /// "Syria", "Homs"
    Name,
    /// "Syrian", "Syrians": no place, but the name of one.
    Adjective,
}

/// A place's name in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Toponym {
    /// The words of the name alone.
    pub span: Span,
    /// The place it means.
    pub place: Resolution<Place>,
    /// How it is named.
    pub form: ToponymForm,
}

impl Mentions<'_> {
    pub(super) fn place(&mut self, head: u32, span: Span, resolution: Resolution<Place>, rule: &str) {
        let head_span = self.tree.token(head).span;
        let span = span.cover(head_span);
        let id = self.add(Mention {
            span,
            head: head_span,
            kind: MentionKind::Place(resolution),
            antecedent: None,
            rule: rule.into(),
        });
        self.places.insert(head, id);
    }

    /// "the city", where a name before tells which.
    pub(super) fn place_again(&mut self, head: u32, span: Span, place: Place) {
        self.place(head, span, Resolution::Known(place), "places.again");
    }

    /// A country's name where a place stands: "in Syria".
    pub(super) fn country_place(&mut self, at: u32, span: Span, country: u32) {
        let place = self.lexicon.countries[country as usize].place.clone();
        self.place(at, self.with_direction(at, span), Resolution::Known(place), "places.country");
    }

    /// The place that a word names beside a participle: "London" in "London-based".
    pub fn place_beside(&mut self, at: u32) -> Option<dateline_record::MentionId> {
        if self.place_at(at).is_none()
            && let Some(name) = self.name(at).cloned()
        {
            self.named_place(at, &name);
        }
        self.place_at(at)
    }
    /// A place's name; a capital may stand for its government. False where the name is of no place.
    pub(super) fn named_place(&mut self, at: u32, name: &Name) -> bool {
        let Some(place) = name.place.clone() else { return false };
        if let Some(country) = name.capital_of.filter(|_| self.is_government(at)) {
            self.state(at, name.span, country, "actors.capital");
            return true;
        }
        let span = self.with_division(at, name.span);
        self.place(at, self.with_direction(at, span), place, "places.name");
        true
    }
    /// The country a place's name puts what it stands before in: "Idlib residents".
    pub(super) fn country_of(&self, name: &Name) -> Option<u32> {
        if name.targets.iter().any(|t| matches!(t, Named::Country(..))) {
            return None;
        }
        self.lexicon.country(&name.place.as_ref()?.best()?.country)
    }

    /// Every name of a place, and every country's adjective, with the place it means.
    pub(crate) fn toponyms(&self) -> Vec<Toponym> {
        let one = |name: &Name| {
            if let Some(place) = name.place.clone() {
                return Some(Toponym { span: name.span, place, form: ToponymForm::Name });
            }
            let country = name.targets.iter().find_map(|t| match t {
                Named::Country(c, CountryForm::Adjective | CountryForm::National) => Some(*c),
                _ => None,
            })?;
            let place = Resolution::Known(self.lexicon.countries[country as usize].place.clone());
            Some(Toponym { span: name.span, place, form: ToponymForm::Adjective })
        };
        self.names.iter().filter_map(one).collect()
    }

    /// Whether a country's name stands where a place does.
    pub(super) fn is_place(&self, at: u32) -> bool {
        let top = self.first_conjunct(at);
        if let Some(case) = self.tree.case(top).or_else(|| self.tree.case(at)) {
            return self.lexicon.is_word("whereabouts", case)
                || case == "of" && self.tree.head(top).is_some_and(|h| self.is_area_noun(h));
        }
        match self.tree.relation(top) {
            // "Syria's Idlib": the owner of a place is a place.
            Deprel::NmodPoss => self.tree.head(top).is_some_and(|h| self.is_place_name(h)),
            Deprel::Appos | Deprel::NmodUnmarked | Deprel::List => {
                self.tree.head(top).is_some_and(|h| self.is_place_name(h))
            }
            _ => false,
        }
    }
    fn is_area_noun(&self, at: u32) -> bool {
        self.lexicon.is_word("area", self.tree.lemma(at))
    }
    fn is_place_name(&self, at: u32) -> bool {
        let names =
            |n: &Name| n.place.is_some() && !n.targets.iter().any(|t| matches!(t, Named::Country(..)));
        self.name(at).is_some_and(names) || self.is_area_noun(at)
    }
    /// Whether a capital stands for its government: it acts, is acted upon, or parties with others.
    fn is_government(&self, at: u32) -> bool {
        let top = self.first_conjunct(at);
        match (self.tree.relation(top), self.tree.case(top)) {
            (Deprel::Nsubj | Deprel::NsubjPass | Deprel::OblAgent, _) => true,
            (Deprel::Obj | Deprel::Iobj, _) => {
                self.tree.head(top).is_some_and(|v| self.lexicon.is_word("to-government", self.tree.lemma(v)))
            }
            (Deprel::Obl | Deprel::Nmod, Some(case)) => self.lexicon.is_word("with-government", case),
            (Deprel::NmodPoss, _) => self.tree.head(top).is_some_and(|h| !self.is_place_name(h)),
            _ => false,
        }
    }
    /// "Idlib province": the kind of division belongs to the name.
    fn with_division(&self, at: u32, span: Span) -> Span {
        let next = at + 1;
        if (next as usize) < self.tree.tokens.len()
            && self.lexicon.is_word("division", self.tree.lemma(next))
            && self.tree.token(next).span.start() <= span.end() + 2
        {
            return span.cover(self.tree.token(next).span);
        }
        span
    }
    /// "northern Syria": the direction belongs to the place.
    fn with_direction(&self, at: u32, span: Span) -> Span {
        let direction =
            self.tree.modifiers(at).find(|m| self.lexicon.is_word("direction", self.tree.lemma(*m)));
        direction.map_or(span, |d| span.cover(self.tree.token(d).span))
    }

    /// The country a place name lies in; capitals do not count, they stand for governments too.
    pub(super) fn lies_in(&self, name: &Name) -> Option<u32> {
        if name.capital_of.is_some() { None } else { self.country_of(name) }
    }

    /// "Sisaket province", where no gazetteer lists the name.
    pub(super) fn unknown_division(&mut self, at: u32) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        // A name the tagger does not know may come as a common noun; its capital tells.
        let noun = matches!(self.tree.token(before).upos, Upos::Propn | Upos::Noun | Upos::X);
        let capital = self.tree.form(before).starts_with(char::is_uppercase);
        let name = noun && capital && self.tree.head(before) == Some(at);
        if !name || !self.lexicon.is_word("division", self.tree.lemma(at)) {
            return false;
        }
        let span = self.tree.token(before).span.cover(self.tree.token(at).span);
        // "Homs district": the district has no entry of its own, the town it is named for has.
        if let Some((span, place)) =
            self.name(before).and_then(|n| Some((span.cover(n.span), n.place.clone()?)))
        {
            self.place(at, self.with_direction(at, span), place, "places.name");
            return true;
        }
        self.place(at, self.with_direction(at, span), Resolution::Unknown(None), "places.unknown-division");
        true
    }

    /// A name that no gazetteer lists, where only a place can stand: "near Andriivka", "the village of Andriivka".
    pub(super) fn unknown_place(&mut self, at: u32, span: Span) -> bool {
        let top = self.first_conjunct(at);
        let stands = match self.tree.case(top) {
            Some("of") => self.tree.head(top).is_some_and(|h| self.is_area_noun(h)),
            Some(case) => self.lexicon.is_word("where", case),
            None => false,
        };
        if stands {
            let span = self.with_division(at, span);
            self.place(at, self.with_direction(at, span), Resolution::Unknown(None), "places.unknown-name");
        }
        stands
    }
}
