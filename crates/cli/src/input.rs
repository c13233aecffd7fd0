//! Data directories and input files.

use crate::exit::Failure;
use dateline::{Coder, SourceFile};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The coder with the data files of a directory, or those built in.
pub fn coder(data: Option<&Path>) -> Result<Coder, Failure> {
    let Some(folder) = data else { return Ok(Coder::built_in()) };
    let (files, gazetteers) = data_files(folder)?;
    Coder::with_data(&files, gazetteers).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Failure::Data(format!("{} problem(s) in {}\n{}", lines.len(), folder.display(), lines.join("\n")))
    })
}

/// Gazetteers by their path below the folder.
type Gazetteers = Vec<(String, Vec<u8>)>;

/// Every `.toml` and `.tsv` below a folder, and every `.gaz`, sorted by path.
pub fn data_files(folder: &Path) -> Result<(Vec<SourceFile>, Gazetteers), Failure> {
    let (mut paths, mut gazetteers) = (vec![], vec![]);
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| Failure::Missing(format!("{}: {error}", folder.display())))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            // The crate that embeds the data stands beside it and holds no data.
            if name == "Cargo.toml" || name == "src" || name == "target" || name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if name.ends_with(".toml") || name.ends_with(".tsv") {
                paths.push(path);
            } else if name.ends_with(".gaz") {
                gazetteers.push(path);
            }
        }
    }
    paths.sort();
    gazetteers.sort();
    let root = folder;
    if paths.is_empty() && gazetteers.is_empty() {
        return Err(Failure::Missing(format!(
            "{}: there are no data files (.toml, .tsv, .gaz) in it",
            folder.display()
        )));
    }
    let read = |path: &std::path::PathBuf| {
        let text =
            std::fs::read_to_string(path).map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?;
        // Paths below the folder: the digest of the data must not depend on where it lies.
        let below = path.strip_prefix(root).unwrap_or(path);
        Ok(SourceFile::new(below.display().to_string(), text))
    };
    let load = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?;
        Ok((path.strip_prefix(root).unwrap_or(path).display().to_string(), bytes))
    };
    let files = paths.iter().map(read).collect::<Result<_, Failure>>()?;
    Ok((files, gazetteers.iter().map(load).collect::<Result<_, Failure>>()?))
}

/// A file's bytes, gunzipped where the name ends in `.gz`; `-` is standard input.
pub fn open(path: &str) -> Result<Box<dyn BufRead + Send>, Failure> {
    if path == "-" {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let file = File::open(path).map_err(|error| Failure::Missing(format!("{path}: {error}")))?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(Failure::Missing(format!("{path}: this is a folder; name the files in it")));
    }
    if path.ends_with(".gz") {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(file))));
    }
    Ok(Box::new(BufReader::new(file)))
}

/// A whole text file.
pub fn text(path: &str) -> Result<String, Failure> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text).map_err(|error| Failure::Io(format!("{path}: {error}")))?;
    Ok(text)
}
