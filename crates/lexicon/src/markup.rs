//! What words in class, id or role of an HTML element tell of it.

/// What an element of a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// The story.
    Story,
    /// Site furniture.
    Boilerplate,
    /// Links to other stories.
    Related,
    /// Words that belong to a picture.
    Caption,
}

impl Markup {
    /// Every value, in declaration order.
    pub const ALL: &'static [Markup] =
        &[Markup::Story, Markup::Boilerplate, Markup::Related, Markup::Caption];
    /// Its name in the data files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Markup::Story => "story",
            Markup::Boilerplate => "boilerplate",
            Markup::Related => "related",
            Markup::Caption => "caption",
        }
    }
}

impl std::str::FromStr for Markup {
    type Err = ();
    fn from_str(text: &str) -> Result<Markup, ()> {
        Markup::ALL.iter().find(|kind| kind.as_str() == text).copied().ok_or(())
    }
}
