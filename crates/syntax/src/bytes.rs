//! Numbers and strings to bytes and back, little-endian.

use crate::ModelError;

/// Reads from the front of a model's content.
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8], ModelError> {
        let (bytes, rest) = self
            .rest
            .split_at_checked(len)
            .ok_or_else(|| ModelError::Content("a part of it is shorter than it says".to_owned()))?;
        self.rest = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        Ok(*self.bytes(N)?.first_chunk().expect("exactly N bytes were taken"))
    }

    pub fn u32(&mut self) -> Result<u32, ModelError> {
        self.array().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Result<u64, ModelError> {
        self.array().map(u64::from_le_bytes)
    }

    pub fn f32(&mut self) -> Result<f32, ModelError> {
        self.array().map(f32::from_le_bytes)
    }

    pub fn len(&mut self) -> Result<usize, ModelError> {
        self.u32().map(|len| len as usize)
    }

    pub fn text(&mut self) -> Result<&'a str, ModelError> {
        let len = self.len()?;
        std::str::from_utf8(self.bytes(len)?)
            .map_err(|_| ModelError::Content("a name in it is not UTF-8".to_owned()))
    }

    pub fn f32s(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        let bytes = self.bytes(count.saturating_mul(4))?;
        let (quads, _) = bytes.as_chunks::<4>();
        Ok(quads.iter().map(|quad| f32::from_le_bytes(*quad)).collect())
    }

    pub fn i8s(&mut self, count: usize) -> Result<Vec<i8>, ModelError> {
        Ok(self.bytes(count)?.iter().map(|&byte| byte as i8).collect())
    }

    /// Refuses content that goes on after its end.
    pub fn finish(self) -> Result<(), ModelError> {
        match self.rest.len() {
            0 => Ok(()),
            extra => Err(ModelError::Content(format!("{extra} bytes follow its end"))),
        }
    }
}

/// Writes what [`Reader`] reads.
#[derive(Default)]
pub struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    pub fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub fn f32(&mut self, value: f32) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub fn len(&mut self, len: usize) {
        self.u32(u32::try_from(len).expect("parts of a model are far smaller than 4 GiB"));
    }

    pub fn text(&mut self, text: &str) {
        self.len(text.len());
        self.bytes.extend(text.as_bytes());
    }

    pub fn f32s(&mut self, values: &[f32]) {
        for &value in values {
            self.f32(value);
        }
    }

    pub fn i8s(&mut self, values: &[i8]) {
        self.bytes.extend(values.iter().map(|&value| value as u8));
    }
}
