//! Links of Markdown and of rustdoc.

use super::bytes::{byte, code_span_end, is_space, is_word, next_line, skip_spaces};

/// A link: the position of the `]` after its text, and the end of the link.
#[derive(Clone, Copy)]
pub(super) struct Link {
    pub(super) text_end: usize,
    pub(super) end: usize,
}

/// Returns the link that starts with the `[` at `at`.
///
/// Without a target in parentheses, the text is a link if the docs define its target, or if rustdoc may find
/// the item: a path such as `[Foo::new]`, or code. Other brackets are text, as in `[0, 1]`.
pub(super) const fn link(text: &[u8], at: usize, end: usize) -> Option<Link> {
    let Some(text_end) = closing_bracket(text, at, end) else { return None };
    let next = if text_end + 1 < end { text[text_end + 1] } else { b' ' };
    if next == b'(' {
        return match target_end(text, text_end + 1, end) {
            Some(end) => Some(Link { text_end, end }),
            None => None,
        };
    }
    if next == b'['
        && let Some(close) = closing_bracket(text, text_end + 1, end)
    {
        let (from, to) = (text_end + 2, close);
        let is_link = if from == to {
            has_target(text, at + 1, text_end)
        } else {
            has_target(text, from, to)
        };
        return if is_link { Some(Link { text_end, end: close + 1 }) } else { None };
    }
    // An index such as `values[i]` is text.
    let follows_word = at > 0 && (is_word(text[at - 1]) || text[at - 1] == b'_');
    if !follows_word && has_target(text, at + 1, text_end) {
        return Some(Link { text_end, end: text_end + 1 });
    }
    None
}

/// Returns the position of the `]` that closes the bracket at `at`.
const fn closing_bracket(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let (mut next, mut depth) = (at, 0);
    while next < end {
        match text[next] {
            b'\\' => next += 1,
            b'[' => depth += 1,
            b']' => depth -= 1,
            b'`' => {
                if let Some(after) = code_span_end(text, next, end) {
                    next = after;
                    continue;
                }
            }
            _ => {}
        }
        if depth == 0 {
            return Some(next);
        }
        next += 1;
    }
    None
}

/// Returns the end of `(target "title")` at `at`.
const fn target_end(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let mut next = at + 1;
    while next < end && is_space(text[next]) {
        next += 1;
    }
    let in_angles = byte(text, next) == b'<';
    let mut depth = 0;
    while next < end {
        match text[next] {
            b'\\' => next += 1,
            b'>' if in_angles => {
                next += 1;
                break;
            }
            b'\n' if in_angles => return None,
            byte if !in_angles && is_space(byte) => break,
            b'(' if !in_angles => depth += 1,
            b')' if !in_angles && depth == 0 => break,
            b')' if !in_angles => depth -= 1,
            _ => {}
        }
        next += 1;
    }
    while next < end && is_space(text[next]) {
        next += 1;
    }
    if next < end && matches!(text[next], b'"' | b'\'' | b'(') {
        let quote = if text[next] == b'(' { b')' } else { text[next] };
        next += 1;
        while next < end && text[next] != quote {
            next += if text[next] == b'\\' { 2 } else { 1 };
        }
        next += 1;
        while next < end && is_space(text[next]) {
            next += 1;
        }
    }
    if next < end && text[next] == b')' { Some(next + 1) } else { None }
}

/// Returns whether the label between `from` and `to` is a path or code, or is defined in the text.
const fn has_target(text: &[u8], from: usize, to: usize) -> bool {
    is_path(text, from, to) || is_defined(text, from, to)
}

/// Returns whether the label is code, or a path of Rust such as `Foo::new()`.
const fn is_path(text: &[u8], from: usize, to: usize) -> bool {
    if from == to {
        return false;
    }
    if text[from] == b'`' {
        return matches!(code_span_end(text, from, to), Some(end) if end == to);
    }
    let mut at = from;
    while at < to {
        let other =
            matches!(text[at], b'_' | b':' | b'<' | b'>' | b'@' | b'!' | b'(' | b')' | b'&' | b'#');
        if !is_word(text[at]) && !other {
            return false;
        }
        at += 1;
    }
    !text[from].is_ascii_digit() && (is_word(text[from]) || matches!(text[from], b'_' | b':'))
}

/// Returns whether a line of the text is `[label]: ..`.
const fn is_defined(text: &[u8], from: usize, to: usize) -> bool {
    let mut line = 0;
    while line < text.len() {
        let start = skip_spaces(text, line);
        let mut index = 0;
        while from + index < to
            && byte(text, start + 1 + index).eq_ignore_ascii_case(&text[from + index])
        {
            index += 1;
        }
        let close = start + 1 + index;
        if byte(text, start) == b'['
            && from + index == to
            && byte(text, close) == b']'
            && byte(text, close + 1) == b':'
        {
            return true;
        }
        line = next_line(text, line);
    }
    false
}

/// Returns the position after the kind of item at `at`: the `struct@` of `[struct@Foo]`.
pub(super) const fn skip_item_kind(text: &[u8], at: usize, end: usize) -> usize {
    let mut next = at;
    while next < end && text[next].is_ascii_lowercase() {
        next += 1;
    }
    if next > at && next < end && text[next] == b'@' { next + 1 } else { at }
}
