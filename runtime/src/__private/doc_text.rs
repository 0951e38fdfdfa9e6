//! Doc comments, read at compile time.
//!
//! The derive itself reads docs that are literals without Markdown. Everything else is read here: docs that a
//! macro such as `include_str!` builds, and docs with Markdown in their first paragraph.

mod blocks;
mod bytes;
mod html;
mod inline;
mod links;

use super::ConstStr;
use bytes::{is_space, next_line, skip_spaces};

/// Returns the number of bytes for [`unindent`]: 0 if the text needs no change within it, so that the compiler
/// need not go through a long text.
#[must_use]
pub const fn unindented_length(doc: &str) -> usize {
    if needs_unindent(doc.as_bytes()) { doc.len() } else { 0 }
}

/// Returns a doc comment without the empty lines around it. `unindented` is its text from [`unindent`], with
/// [`unindented_length`] bytes.
#[must_use]
pub const fn trim<'a, const N: usize>(doc: &'a str, unindented: &'a ConstStr<N>) -> &'a str {
    let text = doc.as_bytes();
    if needs_unindent(text) {
        return unindented.as_str();
    }
    let (mut start, mut end) = (0, text.len());
    while start < end && is_space(text[start]) {
        start += 1;
    }
    while end > start && is_space(text[end - 1]) {
        end -= 1;
    }
    doc.split_at(end).0.split_at(start).1
}

/// Returns whether the first line with text is indented, or ends in a space or a carriage return.
const fn needs_unindent(text: &[u8]) -> bool {
    let mut line = 0;
    while line < text.len() && bytes::is_blank(text, line) {
        line = next_line(text, line);
    }
    let next = next_line(text, line);
    if line == next {
        return false;
    }
    let end = if text[next - 1] == b'\n' { next - 1 } else { next };
    is_space(text[line]) || is_space(text[end - 1])
}

/// Returns a doc comment without the indentation that all its lines share, without spaces at the ends of lines,
/// and without empty lines around it.
#[must_use]
pub const fn unindent<const N: usize>(doc: &str) -> ConstStr<N> {
    let text = doc.as_bytes();
    let mut out = ConstStr::new();
    if N == 0 {
        return out;
    }
    let indent = common_indent(text);
    let (mut line, mut line_feeds) = (0, 0);
    while line < text.len() {
        let next = next_line(text, line);
        let mut end = next;
        while end > line && is_space(text[end - 1]) {
            end -= 1;
        }
        if end > line {
            while line_feeds > 0 && !out.as_bytes().is_empty() {
                out.push(b'\n');
                line_feeds -= 1;
            }
            line_feeds = 0;
            let mut at = line + indent;
            while at < end {
                out.push(text[at]);
                at += 1;
            }
        }
        line_feeds += 1;
        line = next;
    }
    out
}

/// Returns the number of spaces and tabs at the start of every line with text.
const fn common_indent(text: &[u8]) -> usize {
    let (mut line, mut indent) = (0, usize::MAX);
    while line < text.len() {
        let (start, next) = (skip_spaces(text, line), next_line(text, line));
        if !bytes::is_blank(text, line) && start - line < indent {
            indent = start - line;
        }
        line = next;
    }
    indent
}

/// Returns the help in a doc comment: the first paragraph with text, without Markdown. Code keeps its backticks.
/// Headings, code blocks, lists, tables, quotes and HTML are passed over. The result is empty if nothing is left.
#[must_use]
pub const fn help<const N: usize>(doc: &str) -> ConstStr<N> {
    let text = doc.as_bytes();
    let mut at = 0;
    while let Some((start, end)) = blocks::next_paragraph(text, at) {
        let help: ConstStr<N> = inline::plain_text::<N>(text, start, end);
        if !help.as_bytes().is_empty() {
            return help;
        }
        at = end;
    }
    ConstStr::new()
}

/// Returns an error if the help of a metric is missing or only repeats one of its names.
#[must_use]
pub const fn check_help(name: &str, field: &str, doc: &str, help: &str) -> Option<ConstStr<400>> {
    let text = ConstStr::new();
    if bytes::is_empty(doc.as_bytes()) {
        let text = text.str("metric `").str(field).str("` has no help; ");
        return Some(text.str("write a doc comment above it"));
    }
    if help.is_empty() {
        let text = text.str("the doc comment of `").str(field).str("` has no paragraph of text; ");
        let text =
            text.str("add a sentence that describes the measured value, because a heading, ");
        return Some(text.str("code, a list, a table or HTML is no help"));
    }
    if repeats(help, name) || repeats(help, field) {
        let text = text.str("the help of `").str(field).str("` only repeats its name; ");
        return Some(text.str("describe the measured value"));
    }
    None
}

/// Returns whether the texts have the same letters and digits. Names are ASCII.
const fn repeats(help: &str, name: &str) -> bool {
    let (help, name) = (help.as_bytes(), name.as_bytes());
    let (mut a, mut b) = (0, 0);
    loop {
        while a < help.len() && !bytes::is_word(help[a]) {
            a += 1;
        }
        while b < name.len() && !bytes::is_word(name[b]) {
            b += 1;
        }
        if a == help.len() || b == name.len() {
            return a == help.len() && b == name.len();
        }
        if !help[a].eq_ignore_ascii_case(&name[b]) {
            return false;
        }
        (a, b) = (a + 1, b + 1);
    }
}

#[cfg(test)]
mod tests;
