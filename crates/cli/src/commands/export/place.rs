//! Where an export goes: a folder of files, one file, standard output.

use crate::exit::Failure;
use dateline::export::Files;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A folder of files.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder if it is not there.
    pub fn new(path: &Path) -> Result<Folder, Failure> {
        std::fs::create_dir_all(path).map_err(|error| Failure::Io(format!("{}: {error}", path.display())))?;
        Ok(Folder(path.to_owned()))
    }
}

impl Files for Folder {
    fn create(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        open_file(&self.0.join(name))
    }
}

/// One file, or standard output.
pub struct OneFile(Option<PathBuf>);

impl OneFile {
    pub fn new(path: Option<PathBuf>) -> OneFile {
        OneFile(path)
    }
}

impl Files for OneFile {
    fn create(&mut self, _: &str) -> io::Result<Box<dyn Write + Send>> {
        match &self.0 {
            Some(path) => open_file(path),
            None => Ok(Box::new(BufWriter::with_capacity(1 << 16, io::stdout()))),
        }
    }
}

fn open_file(path: &Path) -> io::Result<Box<dyn Write + Send>> {
    let file = File::create(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    Ok(Box::new(BufWriter::with_capacity(1 << 16, file)))
}

/// A file, or standard output.
pub fn open(path: Option<&Path>) -> Result<Box<dyn Write + Send>, Failure> {
    Ok(OneFile::new(path.map(Path::to_owned)).create("")?)
}
