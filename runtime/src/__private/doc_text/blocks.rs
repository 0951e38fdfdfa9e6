//! The blocks of Markdown, as far as they decide where a paragraph is.

use super::bytes::{byte, find, is_blank, next_line, run, skip_spaces};
use super::html::{self, HtmlEnd};

/// The block that a line starts.
#[derive(Clone, Copy)]
enum Block {
    Paragraph,
    Blank,
    IndentedCode,
    FencedCode,
    Heading,
    Rule,
    Quote,
    List { interrupts: bool },
    Definition,
    Table,
    Html(HtmlEnd),
}

/// Returns the next paragraph from `at`: its start and its end.
pub(super) const fn next_paragraph(text: &[u8], mut at: usize) -> Option<(usize, usize)> {
    while at < text.len() {
        let block = block(text, at);
        if !matches!(block, Block::Paragraph) {
            at = skip(text, at, block);
            continue;
        }
        let start = skip_spaces(text, at);
        at = next_line(text, at);
        loop {
            if is_underline(text, at) {
                at = next_line(text, at);
                break;
            }
            if interrupts_paragraph(text, at) {
                return Some((start, at));
            }
            at = next_line(text, at);
        }
    }
    None
}

const fn block(text: &[u8], line: usize) -> Block {
    let at = skip_spaces(text, line);
    let length = if at < text.len() { run(text, at) } else { 0 };
    if is_blank(text, line) {
        return Block::Blank;
    }
    if indent(text, line) >= 4 {
        return Block::IndentedCode;
    }
    if is_rule(text, at) {
        return Block::Rule;
    }
    let ends_word = matches!(byte(text, at + length), b' ' | b'\t' | b'\r' | b'\n');
    match byte(text, at) {
        b'~' if length >= 3 => return Block::FencedCode,
        b'`' if length >= 3 && !has_backtick(text, at + length) => return Block::FencedCode,
        b'#' if length <= 6 && ends_word => return Block::Heading,
        b'>' => return Block::Quote,
        b'[' if is_definition(text, at) => return Block::Definition,
        _ => {}
    }
    if let Some(interrupts) = list_item(text, at) {
        return Block::List { interrupts };
    }
    if let Some(end) = html::block(text, at) {
        return Block::Html(end);
    }
    if is_table(text, line) { Block::Table } else { Block::Paragraph }
}

/// Returns the start of the line after a block.
const fn skip(text: &[u8], line: usize, block: Block) -> usize {
    let next = next_line(text, line);
    match block {
        Block::Paragraph | Block::Blank | Block::IndentedCode | Block::Heading | Block::Rule => {
            next
        }
        Block::FencedCode => skip_fenced_code(text, line),
        Block::List { .. } => skip_list_item(text, line),
        Block::Quote
        | Block::Definition
        | Block::Table
        | Block::Html(HtmlEnd::EmptyLine { .. }) => skip_to_blank(text, line),
        Block::Html(HtmlEnd::Text(end)) => match find(text, line, text.len(), end) {
            Some(at) => next_line(text, at),
            None => text.len(),
        },
    }
}

/// Returns whether the line ends a paragraph above it.
const fn interrupts_paragraph(text: &[u8], line: usize) -> bool {
    match block(text, line) {
        Block::Paragraph | Block::IndentedCode | Block::Definition => false,
        Block::List { interrupts } | Block::Html(HtmlEnd::EmptyLine { interrupts }) => interrupts,
        Block::Blank
        | Block::FencedCode
        | Block::Heading
        | Block::Rule
        | Block::Quote
        | Block::Table
        | Block::Html(HtmlEnd::Text(_)) => true,
    }
}

/// Returns the width of the white space at the start of the line.
const fn indent(text: &[u8], line: usize) -> usize {
    let (mut at, mut width) = (line, 0);
    while matches!(byte(text, at), b' ' | b'\t') {
        width = if text[at] == b'\t' { width / 4 * 4 + 4 } else { width + 1 };
        at += 1;
    }
    width
}

/// Returns whether the line is a horizontal rule: at least three of the same character.
const fn is_rule(text: &[u8], mut at: usize) -> bool {
    let first = byte(text, at);
    if !matches!(first, b'*' | b'-' | b'_') {
        return false;
    }
    let mut count = 0;
    while byte(text, at) == first {
        count += 1;
        at = skip_spaces(text, at + 1);
    }
    count >= 3 && is_blank(text, at)
}

/// Returns whether the line makes the paragraph above it a heading.
const fn is_underline(text: &[u8], line: usize) -> bool {
    let at = skip_spaces(text, line);
    matches!(byte(text, at), b'=' | b'-')
        && indent(text, line) < 4
        && is_blank(text, at + run(text, at))
}

const fn has_backtick(text: &[u8], at: usize) -> bool {
    find(text, at, next_line(text, at), "`").is_some()
}

/// Returns whether `[label]: ..` is at `at`.
const fn is_definition(text: &[u8], at: usize) -> bool {
    match find(text, at, next_line(text, at), "]") {
        Some(close) => byte(text, close + 1) == b':',
        None => false,
    }
}

/// Returns whether the list item at `at` may follow a line of text, or `None` if there is no item.
const fn list_item(text: &[u8], at: usize) -> Option<bool> {
    let mut end = at;
    while byte(text, end).is_ascii_digit() {
        end += 1;
    }
    let marker = match (end - at, byte(text, end)) {
        (0, b'-' | b'+' | b'*') | (1..10, b'.' | b')') => end + 1,
        _ => return None,
    };
    if !matches!(byte(text, marker), b' ' | b'\t' | b'\r' | b'\n') {
        return None;
    }
    let starts_at_one = end == at || (end == at + 1 && text[at] == b'1');
    Some(starts_at_one && !is_blank(text, marker))
}

/// Returns whether the line is the head of a table: the next line has only `-`, `:`, `|` and spaces.
const fn is_table(text: &[u8], line: usize) -> bool {
    let delimiters = next_line(text, line);
    if find(text, line, delimiters, "|").is_none() {
        return false;
    }
    let (mut at, mut dashes, mut bars) = (delimiters, 0, 0);
    while at < text.len() && text[at] != b'\n' {
        match text[at] {
            b'-' => dashes += 1,
            b'|' => bars += 1,
            b':' | b' ' | b'\t' | b'\r' => {}
            _ => return false,
        }
        at += 1;
    }
    dashes > 0 && bars > 0
}

const fn skip_to_blank(text: &[u8], mut line: usize) -> usize {
    while line < text.len() && !is_blank(text, line) {
        line = next_line(text, line);
    }
    line
}

/// Returns the line after an item of a list. Indented paragraphs belong to the item.
const fn skip_list_item(text: &[u8], line: usize) -> usize {
    let mut at = skip_to_blank(text, line);
    while at < text.len() && (is_blank(text, at) || indent(text, at) >= 2) {
        at = if is_blank(text, at) { next_line(text, at) } else { skip_to_blank(text, at) };
    }
    at
}

const fn skip_fenced_code(text: &[u8], line: usize) -> usize {
    let fence = skip_spaces(text, line);
    let length = run(text, fence);
    let mut at = next_line(text, line);
    while at < text.len() {
        let start = skip_spaces(text, at);
        let closes = byte(text, start) == text[fence]
            && run(text, start) >= length
            && is_blank(text, start + run(text, start));
        at = next_line(text, at);
        if closes {
            break;
        }
    }
    at
}
