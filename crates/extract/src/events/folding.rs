//! What is no event of its own: harm that is part of an act, a deed named twice, demands made in the street.

use super::{Coder, push_new};
use dateline_lexicon::MeasureWord;
use dateline_record::{Deprel, Event, MentionKind, Role, Status, Upos, Xpos};

impl<'a> Coder<'a, '_> {
    /// PLOVER: what is demanded in the street is no second event beside the protest.
    pub(super) fn fold_demands(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let protests: Vec<u32> = found
            .iter()
            .filter(|(.., e)| e.plover == "PROTEST")
            .flat_map(|(t, c, _)| [Some(*t), *c])
            .flatten()
            .collect();
        let host = |token: u32| {
            let advcl = self.tree.relation(token) == Deprel::Advcl;
            self.tree.ancestors(token).take(2).filter(|_| advcl).find_map(|up| {
                let mut near = std::iter::once(up).chain(self.tree.children(up).iter().copied());
                near.find(|t| *t != token && protests.contains(t))
            })
        };
        let mut at = 0;
        while at < found.len() {
            let (token, _, event) = &found[at];
            let aim =
                event.status == Status::Planned && matches!(event.plover.as_str(), "REQUEST" | "PROTEST");
            match host(*token).filter(|_| aim) {
                Some(act) => {
                    let (token, _, aim) = found.remove(at);
                    let act = found.iter_mut().find(|(t, c, e)| {
                        *t != token && e.plover == "PROTEST" && (*t == act || *c == Some(act))
                    });
                    if let Some((.., act)) = act
                        && act.recipients.is_empty()
                    {
                        // Whom the demand is put to is whom the protest is against.
                        act.recipients = aim.recipients;
                    }
                }
                None => at += 1,
            }
        }
    }

    /// "killed 70 people in a raid on a camp": verb and noun report one deed, which keeps the verb's roles.
    pub(super) fn fold_deeds(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let mut at = 0;
        while at < found.len() {
            let (token, _, event) = &found[at];
            let within = self.tree.relation(*token) == Deprel::Obl
                && matches!(self.tree.case(*token), Some("in" | "during"))
                && event.plover == "ASSAULT";
            let host = self.tree.head(*token);
            let act = found.iter().position(|(other, _, e)| {
                Some(*other) == host
                    && e.plover == "ASSAULT"
                    && e.status == event.status
                    && self.tree.is_verb(*other)
            });
            match act.filter(|act| within && *act != at) {
                Some(act) => {
                    let (_, _, deed) = found.remove(at);
                    let host = &mut found[if act > at { act - 1 } else { act }].2;
                    if host.actors.is_empty() {
                        host.actors = deed.actors;
                    }
                    if host.recipients.is_empty() {
                        host.recipients = deed.recipients;
                    }
                    if host.modes.is_empty() {
                        host.modes = deed.modes;
                    }
                    host.object = host.object.or(deed.object);
                    host.place = host.place.or(deed.place);
                    host.time = host.time.or(deed.time);
                }
                None => at += 1,
            }
        }
    }

    /// "took the town after clashes with militants": whoever took it fought them, and took it from them.
    pub(super) fn tell_sides(&self, found: &mut [(u32, Option<u32>, Event)]) {
        for fight in 0..found.len() {
            let (noun, _, event) = &found[fight];
            // "clashes with the militia", "a fight against the militia"
            let (([side], []) | ([], [side])) = (&event.actors[..], &event.recipients[..]) else { continue };
            let side = *side;
            let two_sided = || self.lexicon.patterns.iter().any(|p| p.id == event.rule && p.actors_all);
            let within = self.tree.relation(*noun) == Deprel::Obl
                && self.tree.case(*noun).is_some_and(|case| self.lexicon.is_word("fight-around-deed", case));
            if !within || !two_sided() {
                continue;
            }
            let (host, noun) = (self.tree.head(*noun), *noun);
            let deed = |e: &Event| matches!(e.plover.as_str(), "ASSAULT" | "COERCE" | "RETREAT" | "MOBILIZE");
            let told = found.iter().position(|(token, _, e)| {
                Some(*token) == host && *token != noun && deed(e) && !e.actors.contains(&side)
            });
            let Some(told) = told else { continue };
            let doers = found[told].2.actors.clone();
            if doers.is_empty() {
                continue;
            }
            let act = &mut found[told].2;
            if act.modes.iter().any(|mode| mode == "seize")
                && !act.recipients.iter().any(|r| self.is_actor(r))
            {
                act.recipients = vec![side];
            }
            let fight = &mut found[fight].2;
            fight.actors = doers;
            fight.recipients.clear();
            push_new(&mut fight.actors, side);
        }
    }

    /// "shelled the town, killing 12", "killed four and wounded nine": the harm is part of the act that did it, not a second act.
    pub(super) fn fold_harm(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let tree = self.tree;
        let harm = |token: u32| {
            let lemma = tree.lemmas[token as usize].clone();
            self.lexicon.measure_words.get(&(lemma, MeasureWord::Verb)).copied()
        };
        // "killed four and wounded nine", but not "captured four and killed nine".
        let body = |token: u32| {
            let measure = harm(token).and_then(|m| self.lexicon.measures.get(m as usize));
            measure.is_some_and(|m| matches!(m.measure.as_str(), "killed" | "injured"))
        };
        let harms = |token: u32| {
            let above = tree.head(token);
            let joined = tree.relation(token) == Deprel::Conj;
            let own_subject = || tree.with(token, &[Deprel::Nsubj, Deprel::NsubjPass]).next().is_some();
            let participle = tree.token(token).xpos == Xpos::Vbg
                && (tree.relation(token) == Deprel::Advcl
                    || joined && above.is_some_and(|h| tree.relation(h) == Deprel::Advcl));
            harm(token).is_some() && participle
                || joined && body(token) && above.is_some_and(body) && !own_subject()
        };
        let mut at = 0;
        while at < found.len() {
            let (token, _, event) = &found[at];
            let above = self.tree.head(*token);
            let host = match self.tree.relation(*token) {
                // "killing or wounding 50": both hang on one act.
                Deprel::Conj => above
                    .filter(|h| self.tree.relation(*h) != Deprel::Advcl)
                    .or_else(|| above.and_then(|h| self.tree.head(h))),
                _ => above,
            };
            let act = found.iter().position(|(other, carrier, e)| {
                (Some(*other) == host || *carrier == host && host.is_some())
                    && e.plover == event.plover
                    && (e.status == event.status || self.tree.token(*token).xpos == Xpos::Vbg)
            });
            match act.filter(|act| *act != at && event.plover == "ASSAULT" && harms(*token)) {
                Some(act) => {
                    let (token, _, harm) = found.remove(at);
                    let act = if act > at { act - 1 } else { act };
                    let host = &mut found[act].2;
                    for figure in harm.figures {
                        if !host.figures.contains(&figure) {
                            host.figures.push(figure);
                        }
                    }
                    // "ambushed a convoy, killing four": the convoy was ambushed; "killed four and wounded a guard": both are hit.
                    if host.recipients.is_empty() || self.tree.token(token).xpos != Xpos::Vbg {
                        for recipient in harm.recipients {
                            push_new(&mut host.recipients, recipient);
                        }
                    }
                    host.span = host.span.cover(harm.span);
                }
                None => at += 1,
            }
        }
    }

    /// "in coordination with Turkey": the partners of the cooperation are those the act was coordinated with.
    pub(super) fn coordinate(&self, found: &mut [(u32, Option<u32>, Event)]) {
        let partners: Vec<(u32, Vec<Role>)> = found
            .iter()
            .filter(|(token, _, event)| {
                event.plover == "COOPERATE" && self.tree.token(*token).upos == Upos::Noun
            })
            .filter_map(|(token, _, event)| {
                let case = self.tree.case(*token)?;
                (case == "in")
                    .then(|| self.tree.head(*token).map(|host| (host, event.recipients.clone())))
                    .flatten()
            })
            .collect();
        for (host, roles) in partners {
            for (token, carrier, event) in found.iter_mut() {
                // The phrase may hang on the verb, or on the noun that the verb carries.
                if *token == host || *carrier == Some(host) {
                    for role in &roles {
                        if !event.actors.contains(role) {
                            push_new(&mut event.coordinated_with, *role);
                        }
                    }
                }
            }
        }
    }

    /// What is asked for, promised, refused or criticised is the content of that act and no second one, where it is
    /// verbal itself: "rejected an offer of talks".
    pub(super) fn fold_content(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let hosts: Vec<(u32, Option<u32>)> =
            found.iter().filter(|(.., e)| is_verbal(e)).map(|(t, c, _)| (*t, *c)).collect();
        let charges: Vec<u32> = found
            .iter()
            .filter(|(.., e)| {
                e.plover == "ACCUSE" || e.modes.iter().any(|m| matches!(m.as_str(), "arrest" | "convict"))
            })
            .map(|(t, ..)| *t)
            .collect();
        found.retain(|(token, carrier, event)| {
            if self.tree.is_verb(*token) {
                // "arrested for collaborating with", "accused of ignoring the law": what the charge is.
                let lesser = is_verbal(event) || matches!(event.plover.as_str(), "COOPERATE" | "AID");
                return !(lesser && self.is_charge(*token, &charges));
            }
            if !is_verbal(event) && event.plover != "AID" {
                return true;
            }
            let top = carrier.unwrap_or(*token);
            let up = std::iter::once(top).chain(self.tree.ancestors(top)).take(6).take_while(|t| {
                matches!(
                    self.tree.relation(*t),
                    Deprel::Obj | Deprel::Nmod | Deprel::Obl | Deprel::Acl | Deprel::Xcomp | Deprel::Conj
                )
            });
            let mut above = up.filter_map(|t| self.tree.head(t));
            !above.any(|t| hosts.iter().any(|(host, c)| *host != *token && (*host == t || *c == Some(t))))
        });
    }

    fn is_charge(&self, token: u32, charges: &[u32]) -> bool {
        let first = match self.tree.relation(token) {
            Deprel::Conj => self.tree.head(token).unwrap_or(token),
            _ => token,
        };
        let marked = self
            .tree
            .with(first, &[Deprel::Mark, Deprel::Case])
            .any(|m| matches!(self.tree.lemma(m), "of" | "for" | "with"));
        marked && self.tree.ancestors(first).take(2).any(|up| charges.contains(&up))
    }

    /// PLOVER: alleged and convicted in one report is the conviction alone.
    pub(super) fn fold_allegations(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let convicted: Vec<Vec<Role>> = found
            .iter()
            .filter(|(.., e)| e.plover == "SANCTION" && e.modes.iter().any(|m| m == "convict"))
            .map(|(.., e)| e.recipients.clone())
            .collect();
        found.retain(|(.., event)| {
            let alleges = event.plover == "ACCUSE" && event.modes.iter().any(|m| m == "allege");
            let same = |roles: &Vec<Role>| {
                event.recipients.is_empty()
                    || roles.iter().any(|r| event.recipients.iter().any(|e| self.same_party(*e, *r)))
            };
            !(alleges && convicted.iter().any(same))
        });
    }
    fn same_party(&self, one: Role, other: Role) -> bool {
        let id = |role: Role| {
            role.mention.and_then(|m| match &self.mentions.list[m.0 as usize].kind {
                MentionKind::Actor(actor) => actor.best().map(|a| a.id.clone()).filter(|id| !id.is_empty()),
                _ => None,
            })
        };
        one.span.overlaps(other.span) || id(one).is_some_and(|id| Some(id) == self.id_of(other))
    }
    fn id_of(&self, role: Role) -> Option<smol_str::SmolStr> {
        role.mention.and_then(|m| match &self.mentions.list[m.0 as usize].kind {
            MentionKind::Actor(actor) => actor.best().map(|a| a.id.clone()),
            _ => None,
        })
    }

    /// PLOVER: beside an ASSAULT of the same actor a MOBILIZE is no second event.
    pub(super) fn fold_mobilisation(found: &mut Vec<(u32, Option<u32>, Event)>) {
        let assaults: Vec<Vec<Role>> = found
            .iter()
            .filter(|(.., e)| e.plover == "ASSAULT" && e.status == Status::Reported)
            .map(|(.., e)| e.actors.clone())
            .collect();
        found.retain(|(.., event)| {
            let same = |actors: &Vec<Role>| {
                event.actors.is_empty() || actors.iter().any(|a| event.actors.contains(a))
            };
            !(event.plover == "MOBILIZE" && event.status == Status::Reported && assaults.iter().any(same))
        });
    }
}

fn is_verbal(event: &Event) -> bool {
    event.quad.starts_with("verbal-")
}
