//! A stretch of a document's text.

/// A half-open stretch of a document's text, in UTF-8 bytes.
///
/// ```
/// use dateline_record::Span;
/// let span = Span::new(4, 10);
/// assert_eq!(&"The Kremlin"[span.range()], "Kremli");
/// assert_eq!(span.len(), 6);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    // Invariant: start <= end.
    start: u32,
    end: u32,
}

impl Span {
    /// A span from `start` up to but not including `end`; swapped bounds give an empty span at `start`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Span {
        Span { start, end: if end < start { start } else { end } }
    }
    /// A span from byte offsets. Documents are limited to 4 GiB, so offsets past that saturate.
    #[must_use]
    pub fn of(range: std::ops::Range<usize>) -> Span {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span::new(clip(range.start), clip(range.end))
    }
    /// First byte.
    #[must_use]
    pub const fn start(self) -> u32 {
        self.start
    }
    /// One past the last byte.
    #[must_use]
    pub const fn end(self) -> u32 {
        self.end
    }
    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }
    /// Whether the span holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
    /// The span as a range to slice text with.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Whether the two spans share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
    /// The part of the text the span names; empty if the span does not fit the text.
    #[must_use]
    pub fn text(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_span_never_ends_before_it_starts() {
        assert_eq!(Span::new(9, 3), Span::new(9, 9));
        assert!(Span::new(9, 3).is_empty());
    }

    #[test]
    fn cover_holds_both_and_overlap_is_symmetric() {
        let (a, b) = (Span::new(2, 5), Span::new(4, 9));
        assert_eq!(a.cover(b), Span::new(2, 9));
        assert!(a.overlaps(b) && b.overlaps(a) && !a.contains(b) && a.cover(b).contains(a));
        assert!(!Span::new(0, 4).overlaps(Span::new(4, 5)));
    }
}
