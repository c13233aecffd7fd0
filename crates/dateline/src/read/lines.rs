//! Inputs of lines, each of which may be too long to hold.

use std::io::BufRead;

/// Reads one line with its end. Of a line longer than `limit` only the length comes back, which then is more than `bytes` hold.
pub(super) fn line(input: &mut dyn BufRead, bytes: &mut Vec<u8>, limit: usize) -> std::io::Result<usize> {
    let mut size = 0;
    loop {
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if buffer.is_empty() {
            return Ok(size);
        }
        let (used, done) = match buffer.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        if size + used <= limit {
            bytes.extend_from_slice(&buffer[..used]);
        } else {
            *bytes = vec![];
        }
        size += used;
        input.consume(used);
        if done {
            return Ok(size);
        }
    }
}
