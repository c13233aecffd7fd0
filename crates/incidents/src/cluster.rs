//! Links to groups: strongest first, and never across what forbids it.

use crate::compare::{compare, evidence, threshold};
use crate::decide::{At, Decided};
use crate::deed::Deed;
use crate::input::{Document, EventRef};
use crate::output::{FacetKind, Merge, MergedBy};
use crate::rules::{Evidence, Rules};
use crate::window::{Basis, Window};

/// Deeds that are one incident, and why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// Deeds, in order.
    pub deeds: Vec<u32>,
    /// Why they are one: enough to connect them all.
    pub merges: Vec<Merge>,
}

/// Two deeds that are much alike, and what kept them apart.
pub(crate) struct Alike {
    pub a: u32,
    pub b: u32,
    pub because: Vec<Evidence>,
}

/// How many members of each group are looked at before two groups become one.
const LOOKED_AT: usize = 8;
/// How many look-alikes an incident shows.
const SHOWN: usize = 5;

struct Forest<'d, 'a> {
    deeds: &'d [Deed<'a>],
    above: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// The days that all dated members share.
    windows: Vec<Option<Window>>,
    decided: &'d Decided,
    rules: &'d Rules,
}

impl Forest<'_, '_> {
    fn root(&mut self, mut at: u32) -> u32 {
        while self.above[at as usize] != at {
            let up = self.above[self.above[at as usize] as usize];
            self.above[at as usize] = up;
            at = up;
        }
        at
    }
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (keep, gone) = (a.min(b), a.max(b));
        self.above[gone as usize] = keep;
        let moved = std::mem::take(&mut self.members[gone as usize]);
        self.members[keep as usize].extend(moved);
        self.windows[keep as usize] = common(self.windows[keep as usize], self.windows[gone as usize]);
    }
    /// Whether nothing forbids two groups to be one.
    fn may_join(&self, a: u32, b: u32) -> bool {
        if let (Some(x), Some(y)) = (self.windows[a as usize], self.windows[b as usize])
            && x.both(y).is_none()
            && (x.basis == Basis::Stated || y.basis == Basis::Stated)
        {
            return false;
        }
        let (ours, theirs) = (&self.members[a as usize], &self.members[b as usize]);
        for x in ours.iter().take(LOOKED_AT) {
            for y in theirs.iter().take(LOOKED_AT) {
                let (one, other) = (&self.deeds[*x as usize], &self.deeds[*y as usize]);
                let mut forbidden = one.document == other.document && (one.another || other.another);
                compare(one, other, self.rules, &mut |_, weight, _| {
                    forbidden |= weight == f32::NEG_INFINITY;
                });
                if forbidden {
                    return false;
                }
            }
        }
        self.decided.named.is_empty() || !ours.iter().any(|x| theirs.iter().any(|y| self.kept_apart(*x, *y)))
    }
    fn kept_apart(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.deeds[a as usize], &self.deeds[b as usize]);
        let events = |deed: &Deed| -> Vec<At> { deed.events.iter().map(|e| (deed.document, *e)).collect() };
        let theirs = events(b);
        events(a).into_iter().any(|x| theirs.iter().any(|y| self.decided.apart(x, *y)))
    }
}

fn common(a: Option<Window>, b: Option<Window>) -> Option<Window> {
    match (a, b) {
        (Some(a), Some(b)) => a.both(b).or(Some(if a.basis <= b.basis { a } else { b })),
        (a, b) => a.or(b),
    }
}

/// Groups of deeds, by their first deed; and pairs that look alike but are not.
pub(crate) fn cluster(
    documents: &[&Document],
    deeds: &[Deed],
    pairs: &[(u32, u32)],
    decided: &Decided,
    rules: &Rules,
) -> (Vec<Group>, Vec<Alike>) {
    let mut links: Vec<(f32, u32, u32)> = vec![];
    let mut alike: Vec<(u32, u32)> = vec![];
    for (a, b) in pairs {
        let (x, y) = (&deeds[*a as usize], &deeds[*b as usize]);
        let mut forbidden = false;
        let score = compare(x, y, rules, &mut |_, weight, _| forbidden |= weight == f32::NEG_INFINITY);
        if score < threshold(x, y, rules) {
            continue;
        }
        if forbidden {
            alike.push((*a, *b));
        } else {
            links.push((score, *a, *b));
        }
    }
    links.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)).then(x.2.cmp(&y.2)));
    let mut forest = Forest {
        deeds,
        above: (0..deeds.len() as u32).collect(),
        members: (0..deeds.len() as u32).map(|d| vec![d]).collect(),
        windows: deeds.iter().map(|d| d.window).collect(),
        decided,
        rules,
    };
    let mut merges: Vec<(u32, Merge)> = vec![];
    let home = homes(deeds);
    for (a, b, decision) in &decided.joined {
        let (Some(x), Some(y)) = (home.get(a), home.get(b)) else { continue };
        let (p, q) = (forest.root(*x), forest.root(*y));
        if p != q {
            let merge = Merge {
                a: name(documents, *a),
                b: name(documents, *b),
                by: MergedBy::Person(*decision),
                score: 0.0,
                threshold: 0.0,
                evidence: vec![Evidence {
                    facet: FacetKind::Decision,
                    weight: 0.0,
                    found: "a person's decision".into(),
                }],
            };
            merges.push((*x, merge));
            forest.join(p, q);
        }
    }
    for (_, a, b) in links {
        let (p, q) = (forest.root(a), forest.root(b));
        if p == q || !forest.may_join(p, q) {
            continue;
        }
        let (x, y) = (&deeds[a as usize], &deeds[b as usize]);
        let (score, evidence) = evidence(x, y, rules);
        let merge = Merge {
            a: name(documents, (x.document, x.events[0])),
            b: name(documents, (y.document, y.events[0])),
            by: MergedBy::Rules(rules.name),
            score,
            threshold: threshold(x, y, rules),
            evidence,
        };
        merges.push((a, merge));
        forest.join(p, q);
    }
    let mut groups: Vec<Group> = vec![Group::default(); deeds.len()];
    for at in 0..deeds.len() as u32 {
        let root = forest.root(at);
        groups[root as usize].deeds.push(at);
    }
    for (deed, merge) in merges {
        let root = forest.root(deed);
        groups[root as usize].merges.push(merge);
    }
    let mut shown: Vec<usize> = vec![0; deeds.len()];
    let mut look_alikes = vec![];
    for (a, b) in alike {
        let (p, q) = (forest.root(a) as usize, forest.root(b) as usize);
        if p == q || shown[p] >= SHOWN || shown[q] >= SHOWN {
            continue;
        }
        shown[p] += 1;
        shown[q] += 1;
        let (_, mut because) = evidence(&deeds[a as usize], &deeds[b as usize], rules);
        because.retain(Evidence::forbids);
        look_alikes.push(Alike { a, b, because });
    }
    groups.retain(|g| !g.deeds.is_empty());
    (groups, look_alikes)
}

/// The deed that each event is of.
fn homes(deeds: &[Deed]) -> rustc_hash::FxHashMap<At, u32> {
    let mut home = rustc_hash::FxHashMap::default();
    for (at, deed) in deeds.iter().enumerate() {
        for event in deed.events.iter().chain(&deed.aspects) {
            home.insert((deed.document, *event), at as u32);
        }
    }
    home
}

pub(crate) fn name(documents: &[&Document], (document, event): At) -> EventRef {
    let document = documents[document as usize];
    EventRef { document: document.id.clone(), event: document.events[event as usize].id.clone() }
}
