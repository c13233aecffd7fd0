//! HTML read as a browser would, as far as a test of what it may do needs it.

/// A tag and its attributes, unescaped.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

pub fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// All opening tags of a page.
pub fn tags(html: &str) -> Vec<Tag> {
    let bytes: Vec<char> = html.chars().collect();
    let (mut all, mut at) = (vec![], 0);
    while at < bytes.len() {
        if bytes[at] != '<' || !bytes.get(at + 1).is_some_and(char::is_ascii_alphabetic) {
            at += 1;
            continue;
        }
        at += 1;
        let word = |at: &mut usize, stop: &[char]| {
            let start = *at;
            while *at < bytes.len() && !stop.contains(&bytes[*at]) {
                *at += 1;
            }
            bytes[start..*at].iter().collect::<String>()
        };
        let name = word(&mut at, &[' ', '\n', '\t', '/', '>']).to_lowercase();
        let mut attributes = vec![];
        loop {
            while at < bytes.len() && (bytes[at].is_whitespace() || bytes[at] == '/') {
                at += 1;
            }
            if at >= bytes.len() || bytes[at] == '>' {
                break;
            }
            let attribute = word(&mut at, &['=', ' ', '\n', '\t', '/', '>']).to_lowercase();
            let mut value = String::new();
            if bytes.get(at) == Some(&'=') {
                at += 1;
                match bytes.get(at) {
                    Some(mark @ ('"' | '\'')) => {
                        let mark = *mark;
                        at += 1;
                        value = word(&mut at, &[mark]);
                        at += 1;
                    }
                    _ => value = word(&mut at, &[' ', '\n', '\t', '>']),
                }
            }
            attributes.push((attribute, plain(&value)));
        }
        all.push(Tag { name, attributes });
    }
    all
}

/// The text of a page, without its tags.
pub fn text(html: &str) -> String {
    let (mut out, mut within) = (String::new(), false);
    for letter in html.chars() {
        match letter {
            '<' => within = true,
            '>' => within = false,
            letter if !within => out.push(letter),
            _ => {}
        }
    }
    plain(&out)
}

/// What no page may hold, whatever its texts do.
pub fn harmless(html: &str) -> Result<(), String> {
    const KNOWN: &[&str] = &[
        "a",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "circle",
        "code",
        "datalist",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "g",
        "h1",
        "h2",
        "h3",
        "h4",
        "head",
        "header",
        "html",
        "input",
        "ins",
        "label",
        "legend",
        "li",
        "line",
        "link",
        "main",
        "mark",
        "meta",
        "nav",
        "noscript",
        "ol",
        "option",
        "p",
        "path",
        "q",
        "script",
        "section",
        "select",
        "small",
        "span",
        "strong",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "text",
        "textarea",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
    ];
    let mut ids = std::collections::BTreeSet::new();
    for tag in tags(html) {
        let told = format!("{tag:?}");
        if !KNOWN.contains(&tag.name.as_str()) {
            return Err(format!("an element that is not ours: {told}"));
        }
        if tag.name == "script" && tag.get("src") != Some("/assets/island.js") {
            return Err(format!("a script: {told}"));
        }
        let mut seen = std::collections::BTreeSet::new();
        for (name, value) in &tag.attributes {
            if !seen.insert(name) {
                return Err(format!("{name} twice: {told}"));
            }
            if name.starts_with("on") || name == "style" || name == "srcdoc" {
                return Err(format!("{name}: {told}"));
            }
            if name == "id" && !ids.insert(value.clone()) {
                return Err(format!("two elements are called {value}"));
            }
            let address = matches!(
                name.as_str(),
                "href" | "src" | "action" | "formaction" | "data-features" | "data-bins"
            );
            let fine = value.starts_with('#')
                || value.starts_with('/') && !value.starts_with("//")
                || value.starts_with("http://")
                || value.starts_with("https://");
            if address && !fine {
                return Err(format!("an address that could do something: {told}"));
            }
        }
    }
    Ok(())
}

#[test]
fn the_reader_of_tags_sees_what_a_browser_would() {
    assert!(harmless("<p title=\"a &quot;b\">c</p>").is_ok());
    for bad in [
        "<script>1</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href='//elsewhere'>x</a>",
        "<p onclick=\"x\">",
        "<p style=\"x\">",
        "<p id=\"a\"><p id=\"a\">",
        "<p class=\"a\" class=\"b\">",
        "<iframe src=/a>",
    ] {
        assert!(harmless(bad).is_err(), "{bad}");
    }
    assert_eq!(text("<p>a &lt;b&gt;</p>"), "a <b>");
}
