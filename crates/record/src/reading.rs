//! What one document says: claims, events and what they refer to.

use crate::analysis::written;
use crate::{Agreement, Control, Document, Mention, MentionId, Position, Relation, RuleId, Span};
use smol_str::SmolStr;

/// Ordinal of a claim within its document. Claim 0 is always the outlet speaking for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(pub u32);

/// One voice in a chain of attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// Whoever published the document.
    Outlet,
    /// A speaker that is a mention.
    Mentioned(MentionId),
    /// A speaker the words do not name: "it was reported".
    Unnamed(Span),
}

written! {
    /// How the words of a speaker are given.
    QuoteType { None = "none", Direct = "direct", Indirect = "indirect", Mixed = "mixed" }
}

written! {
    /// What the speaker does with the content.
    Stance {
        Asserts = "asserts", Denies = "denies", Doubts = "doubts", Accuses = "accuses", Promises = "promises",
        Predicts = "predicts", Believes = "believes", Asks = "asks", Urges = "urges", Intends = "intends",
        Approves = "approves", Disapproves = "disapproves",
    }
}

impl Stance {
    /// Whether the words tell an attitude and no statement: "wants to", "called for", "praised". Nobody says that the
    /// content is so, and no event hangs on it.
    #[must_use]
    pub const fn is_attitude(self) -> bool {
        matches!(self, Stance::Urges | Stance::Intends | Stance::Approves | Stance::Disapproves)
    }
}

written! {
    /// How far a speaker commits to an act: certain, probable or possible, that it is or that it is not; or not at all.
    /// Values are those of FactBank.
    Factuality {
        Certain = "CT+", CertainNot = "CT-", Probable = "PR+", ProbableNot = "PR-", Possible = "PS+",
        PossibleNot = "PS-", Uncommitted = "Uu",
    }
}

written! {
    /// What the origin has at stake in an event, as far as the words tell.
    Interest {
        None = "none", SelfReport = "self-report", Adverse = "adverse",
    }
}

/// How one voice of a chain is given by the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// The speaker's whole noun phrase, with article and apposition; none for the outlet.
    pub phrase: Option<Span>,
    /// The words that attribute: "has said", "according to".
    pub cue: Vec<Span>,
}

/// A stretch of the document and the voices it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The voices, outermost (always the outlet) to innermost.
    pub chain: Vec<Speaker>,
    /// How each voice of the chain is given, in the same order.
    pub levels: Vec<Level>,
    /// The words that attribute, from speaker to verb: "the ministry said".
    pub cue: Option<Span>,
    /// What is said; empty for claim 0, which is all the rest.
    pub content: Vec<Span>,
    /// How it is quoted.
    pub quote_type: QuoteType,
    /// What the innermost speaker does with it.
    pub stance: Stance,
    /// Whether no words attribute it and the sentences before do: it goes on in the same voice.
    pub follows: bool,
    /// When it was said, if the cue tells.
    pub said: Option<MentionId>,
    /// The rule that found it.
    pub rule: RuleId,
}

written! {
    /// How real an event is according to its claim.
    Status {
        Reported = "reported", Denied = "denied", Planned = "planned", Threatened = "threatened",
        CalledFor = "called-for", Required = "required", Attempted = "attempted", AvertedAim = "averted-aim",
        Possible = "possible", Probable = "probable", Hypothetical = "hypothetical", Unknown = "unknown",
    }
}

/// A role of an event: the words, and the mention they make if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Role {
    /// The words.
    pub span: Span,
    /// What they refer to.
    pub mention: Option<MentionId>,
}

written! {
    /// How an event stands to the time given with it.
    TimeRelation {
        Within = "within", AtOrBefore = "at-or-before", Since = "since", Until = "until", Before = "before",
        After = "after",
    }
}

/// When an event was, and how the time given bears on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventTime {
    /// The time.
    pub mention: MentionId,
    /// `AtOrBefore` where only the report is dated ("said on Wednesday").
    pub relation: TimeRelation,
}

/// Who did what to whom, where, when, and according to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// From the first to the last word of trigger and roles.
    pub span: Span,
    /// The word or words that report the act.
    pub trigger: Span,
    /// Whose claim it is.
    pub claim: ClaimId,
    /// PLOVER type.
    pub plover: SmolStr,
    /// PLOVER modes.
    pub modes: Vec<SmolStr>,
    /// PLOVER contexts.
    pub contexts: Vec<SmolStr>,
    /// CAMEO code.
    pub cameo: SmolStr,
    /// PLOVER quad class.
    pub quad: SmolStr,
    /// PLOVER score of the mode or type.
    pub score: f64,
    /// How real it is.
    pub status: Status,
    /// The word the status rests on; none for a plain report.
    pub status_cue: Option<Span>,
    /// How far each voice of the claim's chain commits to it, in the same order.
    pub factuality: Vec<Factuality>,
    /// What the claim's origin has at stake in it.
    pub origin_interest: Interest,
    /// Those who act.
    pub actors: Vec<Role>,
    /// Those acted upon.
    pub recipients: Vec<Role>,
    /// Those it was done together or in coordination with.
    pub coordinated_with: Vec<Role>,
    /// A thing acted upon: a depot, a bridge.
    pub object: Option<Role>,
    /// The means.
    pub instrument: Option<Role>,
    /// Where.
    pub place: Option<MentionId>,
    /// When.
    pub time: Option<EventTime>,
    /// Figures that belong to it.
    pub figures: Vec<MentionId>,
    /// The pattern that matched.
    pub rule: RuleId,
    /// PLOVER's auxiliary modes: `negation`, `future`, `hypothetical`, `historical`.
    pub auxiliary: Vec<SmolStr>,
    /// Where else the document speaks of the same deed, in text order.
    pub further: Vec<EventMention>,
}

/// Words that speak once more of a deed that the document tells already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventMention {
    /// From the first to the last word of trigger and roles.
    pub span: Span,
    /// The word or words that report the act.
    pub trigger: Span,
    /// Whose claim it is.
    pub claim: ClaimId,
    /// The pattern that matched.
    pub rule: RuleId,
}

/// Trouble met while reading, or something a reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Short name: `no-document-date`.
    pub code: SmolStr,
    /// The words it concerns, if any.
    pub span: Option<Span>,
    /// For people.
    pub message: String,
}

/// Everything read from one document. Ids are ordinals into these lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Spans of its sentences, in order.
    pub sentences: Vec<Span>,
    /// Actors, places, times, figures, weapons, in text order.
    pub mentions: Vec<Mention>,
    /// Claims; the first is the outlet's own voice.
    pub claims: Vec<Claim>,
    /// Events, in text order.
    pub events: Vec<Event>,
    /// Who holds what, in text order.
    pub controls: Vec<Control>,
    /// How actors stand to each other, in text order.
    pub relations: Vec<Relation>,
    /// Where somebody stands on an agreement, in text order.
    pub positions: Vec<Position>,
    /// Agreements as this document reports them, in text order.
    pub agreements: Vec<Agreement>,
    /// Notes.
    pub notes: Vec<Note>,
}

impl Claim {
    /// The innermost speaker: whose word it is.
    #[must_use]
    pub fn origin(&self) -> Speaker {
        self.chain.last().copied().unwrap_or(Speaker::Outlet)
    }
}

impl Reading {
    /// A mention by its ordinal.
    ///
    /// # Panics
    /// If the id is of another document.
    #[must_use]
    pub fn mention(&self, id: MentionId) -> &Mention {
        &self.mentions[id.0 as usize]
    }
    /// A claim by its ordinal.
    ///
    /// # Panics
    /// If the id is of another document.
    #[must_use]
    pub fn claim(&self, id: ClaimId) -> &Claim {
        &self.claims[id.0 as usize]
    }
    /// The words of an event.
    #[must_use]
    pub fn quote(&self, event: &Event) -> &str {
        self.document.quote(event.span)
    }
    /// The words by which a speaker is known.
    #[must_use]
    pub fn speaker(&self, speaker: Speaker) -> SmolStr {
        match speaker {
            Speaker::Outlet => self.document.outlet(),
            Speaker::Mentioned(id) => self.document.quote(self.mention(id).span).into(),
            Speaker::Unnamed(span) => self.document.quote(span).into(),
        }
    }
}
