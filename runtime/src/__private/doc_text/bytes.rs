//! Helpers over the bytes of a text. All markup is ASCII, so the bytes of other characters count as letters.

/// Returns the byte at `at`. Behind the end of the text is a line feed.
pub(super) const fn byte(text: &[u8], at: usize) -> u8 {
    if at < text.len() { text[at] } else { b'\n' }
}

/// Returns whether the byte is white space.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c)
}

/// Returns whether the byte is a letter, a digit or part of another character.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Returns whether the text has only white space.
pub(super) const fn is_empty(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() && is_space(text[at]) {
        at += 1;
    }
    at == text.len()
}

/// Returns the position after the spaces and tabs at `at`.
pub(super) const fn skip_spaces(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && matches!(text[at], b' ' | b'\t' | b'\r') {
        at += 1;
    }
    at
}

/// Returns the start of the line after the one with `at`.
pub(super) const fn next_line(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b'\n' {
        at += 1;
    }
    if at < text.len() { at + 1 } else { at }
}

/// Returns whether only spaces follow on the line.
pub(super) const fn is_blank(text: &[u8], at: usize) -> bool {
    byte(text, skip_spaces(text, at)) == b'\n'
}

/// Returns how often the byte at `at` is repeated there.
pub(super) const fn run(text: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < text.len() && text[end] == text[at] {
        end += 1;
    }
    end - at
}

/// Returns whether `word` is at `at`. Upper and lower case are the same.
pub(super) const fn starts_with(text: &[u8], at: usize, word: &str) -> bool {
    let word = word.as_bytes();
    let mut index = 0;
    while index < word.len() {
        if at + index >= text.len() || !text[at + index].eq_ignore_ascii_case(&word[index]) {
            return false;
        }
        index += 1;
    }
    true
}

/// Returns the position of `word` from `at` and before `end`.
pub(super) const fn find(text: &[u8], mut at: usize, end: usize, word: &str) -> Option<usize> {
    while at + word.len() <= end {
        if starts_with(text, at, word) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Returns the position after the code span at `at`, or `None` if it has no end.
pub(super) const fn code_span_end(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let length = run(text, at);
    let mut next = at + length;
    while next < end {
        if text[next] != b'`' {
            next += 1;
        } else if run(text, next) == length {
            return Some(next + length);
        } else {
            next += run(text, next);
        }
    }
    None
}
