//! Tables, and JSON lines with keys of their own.

use crate::{failure, read, read_with};
use dateline::read::{Item, Options};

fn columns(pairs: &[(&str, &str)]) -> Options {
    let columns = pairs.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned())).collect();
    Options { columns, ..Options::default() }
}
fn told(items: &[Item]) -> Vec<String> {
    let tell = |item: &Item| match item {
        Ok(document) => {
            let origin = &document.origin;
            let day = origin.published.map(|(day, _)| day.to_string()).unwrap_or_default();
            format!(
                "{} {day} {}: {}",
                origin.key.as_deref().unwrap_or(""),
                origin.source.as_deref().unwrap_or("-"),
                document.text()
            )
        }
        Err(failed) => format!("! {failed}"),
    };
    items.iter().map(tell).collect()
}

const TABLE: &[u8] = include_bytes!("../samples/table.csv");

#[test]
fn rows_are_documents_by_the_columns_given() {
    let options = columns(&[
        ("text", "Body"),
        ("published", "Datum"),
        ("source", "Outlet"),
        ("id", "Ref"),
        ("url", "Link"),
    ]);
    let all = read_with("table.csv", TABLE, &options);
    assert_eq!(
        told(&all),
        [
            "1 2024-05-03 Courier: Rebels shelled the town of Azaz on Monday, residents said.\nThe army answered with \"air strikes\".",
            "2 2024-05-04 -: The army left the town on Tuesday.",
            "! line 5: `published` is `03/05/2024`, which is no date (YYYY-MM-DD)",
            "! line 6: the row has 7 fields, the table 5 columns",
        ]
    );
    let cited = all[0].as_ref().unwrap().origin.citation.as_ref().unwrap();
    assert_eq!(cited.line, Some(2));
    let row = &TABLE[cited.offset as usize..][..cited.length as usize];
    assert!(row.starts_with(b"1,2024") && row.ends_with(b"/1\n"));
}

#[test]
fn columns_of_our_names_need_no_telling() {
    let all = read(
        "t.tsv",
        b"id\ttext\tpublished\na\tRebels left \"Azaz\".\t2024-01-02\n\n\nb\t\"Quoted\ttab\".\t\n",
    );
    assert_eq!(told(&all), ["a 2024-01-02 -: Rebels left \"Azaz\".", "b  -: Quoted\ttab."]);
    let all = read("t.csv", "\u{feff}text;source\r\nRebels left Azaz.;Courier\r\n".as_bytes());
    assert_eq!(told(&all), ["t.csv:2  Courier: Rebels left Azaz."]);
}

#[test]
fn a_table_without_a_text_says_what_it_has() {
    let all = read("t.csv", b"a,b\n1,2\n3,4\n");
    assert_eq!(all.len(), 1);
    let message = failure(&all[0]).to_string();
    assert!(message.contains("no column `text`; there are a, b; --columns"), "{message}");
    let all = read_with("t.csv", b"text,b\n1,2\n", &columns(&[("published", "c")]));
    assert!(failure(&all[0]).to_string().contains("no column `c`"));
}

#[test]
fn a_quotation_that_nobody_closes_costs_what_it_swallows_and_no_more() {
    let mut table = b"text\nRebels left Azaz.\n\"never closed\n".to_vec();
    table.extend("The army came back to the town.\n".repeat(4000).as_bytes());
    let options = Options { max_document: 40_000, ..Options::default() };
    let all = read_with("t.csv", &table, &options);
    assert_eq!(all[0].as_ref().unwrap().text(), "Rebels left Azaz.");
    assert!(failure(&all[1]).to_string().contains("limit"), "{:?}", all[1]);
    assert!(all.last().unwrap().as_ref().is_ok_and(|d| d.text() == "The army came back to the town."));
}

#[test]
fn tables_in_other_encodings_are_read_and_noted() {
    let all = read("t.csv", b"text,source\nThe mayor of Orl\xe9ans left the town on Monday.,Courier\n");
    let document = all[0].as_ref().unwrap();
    assert_eq!(
        (document.text(), document.origin.notes[0].code.as_str()),
        ("The mayor of Orléans left the town on Monday.", "guessed-encoding")
    );
}

#[test]
fn json_lines_may_have_keys_of_their_own() {
    let options = columns(&[("text", "article.body"), ("published", "date"), ("id", "ref")]);
    let lines = b"{\"ref\": 7, \"date\": \"Tue, 05 Mar 2024 10:00:00 GMT\", \"article\": {\"body\": \"Rebels left Azaz.\"}}\n{\"text\": \"x\"}\n";
    let all = read_with("n.jsonl", lines, &options);
    assert_eq!(
        told(&all),
        [
            "7 2024-03-05 -: Rebels left Azaz.",
            "! line 2: no document: there is no `article.body`; --columns text=KEY names another key"
        ]
    );
}
