//! What the syntax stage makes of a text: sentences, tokens, tags and trees.

use crate::Span;
use smol_str::SmolStr;

/// Declares an enum whose variants have a fixed written form, with `ALL`, `as_str` and `FromStr`.
macro_rules! written {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $(#[doc = concat!("`", $text, "`")] $variant),+ }
        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The written form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }
        impl std::str::FromStr for $name {
            type Err = crate::UnknownLabel;
            fn from_str(text: &str) -> Result<$name, crate::UnknownLabel> {
                match text { $($text => Ok($name::$variant),)+ _ => Err(crate::UnknownLabel(text.into())) }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
    };
}
pub(crate) use written;

/// A label that is not in the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLabel(pub SmolStr);

impl std::fmt::Display for UnknownLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unknown label `{}`", self.0)
    }
}
impl std::error::Error for UnknownLabel {}

written! {
    /// A Universal Dependencies part of speech.
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ",
        Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT",
        Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

written! {
    /// A Penn Treebank tag as the English UD treebanks use it.
    Xpos {
        Nn = "NN", In = "IN", Dt = "DT", Nnp = "NNP", Jj = "JJ", Prp = "PRP", Period = ".", Rb = "RB", Comma = ",",
        Nns = "NNS", Vb = "VB", Cc = "CC", Vbd = "VBD", Vbp = "VBP", Vbz = "VBZ", Cd = "CD", Vbn = "VBN", Vbg = "VBG",
        To = "TO", Md = "MD", PrpPoss = "PRP$", Uh = "UH", Colon = ":", Rrb = "-RRB-", Lrb = "-LRB-", Wdt = "WDT",
        Wrb = "WRB", Wp = "WP", Hyph = "HYPH", OpenQuote = "``", CloseQuote = "''", Rp = "RP", Pos = "POS",
        Nnps = "NNPS", Jjr = "JJR", Jjs = "JJS", Ex = "EX", Rbr = "RBR", Sym = "SYM", Fw = "FW", Nfp = "NFP",
        Dollar = "$", Gw = "GW", Add = "ADD", Pdt = "PDT", Rbs = "RBS", Ls = "LS", Afx = "AFX", WpPoss = "WP$",
        Xx = "XX",
    }
}

written! {
    /// A dependency relation with the subtypes of the English UD treebanks.
    Deprel {
        Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", AdvclRelcl = "advcl:relcl", Advmod = "advmod",
        Amod = "amod", Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc",
        CcPreconj = "cc:preconj", Ccomp = "ccomp", Clf = "clf", Compound = "compound", CompoundPrt = "compound:prt",
        Conj = "conj", Cop = "cop", Csubj = "csubj", CsubjOuter = "csubj:outer", CsubjPass = "csubj:pass", Dep = "dep",
        Det = "det", DetPredet = "det:predet", Discourse = "discourse", Dislocated = "dislocated", Expl = "expl",
        Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list", Mark = "mark",
        Nmod = "nmod", NmodDesc = "nmod:desc", NmodPoss = "nmod:poss", NmodUnmarked = "nmod:unmarked",
        Nsubj = "nsubj", NsubjOuter = "nsubj:outer", NsubjPass = "nsubj:pass", Nummod = "nummod", Obj = "obj",
        Obl = "obl", OblAgent = "obl:agent", OblUnmarked = "obl:unmarked", Orphan = "orphan",
        Parataxis = "parataxis", Punct = "punct", Reparandum = "reparandum", Root = "root", Vocative = "vocative",
        Xcomp = "xcomp",
    }
}

written! {
    /// What sort of thing an [`Entity`] names.
    EntityKind {
        Person = "person", Organisation = "organisation", Location = "location", Nationality = "nationality",
        Role = "role", Weapon = "weapon", MilitaryPlatform = "military-platform", Quantity = "quantity",
        Temporal = "temporal", Money = "money",
    }
}

written! {
    /// Which question an [`Entity`] answers. Entities of one layer never overlap; those of two layers may.
    EntityLayer {
        Name = "name", Role = "role", Phrase = "phrase",
    }
}

impl Deprel {
    /// The universal relation without its subtype: `nsubj` for `nsubj:pass`.
    #[must_use]
    pub fn universal(self) -> &'static str {
        let text = self.as_str();
        text.split_once(':').map_or(text, |(universal, _)| universal)
    }
    /// The relation of a treebank label; an unknown subtype falls back to its universal relation.
    #[must_use]
    pub fn read(label: &str) -> Option<Deprel> {
        label.parse().ok().or_else(|| label.split_once(':').and_then(|(universal, _)| universal.parse().ok()))
    }
}

/// One syntactic word: the unit of tagging and parsing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where the word stands. The words of a multiword token ("do|n't") share its letters between them.
    pub span: Span,
    /// Dictionary form.
    pub lemma: SmolStr,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: Xpos,
    /// Index of the governor in [`Analysis::tokens`]; a root governs itself.
    pub head: u32,
    /// Relation to the governor.
    pub deprel: Deprel,
    /// Whether the word belongs to the same surface token as the word before it ("n't" of "don't").
    pub continues: bool,
}

/// A sentence and the run of tokens it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where the sentence stands.
    pub span: Span,
    /// Index of its first token.
    pub first: u32,
    /// One past the index of its last token.
    pub end: u32,
}

impl Sentence {
    /// The indices of the sentence's tokens.
    #[must_use]
    pub const fn tokens(&self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// Words that a model takes for one thing of the world, known to a dictionary or not.
///
/// Layer `name` holds proper names (persons, organisations, locations) without the words around them; `role`
/// the noun phrases that name people by what they are, up to their head ("a police chief", "residents");
/// `phrase` whole phrases of every kind but roles, named or not ("the interior ministry", "two soldiers").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// Index of its first token in [`Analysis::tokens`].
    pub first: u32,
    /// One past the index of its last token, which is of the same sentence.
    pub end: u32,
    /// What sort of thing it is.
    pub kind: EntityKind,
    /// Which reading of the text it belongs to.
    pub layer: EntityLayer,
}

impl Entity {
    /// The indices of the entity's tokens; never empty.
    #[must_use]
    pub const fn tokens(&self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// Sentences and tokens of one document, in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Sentences in text order; they do not overlap.
    pub sentences: Vec<Sentence>,
    /// Tokens of all sentences in text order; `head` never leaves the sentence.
    pub tokens: Vec<Token>,
    /// Entities in text order, shorter ones first where two begin together; none if the model has no tagger.
    pub entities: Vec<Entity>,
    /// The document's text with the capitals it would have had, where it was written without: the same letters at the
    /// same bytes.
    pub cased: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_read_back_as_itself() {
        for label in Deprel::ALL {
            assert_eq!(label.as_str().parse(), Ok(*label));
        }
        for tag in Xpos::ALL {
            assert_eq!(tag.as_str().parse(), Ok(*tag));
        }
        for kind in EntityKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert!("nsubj:odd".parse::<Deprel>().is_err());
        assert_eq!(Deprel::read("nsubj:odd"), Some(Deprel::Nsubj));
        assert_eq!(Deprel::read("odd"), None);
        assert_eq!(Deprel::NsubjPass.universal(), "nsubj");
    }
}
