//! Tables of a TOML file, key by key: what is missing, misspelt or of the wrong kind is told with its line.

use crate::dates::Days;
use dateline_lexicon::{Problem, SourceFile};
use std::cell::{Cell, RefCell};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file that is read, and what is wrong in it.
pub(crate) struct Source<'a> {
    pub file: &'a SourceFile,
    pub problems: RefCell<Vec<Problem>>,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a SourceFile) -> Source<'a> {
        Source { file, problems: RefCell::default() }
    }
    /// The tables of the file; what is no TOML is a problem and leaves what could be read.
    pub fn parse(&self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(&self.file.text);
        for error in errors {
            self.problem(error.span().map_or(0, |s| s.start), error.message().to_owned());
        }
        table
    }
    pub fn problem(&self, byte: usize, message: String) {
        let upto = self.file.text.as_bytes().get(..byte).unwrap_or_default();
        let line = upto.iter().filter(|b| **b == b'\n').count() + 1;
        self.problems.borrow_mut().push(Problem { path: self.file.path.clone(), line, message });
    }
}

/// A table and the keys that were asked for.
pub(crate) struct Fields<'a, 's> {
    pub source: &'s Source<'a>,
    table: &'s DeTable<'a>,
    /// What it is called in messages: `term R5`.
    what: RefCell<String>,
    at: usize,
    asked: RefCell<Vec<&'static str>>,
    checked: Cell<bool>,
}

impl<'a, 's> Fields<'a, 's> {
    pub fn new(source: &'s Source<'a>, table: &'s DeTable<'a>, at: usize, what: &str) -> Fields<'a, 's> {
        let what = RefCell::new(what.to_owned());
        Fields { source, table, what, at, asked: RefCell::default(), checked: Cell::new(false) }
    }
    /// The same table under a name that tells it from its siblings.
    pub fn call(&self, what: String) {
        *self.what.borrow_mut() = what;
    }
    pub fn get(&self, key: &'static str) -> Option<&'s Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }
    /// Tells what is wrong at a key, or at the table where the key is missing.
    pub fn problem(&self, key: &'static str, message: &str) {
        let at = self.table.get(key).map_or(self.at, |v| v.span().start);
        self.source.problem(at, format!("{}: {message}", self.what.borrow()));
    }
    pub fn text(&self, key: &'static str) -> String {
        let Some(value) = self.get(key) else { return String::new() };
        match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            other => {
                self.problem(key, &format!("`{key}` is a {}; a text in quotes is meant", other.type_str()));
                String::new()
            }
        }
    }
    pub fn needed(&self, key: &'static str) -> String {
        if !self.table.contains_key(key) {
            self.asked.borrow_mut().push(key);
            self.problem(key, &format!("`{key}` is missing"));
            return String::new();
        }
        self.text(key)
    }
    /// A text that must be one of some.
    pub fn one_of(&self, key: &'static str, allowed: &[&str]) -> Option<String> {
        let text = self.text(key);
        if text.is_empty() {
            return None;
        }
        if allowed.contains(&text.as_str()) {
            return Some(text);
        }
        self.problem(key, &format!("`{key}` is “{text}”; one of {} is meant", allowed.join(", ")));
        None
    }
    pub fn truth(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.problem(key, &format!("`{key}` is true or false"));
        }
        truth
    }
    pub fn number(&self, key: &'static str) -> Option<f64> {
        let number = number(self.get(key)?.get_ref());
        if number.is_none() {
            self.problem(key, &format!("`{key}` is a number"));
        }
        number
    }
    pub fn numbers(&self, key: &'static str) -> Option<Vec<f64>> {
        let value = self.get(key)?;
        let list = value.get_ref().as_array();
        let numbers: Option<Vec<f64>> = list.and_then(|l| l.iter().map(|v| number(v.get_ref())).collect());
        if numbers.is_none() {
            self.problem(key, &format!("`{key}` is a list of numbers"));
        }
        numbers
    }
    pub fn days(&self, key: &'static str) -> Option<Days> {
        let text = self.text(key);
        if text.is_empty() {
            return None;
        }
        let days = Days::read(&text);
        if days.is_none() {
            self.problem(key, &format!("`{key}` is “{text}”; a date such as \"2018-10-15\", \"2018-10\" or \"2018-10-15/..\" is meant"));
        }
        days
    }
    /// A list of texts; one text stands for a list of one.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.get(key) else { return vec![] };
        match value.get_ref() {
            DeValue::String(text) => vec![text.to_string()],
            DeValue::Array(items) => {
                let texts = items.iter().filter_map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => {
                        self.source.problem(
                            item.span().start,
                            format!("{}: `{key}` holds texts only", self.what.borrow()),
                        );
                        None
                    }
                });
                texts.collect()
            }
            _ => {
                self.problem(key, &format!("`{key}` is a list of texts"));
                vec![]
            }
        }
    }
    /// The tables of a list; one table stands for a list of one. A text `x` stands for `{ short = "x" }` if a key is given.
    pub fn tables(&self, key: &'static str, what: &str) -> Vec<Fields<'a, 's>> {
        let Some(value) = self.get(key) else { return vec![] };
        let fields = |value: &'s Spanned<DeValue<'a>>| match value.get_ref() {
            DeValue::Table(table) => Some(Fields::new(self.source, table, value.span().start, what)),
            other => {
                self.source.problem(
                    value.span().start,
                    format!("{}: `{key}` is a {}; a table is meant", self.what.borrow(), other.type_str()),
                );
                None
            }
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(fields).collect(),
            _ => fields(value).into_iter().collect(),
        }
    }
    /// Tells every key that nobody asked for.
    pub fn done(&self) {
        if self.checked.replace(true) {
            return;
        }
        let asked = self.asked.borrow();
        for key in self.table.keys() {
            if !asked.iter().any(|a| a == key.get_ref()) {
                self.source.problem(
                    key.span().start,
                    format!(
                        "{}: there is no `{}`; known are {}",
                        self.what.borrow(),
                        key.get_ref(),
                        asked.join(", ")
                    ),
                );
            }
        }
    }
}

fn number(value: &DeValue) -> Option<f64> {
    match value {
        DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok(),
        DeValue::Float(number) => number.as_str().replace('_', "").parse().ok(),
        _ => None,
    }
}
