//! Data directories and input files.

use crate::exit::Failure;
use dateline::read::{Options, READERS, Reader};
use dateline::{Coder, SourceFile};
use flate2::read::MultiGzDecoder;
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::time::Duration;

/// Options of every command that reads inputs.
#[derive(clap::Args, Clone, Debug)]
pub struct InputArgs {
    /// Date of publication (YYYY-MM-DD) of documents that carry none; without it relative dates stay unresolved
    #[arg(long, value_name = "DATE")]
    pub published: Option<Date>,
    /// Name of the outlet for documents that carry none
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Format of the inputs [default: by the ending of the file, else by its first bytes, else text]
    #[arg(long, value_name = "FORMAT", value_parser = input_names())]
    pub from: Option<String>,
    /// Columns of a table or keys of JSON lines by what they hold: text=body,published=date,source=outlet. Fields are id,
    /// text, published, source, title, url, language; a key may be a path (content.body)
    #[arg(long, value_name = "FIELD=COLUMN,…", value_delimiter = ',')]
    columns: Vec<String>,
    /// Largest document in bytes of text; a larger one is an error and the next goes on
    #[arg(long, value_name = "BYTES", default_value_t = Options::default().max_document)]
    max_document: usize,
    /// Largest page, feed or agency item in bytes as it is stored, unpacked
    #[arg(long, value_name = "BYTES", default_value_t = Options::default().max_page)]
    max_page: usize,
    /// Deepest nesting of elements: deeper HTML is flattened, deeper XML refused
    #[arg(long, value_name = "N", default_value_t = Options::default().max_depth)]
    max_depth: usize,
    /// How many bytes a packed byte may become, after the first 64 MiB
    #[arg(long, value_name = "N", default_value_t = Options::default().max_ratio)]
    max_ratio: u64,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Options of every command that reads texts, of inputs or of a record: what one document may cost.
#[derive(clap::Args, Clone, Debug)]
pub struct LimitArgs {
    /// Words of a document that are read; a longer one has a note, and what stands behind them is not read
    #[arg(long, value_name = "N", default_value_t = dateline::MAX_WORDS)]
    pub max_words: usize,
    /// Longest time a document may take; a slower one is an error and the next goes on. 0 is any time
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    time_limit: u64,
}

impl LimitArgs {
    /// The coder with the data files of a directory, or those built in, that reads as many words as was said.
    pub fn coder(&self, data: Option<&Path>) -> Result<Coder, Failure> {
        Ok(Coder { max_words: self.max_words, ..coder(data)? })
    }
    /// How long a document may take.
    pub fn time(&self) -> Option<Duration> {
        (self.time_limit > 0).then(|| Duration::from_secs(self.time_limit))
    }
}

fn input_names() -> clap::builder::PossibleValuesParser {
    READERS.iter().map(|r| clap::builder::PossibleValue::new(r.name).help(r.help)).collect::<Vec<_>>().into()
}

impl InputArgs {
    /// The format that was asked for.
    pub fn from(&self) -> Option<&'static Reader> {
        self.from.as_deref().and_then(dateline::read::reader)
    }
    /// As the readers take them.
    pub fn options(&self) -> Result<Options, Failure> {
        let column = |pair: &String| {
            let fields = dateline::read::FIELDS;
            let (field, column) = pair.split_once('=').unwrap_or((pair, ""));
            if column.is_empty() || !fields.contains(&field) {
                let fields = fields.join(", ");
                return Err(Failure::Usage(format!(
                    "--columns {pair}: give FIELD=COLUMN; fields are {fields}"
                )));
            }
            Ok((field.to_owned(), column.to_owned()))
        };
        Ok(Options {
            published: self.published,
            source: self.source.clone(),
            columns: self.columns.iter().map(column).collect::<Result<_, _>>()?,
            max_document: self.max_document,
            max_page: self.max_page,
            max_depth: self.max_depth,
            max_ratio: self.max_ratio,
        })
    }
}

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

/// The files that paths name, in their order: a folder stands for every file below it, sorted by path. Hidden files and
/// folders, and links to folders, are passed over. Beside a path that cannot be read stands why.
pub fn files(paths: &[String]) -> Vec<(String, Option<String>)> {
    let mut files = vec![];
    for path in paths {
        if path == "-" || !Path::new(path).is_dir() {
            files.push((path.clone(), None));
            continue;
        }
        let before = files.len();
        let mut open = vec![std::path::PathBuf::from(path)];
        while let Some(folder) = open.pop() {
            let entries = match std::fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    let folder = folder.display().to_string();
                    let message = format!("{folder}: {error}");
                    files.push((folder, Some(message)));
                    continue;
                }
            };
            for entry in entries.flatten().filter(|e| !e.file_name().to_string_lossy().starts_with('.')) {
                let kind = entry.file_type();
                if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
                    open.push(entry.path());
                } else if kind.is_ok_and(|k| k.is_file()) || entry.path().is_file() {
                    files.push((entry.path().display().to_string(), None));
                }
            }
        }
        files[before..].sort();
        if files.len() == before {
            files.push((path.clone(), Some(format!("{path}: there are no files in this folder"))));
        }
    }
    files
}

/// A file's bytes as they are stored; `-` is standard input.
pub fn stored(path: &str) -> Result<Box<dyn BufRead + Send>, Failure> {
    if path == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, std::io::stdin())));
    }
    let file = File::open(path).map_err(|error| Failure::Missing(format!("{path}: {error}")))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
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

/// A part of the inputs, for several runs side by side: `2/8` takes every eighth input from the second on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    part: usize,
    of: usize,
}

impl Default for Shard {
    fn default() -> Shard {
        Shard { part: 1, of: 1 }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

impl std::str::FromStr for Shard {
    type Err = String;
    fn from_str(text: &str) -> Result<Shard, String> {
        let numbers =
            text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if 1 <= part && part <= of => Ok(Shard { part, of }),
            _ => Err("give PART/OF, such as 1/4: a part from 1 to the number of parts".into()),
        }
    }
}

impl Shard {
    /// Whether it is everything.
    pub fn is_whole(self) -> bool {
        self.of == 1
    }
    /// Whether it takes what stands at a place in the list of inputs.
    pub fn takes(self, at: usize) -> bool {
        at % self.of == self.part - 1
    }
    /// What it takes of a list.
    pub fn of<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter().enumerate().filter(|(at, _)| self.takes(*at)).map(|(_, one)| one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn parts_are_apart_and_together_all() {
        let all: Vec<u32> = (0..10).collect();
        let mut together: Vec<u32> =
            ["1/3", "2/3", "3/3"].iter().flat_map(|s| s.parse::<Shard>().unwrap().of(all.clone())).collect();
        together.sort_unstable();
        assert_eq!(together, all);
        for wrong in ["0/3", "4/3", "1", "a/b", "1/0", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
