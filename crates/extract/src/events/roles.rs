//! Who acts on whom: slots filled with actors, places and things, and whose a thing is.

use super::{Coder, Match, push_new};
use dateline_lexicon::{Path, Roles, Slot, Step};
use dateline_record::{Deprel, Mention, MentionId, MentionKind, Role, Upos, Weapon};
use smol_str::SmolStr;

/// Fillers of one role slot.
#[derive(Default)]
pub(super) struct Fill {
    pub(super) roles: Vec<Role>,
    pub(super) things: Vec<u32>,
    pub(super) path: SmolStr,
}

impl<'a> Coder<'a, '_> {
    /// The means, as a weapon mention of its own words.
    pub(super) fn means(&mut self, hit: &Match<'a>, roles: &Roles) -> Option<Role> {
        let own = self.fill(hit.token, &roles.instrument, false).first_any(self);
        let carried = |coder: &mut Self| {
            let (verb, light) = hit.carrier.as_ref()?;
            coder.fill(*verb, &light.instrument, false).first_any(coder)
        };
        let role = own.or_else(|| carried(self))?;
        if role.mention.is_some() {
            return Some(role);
        }
        let head = self.tree.tokens.partition_point(|t| t.span.end() < role.span.end()) as u32;
        if let Some(weapon) = self.mentions.weapon_at(head) {
            return Some(Role { mention: Some(weapon), ..role });
        }
        let id = self.mentions.add(Mention {
            span: role.span,
            head: role.span,
            kind: MentionKind::Weapon(Weapon::default()),
            antecedent: None,
            rule: "events.instrument".into(),
        });
        Some(Role { mention: Some(id), ..role })
    }

    /// Who acts: by the light verb first, then by the word's own slots.
    pub(super) fn actors(&mut self, hit: &Match<'a>, roles: &Roles) -> Fill {
        let mut things = vec![];
        if let Some((verb, light)) = &hit.carrier {
            let (verb, slot) = (*verb, light.actor.clone());
            let fill = self.fill(verb, &slot, false);
            if !fill.roles.is_empty() {
                return fill;
            }
            things = fill.things;
        }
        let mut fill = self.fill(hit.token, &roles.actor, hit.pattern.actors_all);
        let arrest = hit.pattern.code.mode.as_deref() == Some("arrest");
        if fill.roles.is_empty() && !hit.verb && !arrest && self.is_predicate(hit.token, &["on", "at", "in"])
        {
            // "nurses are on strike", "the two are at war"
            fill = self.fill(hit.token, &subject(), true);
            if !fill.roles.is_empty() {
                return fill;
            }
        }
        if !hit.verb {
            // Possessors and "of" phrases of nouns are often things ("the country's war"): only named actors count.
            fill.things = things;
        }
        fill
    }
    /// "the fight against the militia": of two sides the one that is fought is told, and not who fights it.
    pub(super) fn opponents(&mut self, hit: &Match<'a>, roles: &Roles, actors: &mut Vec<Role>) -> Vec<Role> {
        let fought = |path: &&Path| match path.last() {
            Some(Step::Obj) => true,
            Some(Step::Prep(prepositions)) => {
                prepositions.iter().any(|p| p == "against") && !prepositions.iter().any(|p| p == "by")
            }
            _ => false,
        };
        let doers = roles.actor.paths.iter().filter(|path| !fought(path)).cloned().collect();
        let doers = Slot { paths: doers, written: roles.actor.written.clone() };
        let told = match hit.verb {
            true => !self.tree.objects(hit.token).is_empty(),
            false => self.tree.case_below(hit.token, &["against"]),
        };
        if actors.is_empty() || hit.carrier.is_some() || !told {
            return vec![];
        }
        let doers = self.fill(hit.token, &doers, true).roles;
        if doers.is_empty() { std::mem::take(actors) } else { vec![] }
    }
    /// Actors no dictionary lists: the owner of a means ("Turkish jets"), else the words themselves.
    pub(super) fn unlisted_actors(&mut self, hit: &Match<'a>, things: &[u32]) -> Vec<Role> {
        // "The report holds the army responsible", "the resolution demands": papers speak, and do nothing else.
        let papers_act = hit.pattern.code.quad.starts_with("verbal");
        let mut roles = vec![];
        for &thing in things {
            let owners = self.owners(thing);
            let start = self.tree.token(thing).span.start();
            let before = |owner: &Role| self.is_population(owner) && owner.span.end() <= start;
            if !owners.is_empty() && (self.is_means(thing) || !owners.iter().all(before)) {
                roles.extend(owners);
            } else if !self.is_means(thing)
                && !self.lexicon.nouns.contains_key(self.tree.lemma(thing))
                && (self.is_document(thing)
                    || ["person", "armed", "body"].iter().any(|class| self.in_class(thing, class))
                    || !self.is_common_noun(thing)
                    || !self.lexicon.governs(self.tree.lemma(thing)))
                && !self.is_inert(thing)
                && (papers_act || !self.is_document(thing))
            {
                roles.push(self.thing(thing));
            }
        }
        roles
    }
    /// Civilians of whom something is: "child welfare advocates", "the UN children's fund" are not the children.
    pub(super) fn is_population(&self, role: &Role) -> bool {
        role.mention.is_some_and(|id| {
            let mention = &self.mentions.list[id.0 as usize];
            match &mention.kind {
                MentionKind::Actor(actor) => {
                    mention.rule.starts_with("actors.described")
                        && actor.best().is_some_and(|a| a.kind == "population" || a.sector == "CVL")
                }
                _ => false,
            }
        })
    }
    pub(super) fn is_means(&self, at: u32) -> bool {
        self.in_class(at, "weapon") || self.in_class(at, "vehicle")
    }
    /// A quality, a state, a reason: nothing that acts or can be struck but as a figure of speech.
    pub(super) fn is_inert(&self, at: u32) -> bool {
        let lemma = self.tree.lemma(at);
        let ending = || {
            self.lexicon.classes.get("inert_ending").is_some_and(|endings| {
                let starts = lemma.char_indices().map(|(start, _)| start).skip(2);
                starts.map(|start| &lemma[start..]).any(|ending| endings.heads.contains_key(ending))
            })
        };
        self.is_common_noun(at) && (self.in_class(at, "inert") || ending())
    }
    /// Papers, words, decisions: somebody acts through them.
    pub(super) fn is_document(&self, at: u32) -> bool {
        self.is_common_noun(at) && self.in_class(at, "papers")
    }
    /// A noun in small letters: with a capital, at the head of a sentence too, it may be a name that is also a word.
    fn is_common_noun(&self, at: u32) -> bool {
        self.tree.token(at).upos == Upos::Noun && !self.tree.form(at).starts_with(char::is_uppercase)
    }
    /// Why an act of which a verb tells is a figure of speech: what does it cannot act, or what is struck cannot be struck.
    pub(super) fn figurative(&self, hit: &Match, actors: &Fill, recipients: &Fill) -> Option<&'static str> {
        let assault = hit.pattern.code.plover == "ASSAULT";
        let unbound = |thing: &&u32| !hit.consumed.contains(*thing);
        let doer = |thing: &u32| self.is_inert(*thing) || assault && self.is_document(*thing);
        if !hit.verb {
            return None;
        }
        // "the attempt to capture him", "the war they fought": a noun that a clause hangs on is not its subject.
        let subject = |thing: &&u32| {
            self.tree.relation(**thing) == Deprel::Nsubj && self.tree.head(**thing) == Some(hit.token)
        };
        if actors.roles.is_empty() && actors.things.iter().filter(unbound).filter(subject).any(doer) {
            return Some("refused: what does it cannot act");
        }
        // "None of this has prevented the sale": whatever is pointed at, nobody did it.
        let pointed_at = |at: u32| !self.tree.is_relative(at) && self.in_class(at, "pointing");
        if !assault && actors.roles.is_empty() && self.tree.with(hit.token, &[Deprel::Nsubj]).any(pointed_at)
        {
            return Some("refused: what does it cannot act");
        }
        let struck = |thing: &u32| self.is_inert(*thing) || self.is_document(*thing);
        let mut things = recipients.things.iter().filter(unbound).peekable();
        (assault && recipients.roles.is_empty() && things.peek().is_some() && things.all(struck))
            .then_some("refused: what is struck cannot be")
    }
    /// Whether a word stands in a class of the data files.
    pub(super) fn in_class(&self, at: u32, class: &str) -> bool {
        self.lexicon.classes.get(class).is_some_and(|set| self.tree.is_one_of(at, set))
    }
    /// Who is acted upon: by the word's own slots first, then by the light verb's.
    pub(super) fn recipients(&mut self, hit: &Match<'a>, roles: &Roles) -> Fill {
        let mut own = self.fill(hit.token, &roles.recipient, false);
        if own.roles.is_empty() && !hit.verb {
            // "the anti-Isis campaign"
            let tree = self.tree;
            let against = tree.modifiers(hit.token).filter(|m| self.mentions.is_against(*m));
            for word in against.collect::<Vec<_>>() {
                own.roles.extend(self.roles_of(&[word], &vec![]));
            }
        }
        let held =
            hit.pattern.code.mode.as_deref() == Some("arrest") && self.is_predicate(hit.token, &["in"]);
        if own.roles.is_empty() && !hit.verb && (held || self.is_predicate(hit.token, &["under"])) {
            // "the garrison is under siege"
            let mut fill = self.fill(hit.token, &subject(), false);
            fill.roles.retain(|role| held || self.can_be_under(role));
            if !fill.roles.is_empty() {
                return fill;
            }
        }
        if let (true, Some((verb, light))) = (own.roles.is_empty(), &hit.carrier) {
            let (verb, slot) = (*verb, light.recipient.clone());
            let fill = self.fill(verb, &slot, false);
            if !fill.roles.is_empty() || own.things.is_empty() {
                return fill;
            }
        }
        own
    }

    /// Ground and forces come under siege or fire; a firm or a team does so as a figure of speech.
    fn can_be_under(&self, role: &Role) -> bool {
        role.mention.is_some_and(|id| match &self.mentions.list[id.0 as usize].kind {
            MentionKind::Actor(actor) => actor.best().is_some_and(|a| {
                matches!(
                    a.sector.as_str(),
                    "GOV" | "MIL" | "REB" | "COP" | "PRM" | "SEP" | "INS" | "CVL" | "REF"
                )
            }),
            MentionKind::Place(_) => true,
            _ => false,
        })
    }
    /// "are on strike": a noun that says of its subject what it does, behind one of these prepositions.
    fn is_predicate(&self, noun: u32, cases: &[&str]) -> bool {
        self.tree.with(noun, &[Deprel::Cop]).next().is_some()
            && self.tree.case(noun).is_some_and(|case| cases.contains(&case))
    }

    /// Fills a slot: the first alternative with an actor in it wins, or all of them.
    pub(super) fn fill(&mut self, at: u32, slot: &Slot, all: bool) -> Fill {
        let mut fill = Fill::default();
        for path in &slot.paths {
            let heads: Vec<u32> =
                self.tree.follow(at, path).into_iter().flat_map(|f| self.tree.conjuncts(f)).collect();
            let mut roles = if path.last() == Some(&Step::Mod) {
                let heads: Vec<u32> = heads.iter().copied().filter(|h| !self.is_kind_of_act(*h)).collect();
                self.roles_of(&heads, path)
            } else {
                self.roles_of(&heads, path)
            };
            if roles.is_empty() && path.last() == Some(&Step::Mod) {
                // "US drone strikes": whose the means are.
                let inner: Vec<u32> = heads
                    .iter()
                    .filter(|h| self.tree.relation(**h) == Deprel::Compound)
                    .flat_map(|h| self.tree.modifiers(*h))
                    .collect();
                roles = self.roles_of(&inner, path);
                if roles.is_empty() {
                    roles = self.leaders(&heads);
                }
            }
            // "slammed into a market in Marib": the market was hit, and Marib is where.
            let first_is_thing = heads.first().is_some_and(|h| {
                self.is_thing(*h)
                    && self.mentions.actors_at(*h).is_empty()
                    && self.mentions.place_at(*h).is_none()
            });
            let own = first_is_thing && self.roles_of(&heads[..1], path).is_empty();
            if own && !roles.is_empty() && !roles.iter().any(|r| self.is_actor(r)) {
                roles.clear();
            }
            if roles.is_empty() {
                if path.last() != Some(&Step::Mod) {
                    let things = heads.into_iter().filter(|h| self.is_thing(*h));
                    fill.things.extend(things.collect::<Vec<_>>());
                }
                continue;
            }
            fill.path = slot.written.clone();
            for role in roles {
                push_new(&mut fill.roles, role);
            }
            if !all {
                break;
            }
        }
        fill
    }
    /// "military action" says of what kind it is, and not whose.
    fn is_kind_of_act(&self, at: u32) -> bool {
        self.tree.relation(at) == Deprel::Amod && self.in_class(at, "kind_of_act")
    }
    pub(super) fn is_thing(&self, at: u32) -> bool {
        matches!(self.tree.token(at).upos, Upos::Noun | Upos::Propn) && !self.tree.is_muted(at)
    }

    /// Roles that these words can play: an actor mention, a place, or what a numeral counts.
    pub(crate) fn roles_of(&mut self, heads: &[u32], path: &Path) -> Vec<Role> {
        let mut roles = vec![];
        for &head in heads {
            let modifier = matches!(path.last(), Some(Step::Mod));
            if modifier && self.mentions.is_against(head) {
                continue;
            }
            let ids: Vec<MentionId> = if modifier {
                self.mentions.modifier(head).into_iter().collect()
            } else {
                self.mentions.actors_at(head).to_vec()
            };
            for id in &ids {
                let span = self.mentions.list[id.0 as usize].span;
                push_new(&mut roles, Role { span, mention: Some(*id) });
            }
            if !ids.is_empty() || modifier {
                continue;
            }
            if let Some(id) = self.mentions.place_at(head) {
                let span = self.mentions.list[id.0 as usize].span;
                push_new(&mut roles, Role { span, mention: Some(id) });
            } else if let Some(inner) = self.tree.measured(head) {
                let inner = self.roles_of(&[inner], &vec![]);
                roles.extend(inner);
            } else if let Some(named) = self.named_behind(head) {
                let span = self.mentions.list[named.0 as usize].span;
                push_new(&mut roles, Role { span, mention: Some(named) });
            }
        }
        roles
    }
    /// "a US-led invasion": who leads what is done does it.
    fn leaders(&mut self, modifiers: &[u32]) -> Vec<Role> {
        let tree = self.tree;
        let led = modifiers.iter().filter(|m| tree.is_verb(**m) && tree.lemma(**m) == "lead");
        let names: Vec<u32> = led.flat_map(|m| tree.modifiers(*m)).collect();
        let ids: Vec<MentionId> = names.into_iter().filter_map(|name| self.mentions.beside(name)).collect();
        ids.into_iter()
            .map(|id| Role { span: self.mentions.list[id.0 as usize].span, mention: Some(id) })
            .collect()
    }
    /// "the rights watchdog Amnesty International": the name put to a noun that itself names nobody.
    fn named_behind(&self, head: u32) -> Option<MentionId> {
        let name = |id: &&MentionId| self.mentions.list[id.0 as usize].rule == "actors.name";
        let put = self.tree.with(head, &[Deprel::Appos, Deprel::Flat]).filter(|a| *a > head);
        put.into_iter().find_map(|appos| self.mentions.actors_at(appos).iter().find(name).copied())
    }
    pub(super) fn thing(&self, at: u32) -> Role {
        Role { span: self.tree.phrase(at), mention: None }
    }

    /// Whom an act is directed at, where its own slots are empty: the nearest party in its objects and phrases, with
    /// "with", "from", "against", "to", "over", "on" before it, as owner, or as a name before a noun. A place that something
    /// is done in counts where the act is done to land or its people.
    pub(super) fn sought(&mut self, hit: &Match<'a>, actors: &[Role]) -> Vec<Role> {
        let (tree, land) = (self.tree, self.is_done_to_land(hit));
        let mut layer: Vec<u32> = vec![hit.token];
        layer.extend(hit.carrier.as_ref().map(|(verb, _)| *verb));
        for depth in 0..4 {
            let mut next = vec![];
            for &word in &layer {
                for &child in tree.children(word) {
                    if !self.leads_to_party(word, child, depth == 0) {
                        continue;
                    }
                    let case = tree.case(child);
                    let modifier = matches!(tree.relation(child), Deprel::Amod | Deprel::Compound);
                    if modifier && self.is_kind_of_act(child) {
                        continue;
                    }
                    let directed = match case {
                        None | Some("'s") => true,
                        Some(case) if self.lexicon.is_word("done-in", case) => land,
                        Some(case) => self.lexicon.is_word("toward-party", case),
                    };
                    // "at camps near the Swiss border": what lies in another phrase is no party.
                    if directed || !tree.is_nominal(child) {
                        next.push(child);
                    }
                    if !directed || !modifier && !tree.is_nominal(child) {
                        continue;
                    }
                    let path: Path = if modifier { vec![Step::Mod] } else { vec![] };
                    let heads = if modifier { vec![child] } else { tree.conjuncts(child) };
                    let mut roles = self.roles_of(&heads, &path);
                    roles.retain(|r| !actors.contains(r) && !self.is_pronoun(*r) && self.has_country(*r));
                    if !roles.is_empty() {
                        return roles;
                    }
                }
            }
            layer = next;
        }
        vec![]
    }
    /// Acts whose recipient may be told by where they are done.
    fn is_done_to_land(&self, hit: &Match<'a>) -> bool {
        matches!(
            hit.pattern.code.plover.as_str(),
            "COERCE" | "SANCTION" | "MOBILIZE" | "THREATEN" | "REJECT" | "AGREE"
        ) || hit.pattern.code.mode.as_deref() == Some("visit")
    }
    /// Whether a phrase belongs to what is done, and not to when, why or by whom.
    fn leads_to_party(&self, word: u32, child: u32, first: bool) -> bool {
        let tree = self.tree;
        let carrier = tree.is_verb(word);
        !tree.is_muted(child)
            && match tree.relation(child) {
                Deprel::Obj | Deprel::Iobj | Deprel::Nmod | Deprel::NmodPoss | Deprel::Xcomp => true,
                Deprel::Obl => !matches!(
                    tree.case(child),
                    Some(
                        "by" | "after"
                            | "during"
                            | "before"
                            | "since"
                            | "amid"
                            | "following"
                            | "despite"
                            | "because"
                            | "like"
                            | "under"
                            | "until"
                    )
                ),
                Deprel::Amod | Deprel::Compound => !carrier,
                Deprel::NsubjPass => first && carrier,
                Deprel::Acl => tree.with(child, &[Deprel::Mark]).any(|m| tree.lemma(m) == "to"),
                Deprel::Conj => !first,
                _ => false,
            }
    }
    /// Whether the actors are of more than one country.
    pub(super) fn is_joint(&self, actors: &[Role]) -> bool {
        let country = |r: &Role| match &self.mentions.list[r.mention?.0 as usize].kind {
            MentionKind::Actor(actor) => {
                actor.best().map(|a| a.country.clone()).filter(|c| c.len() == 3 && c != "IGO" && c != "NGO")
            }
            _ => None,
        };
        let mut countries = actors.iter().filter_map(country);
        countries.next().is_some_and(|first| countries.any(|other| other != first))
    }
    /// A filler that is an adjective before a noun, or no actor: "terrorist activities".
    pub(super) fn is_nobody(&self, role: Role) -> bool {
        role.mention.is_none_or(|id| {
            let mention = &self.mentions.list[id.0 as usize];
            let at = self.tree.tokens.partition_point(|t| t.span.start() < mention.head.start());
            let token = self.tree.tokens.get(at);
            matches!(mention.kind, MentionKind::Actor(_))
                && mention.rule == "actors.described"
                && token.is_some_and(|t| matches!(t.deprel, Deprel::Amod | Deprel::Compound))
        })
    }
    fn is_pronoun(&self, role: Role) -> bool {
        role.mention.is_some_and(|id| self.mentions.list[id.0 as usize].rule.starts_with("actors.pronoun"))
    }
    fn has_country(&self, role: Role) -> bool {
        role.mention.is_some_and(|id| match &self.mentions.list[id.0 as usize].kind {
            MentionKind::Actor(actor) => actor.best().is_some_and(|a| !a.country.is_empty()),
            MentionKind::Place(place) => place.best().is_some_and(|p| !p.country.is_empty()),
            _ => false,
        })
    }

    /// Whose a thing is: its possessor, an actor before it, or whom a clause on it names as owner.
    pub(super) fn owners(&mut self, thing: u32) -> Vec<Role> {
        let tree = self.tree;
        let mut clauses: Vec<u32> = tree
            .with(thing, &[Deprel::AclRelcl, Deprel::Acl])
            .filter(|c| self.in_class(*c, "belonging"))
            .collect();
        // The clause may have been hung on a noun inside the phrase: "a store in Idlib that belongs to …".
        let last = tree.reach(thing).1.max((thing + 12).min(tree.tokens.len() as u32 - 1));
        clauses.extend(
            (thing..=last)
                .filter(|t| {
                    self.in_class(*t, "belonging")
                        && matches!(tree.relation(*t), Deprel::AclRelcl | Deprel::Acl)
                        && !clauses.contains(t)
                })
                .collect::<Vec<_>>(),
        );
        for clause in clauses {
            let step =
                if tree.lemma(clause) == "belong" { Step::Prep(vec!["to".into()]) } else { Step::Subj };
            let heads = tree.follow(clause, &vec![step]);
            let roles = self.roles_of(&heads, &vec![]);
            if !roles.is_empty() {
                return roles;
            }
        }
        for path in [vec![Step::Poss], vec![Step::Prep(vec!["of".into()])], vec![Step::Mod]] {
            let heads = tree.follow(thing, &path);
            let mut roles: Vec<Role> =
                self.roles_of(&heads, &path).into_iter().filter(|r| self.is_actor(r)).collect();
            // "a Thai army post": the army is Thai, and Thailand is no second owner.
            let rule = |r: &Role| {
                r.mention.map(|id| self.mentions.list[id.0 as usize].rule.clone()).unwrap_or_default()
            };
            if roles.iter().any(|r| rule(r) != "actors.country") {
                roles.retain(|r| rule(r) != "actors.country");
            }
            if !roles.is_empty() {
                return roles;
            }
        }
        vec![]
    }
    /// A country named as a place: "fire from Israel".
    pub(crate) fn is_country(&self, role: &Role) -> bool {
        role.mention.is_some_and(|id| match &self.mentions.list[id.0 as usize].kind {
            MentionKind::Place(place) => place.best().is_some_and(|p| p.kind == "country"),
            _ => false,
        })
    }
    pub(crate) fn is_actor(&self, role: &Role) -> bool {
        role.mention.is_some_and(|id| matches!(self.mentions.list[id.0 as usize].kind, MentionKind::Actor(_)))
    }
}

fn subject() -> Slot {
    Slot { paths: vec![vec![Step::Subj]], written: SmolStr::new_static("subj") }
}

impl Fill {
    pub(super) fn first_any(&self, coder: &Coder) -> Option<Role> {
        self.roles.first().copied().or_else(|| self.things.first().map(|t| coder.thing(*t)))
    }
}
