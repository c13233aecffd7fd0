//! The hashed features a word form is represented by.
//!
//! They are a function of the form alone, so a word's vector can be computed once and kept.

/// Rows of the hash table.
pub const ROWS: usize = 1 << 15;

/// How many of a word's first features name the whole word; the trainer sometimes hides these.
pub const WHOLE_WORD: usize = 2;

/// Longer words are not looked at past this many characters, so that cost stays bounded.
const LONGEST: usize = 40;
const MOST_NGRAMS: usize = 40;

/// What is hashed, so that "s" as a suffix and "s" as a word differ.
#[derive(Clone, Copy)]
enum Kind {
    Word,
    Cased,
    Shape,
    Suffix,
    Prefix,
    Ngram,
}

/// Appends the hash rows of a word to `rows`, those of the whole word first.
pub fn rows_of(word: &str, rows: &mut Vec<u32>) {
    let cased: Vec<char> = word.chars().take(LONGEST).map(normal).collect();
    // Between markers, so that n-grams know where the word begins and ends.
    let mut marked = vec!['<'];
    marked.extend(cased.iter().flat_map(|c| c.to_lowercase()));
    marked.push('>');
    let lower = &marked[1..marked.len() - 1];
    rows.push(row(Kind::Word, lower));
    rows.push(row(Kind::Cased, &cased));
    rows.push(row(Kind::Shape, &shape(&cased)));
    for length in 1..=4 {
        rows.push(row_sized(Kind::Suffix, length, &lower[lower.len().saturating_sub(length)..]));
    }
    for length in 1..=3 {
        rows.push(row_sized(Kind::Prefix, length, &lower[..length.min(lower.len())]));
    }
    let ngrams = (3..=5).flat_map(|length| marked.windows(length));
    rows.extend(ngrams.take(MOST_NGRAMS).map(|ngram| row(Kind::Ngram, ngram)));
}

/// Glyph variants and digits that mean the same to syntax look the same to the network.
fn normal(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' | '‟' => '"',
        '\u{a0}' | '\u{202f}' => ' ',
        '‐' | '‑' => '-',
        _ if c.is_numeric() => '0',
        _ => c,
    }
}

/// "Xxx" for "Baghdad": letter classes with runs cut at two.
fn shape(word: &[char]) -> Vec<char> {
    let mut shape: Vec<char> = Vec::with_capacity(word.len());
    for &c in word {
        let class = if c.is_uppercase() {
            'X'
        } else if c.is_lowercase() {
            'x'
        } else {
            c
        };
        if !shape.ends_with(&[class, class]) {
            shape.push(class);
        }
    }
    shape
}

fn row(kind: Kind, text: &[char]) -> u32 {
    row_sized(kind, 0, text)
}

/// FNV-1a over the code points, folded to a row.
fn row_sized(kind: Kind, length: usize, text: &[char]) -> u32 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let salt = (kind as u64) << 8 | length as u64;
    let mut hash = (0xcbf2_9ce4_8422_2325 ^ salt).wrapping_mul(PRIME);
    for &c in text {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(PRIME);
    }
    let folded = hash ^ (hash >> 29);
    ((folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % ROWS as u64) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(word: &str) -> Vec<u32> {
        let mut rows = Vec::new();
        rows_of(word, &mut rows);
        rows
    }

    #[test]
    fn quotes_of_every_glyph_and_digits_share_their_rows() {
        assert_eq!(rows("n’t"), rows("n't"));
        assert_eq!(rows("“"), rows("\""));
        assert_eq!(rows("2019"), rows("1987"));
        assert_ne!(rows("Apple"), rows("apple"));
        assert_eq!(rows("Apple")[0], rows("apple")[0]);
    }

    #[test]
    fn any_word_has_a_bounded_number_of_rows_in_range() {
        for word in ["", "a", "\u{0}", "İstanbul", "السودان", "👩‍👩‍👧", &"x".repeat(10_000)]
        {
            let rows = rows(word);
            assert!(rows.len() >= 10 && rows.len() <= 10 + MOST_NGRAMS, "{word:?}: {}", rows.len());
            assert!(rows.iter().all(|&row| (row as usize) < ROWS));
        }
    }
}
