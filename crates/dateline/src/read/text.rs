//! Plain text: one document a file.

use super::{Content, Options, Piece, Pieces};
use crate::Error;
use dateline_record::Citation;
use std::io::{BufRead, Read};

pub(super) fn open<'a>(input: Box<dyn BufRead + Send + 'a>, at: Citation, options: &Options) -> Pieces<'a> {
    let limit = options.max_document;
    Box::new(std::iter::once_with(move || whole(input, at, limit, Content::Plain)))
}

/// An input that is one document, unless it is larger than `limit`.
pub(super) fn whole(
    input: Box<dyn BufRead + Send + '_>,
    mut at: Citation,
    limit: usize,
    content: impl FnOnce(Vec<u8>) -> Content,
) -> Piece {
    let content = all(input, limit).map(|bytes| {
        at.length = bytes.len() as u64;
        at.sign(&bytes);
        content(bytes)
    });
    Piece { at, content }
}

/// All bytes of an input, unless there are more than `limit`.
pub(super) fn all(mut input: Box<dyn BufRead + Send + '_>, limit: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![];
    // One byte over the limit tells that there is more, without holding all of a huge file.
    input.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        let rest = std::io::copy(&mut input, &mut std::io::sink())?;
        let size = bytes.len() + usize::try_from(rest).unwrap_or(usize::MAX / 2);
        return Err(Error::TooLarge { size, limit });
    }
    Ok(bytes)
}
