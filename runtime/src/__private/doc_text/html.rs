//! HTML in Markdown.

use super::bytes::{byte, find, is_blank, is_space, is_word, starts_with};

/// Elements within a line.
const INLINE: [&str; 35] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "strike",
];

/// Elements that begin a block, also in the lines of a paragraph.
const BLOCK: [&str; 36] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Elements with content that is not Markdown.
const RAW: [&str; 4] = ["script", "style", "pre", "textarea"];

/// The end of a block of HTML.
#[derive(Clone, Copy)]
pub(super) enum HtmlEnd {
    /// The line with this text.
    Text(&'static str),
    /// The next empty line.
    EmptyLine {
        /// `true` if the block may follow a line of text.
        interrupts: bool,
    },
}

/// Returns the end of the block of HTML that starts at `at`.
pub(super) const fn block(text: &[u8], at: usize) -> Option<HtmlEnd> {
    if byte(text, at) != b'<' {
        return None;
    }
    if starts_with(text, at, "<!--") {
        return Some(HtmlEnd::Text("-->"));
    }
    if starts_with(text, at, "<?") {
        return Some(HtmlEnd::Text("?>"));
    }
    if starts_with(text, at, "<!") {
        return Some(HtmlEnd::Text(">"));
    }
    let name = tag_name(text, at);
    if is_one_of(text, name, &RAW) {
        return Some(HtmlEnd::Text("</"));
    }
    if is_one_of(text, name, &BLOCK) {
        return Some(HtmlEnd::EmptyLine { interrupts: true });
    }
    match tag_end(text, at, text.len()) {
        Some(end) if is_blank(text, end) => Some(HtmlEnd::EmptyLine { interrupts: false }),
        _ => None,
    }
}

/// Returns the position after the tag or comment within a line at `at`. Only elements of HTML are tags:
/// `Vec<u8>` and `<peer>` are text.
pub(super) const fn inline(text: &[u8], at: usize, end: usize) -> Option<usize> {
    if starts_with(text, at, "<!--") {
        return match find(text, at + 4, end, "-->") {
            Some(close) => Some(close + 3),
            None => None,
        };
    }
    let name = tag_name(text, at);
    if is_one_of(text, name, &INLINE)
        || is_one_of(text, name, &BLOCK)
        || is_one_of(text, name, &RAW)
    {
        return tag_end(text, at, end);
    }
    None
}

/// Returns the position and the length of the name in the tag at `at`.
const fn tag_name(text: &[u8], at: usize) -> (usize, usize) {
    let start = if byte(text, at + 1) == b'/' { at + 2 } else { at + 1 };
    let mut end = start;
    while byte(text, end).is_ascii_alphanumeric() || (end > start && byte(text, end) == b'-') {
        end += 1;
    }
    let ends = is_space(byte(text, end)) || matches!(byte(text, end), b'>' | b'/');
    if ends && byte(text, start).is_ascii_alphabetic() { (start, end - start) } else { (start, 0) }
}

/// Returns the position after the `>` of the tag at `at`.
const fn tag_end(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let (name, length) = tag_name(text, at);
    if length == 0 {
        return None;
    }
    let mut next = name + length;
    let mut quote = None;
    while next < end {
        match (quote, text[next]) {
            (None, b'>') => return Some(next + 1),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(text[next]),
            (Some(b'"'), b'"') | (Some(b'\''), b'\'') => quote = None,
            _ => {}
        }
        next += 1;
    }
    None
}

const fn is_one_of(text: &[u8], (start, length): (usize, usize), names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if names[index].len() == length && starts_with(text, start, names[index]) {
            return true;
        }
        index += 1;
    }
    false
}

/// Returns the character that the entity at `at` stands for, and the position after the entity.
pub(super) const fn entity(text: &[u8], at: usize, end: usize) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 6] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", ' '),
    ];
    let mut index = 0;
    while index < NAMED.len() {
        let (name, character) = NAMED[index];
        if at + name.len() <= end && starts_with(text, at, name) {
            return Some((character, at + name.len()));
        }
        index += 1;
    }
    if byte(text, at + 1) == b'#' { numeric_entity(text, at + 2, end) } else { None }
}

const fn numeric_entity(text: &[u8], mut at: usize, end: usize) -> Option<(char, usize)> {
    let radix = if matches!(byte(text, at), b'x' | b'X') { 16 } else { 10 };
    at += if radix == 16 { 1 } else { 0 };
    let mut number = 0_u32;
    let mut digits = 0;
    while at < end && digits < 8 && is_word(text[at]) {
        let Some(digit) = (text[at] as char).to_digit(radix) else { return None };
        number = number.saturating_mul(radix).saturating_add(digit);
        (at, digits) = (at + 1, digits + 1);
    }
    if digits == 0 || at >= end || text[at] != b';' {
        return None;
    }
    match char::from_u32(number) {
        Some(character) if !character.is_ascii_control() => Some((character, at + 1)),
        _ => None,
    }
}
