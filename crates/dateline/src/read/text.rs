//! Plain text: one document a file.

use super::{Documents, Item, Options, decode, origin};
use crate::{Coder, Error};
use std::io::{BufRead, Read};

pub(super) fn open<'a>(
    coder: &'a Coder,
    mut input: Box<dyn BufRead + Send + 'a>,
    key: &str,
    options: &Options,
) -> Documents<'a> {
    let (key, options) = (key.to_owned(), options.clone());
    let read = move || -> Item {
        let mut bytes = vec![];
        // One byte over the limit tells that there is more, without reading all of a huge file.
        let limit = options.max_document;
        input.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            let rest = std::io::copy(&mut input, &mut std::io::sink())?;
            let size = bytes.len() + usize::try_from(rest).unwrap_or(usize::MAX / 2);
            return Err(Error::TooLarge { size, limit });
        }
        Ok(coder.document(decode(bytes, limit)?, origin(&key, &options)))
    };
    Box::new(std::iter::once_with(read))
}
