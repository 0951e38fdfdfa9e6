//! The markup within a paragraph.
//!
//! A first pass marks the bytes of markup, and a second pass writes the others. Emphasis follows the rules of
//! `CommonMark`: a run of `*` or `_` opens or closes by the characters around it, and runs pair from the inside.

use super::bytes::{byte, code_span_end, find, is_space, run};
use super::links::{self, Link};
use super::{ConstStr, html};

#[derive(Clone, Copy)]
enum Mark {
    /// Text, in which entities stand for characters.
    Text,
    /// Code, or an escaped character.
    Verbatim,
    /// Markup, which is not written.
    Markup,
}

/// A run of `*`, `_` or `~` that may open emphasis.
#[derive(Clone, Copy)]
struct Run {
    character: u8,
    start: usize,
    /// The characters that are not paired yet.
    left: usize,
    length: usize,
    closes_too: bool,
}

/// The most runs that are open at the same time. Further runs are text.
const MAX_RUNS: usize = 16;

struct Paragraph<'a, const N: usize> {
    text: &'a [u8],
    start: usize,
    end: usize,
    marks: [Mark; N],
    runs: [Run; MAX_RUNS],
    open_runs: usize,
}

/// Returns a paragraph as one line without markup.
pub(super) const fn plain_text<const N: usize>(
    text: &[u8],
    start: usize,
    end: usize,
) -> ConstStr<N> {
    let run = Run { character: b' ', start: 0, left: 0, length: 0, closes_too: false };
    let (marks, runs) = ([Mark::Text; N], [run; MAX_RUNS]);
    let mut paragraph = Paragraph { text, start, end, marks, runs, open_runs: 0 };
    let mut at = start;
    while at < end {
        at = match paragraph.mark_of(at) {
            Mark::Markup => at + 1,
            Mark::Text | Mark::Verbatim => paragraph.read(at),
        };
    }
    paragraph.write()
}

impl<const N: usize> Paragraph<'_, N> {
    const fn mark_of(&self, at: usize) -> Mark {
        self.marks[at - self.start]
    }

    const fn mark(&mut self, from: usize, to: usize, mark: Mark) {
        let mut at = from;
        while at < to {
            self.marks[at - self.start] = mark;
            at += 1;
        }
    }

    /// Marks what starts at `at`. Returns the position to go on from.
    const fn read(&mut self, at: usize) -> usize {
        let next = if at + 1 < self.end { self.text[at + 1] } else { b'\n' };
        match self.text[at] {
            b'\\' if next.is_ascii_punctuation() => {
                self.mark(at, at + 1, Mark::Markup);
                self.mark(at + 1, at + 2, Mark::Verbatim);
                at + 2
            }
            b'\\' if next == b'\n' && at + 1 < self.end - 1 => {
                self.mark(at, at + 1, Mark::Markup);
                at + 1
            }
            b'`' => match code_span_end(self.text, at, self.end) {
                Some(end) => {
                    self.mark(at, end, Mark::Verbatim);
                    end
                }
                None => at + run(self.text, at),
            },
            b'<' => self.read_angle(at),
            // Grafana's `[[variable]]` is text.
            b'[' if next == b'[' => at + 2,
            b'[' => self.read_bracket(at, at),
            b'!' if next == b'[' => self.read_bracket(at, at + 1),
            b'*' | b'_' | b'~' => self.read_run(at),
            _ => at + 1,
        }
    }

    /// Marks an address in angle brackets, or a tag of HTML.
    const fn read_angle(&mut self, at: usize) -> usize {
        if let Some(end) = html::inline(self.text, at, self.end) {
            self.mark(at, end, Mark::Markup);
            return end;
        }
        let Some(close) = find(self.text, at, self.end, ">") else { return at + 1 };
        let is_address = find(self.text, at, close, "://").is_some()
            || find(self.text, at, close, "mailto:").is_some()
            || find(self.text, at, close, "@").is_some();
        let mut next = at + 1;
        while next < close && !is_space(self.text[next]) && self.text[next] != b'<' {
            next += 1;
        }
        if !is_address || next < close {
            return at + 1;
        }
        self.mark(at, at + 1, Mark::Markup);
        self.mark(at + 1, close, Mark::Verbatim);
        self.mark(close, close + 1, Mark::Markup);
        close + 1
    }

    /// Marks all of a link but its text. `from` is the `!` of an image, otherwise the bracket.
    const fn read_bracket(&mut self, from: usize, bracket: usize) -> usize {
        let (text, mut start) = (self.text, bracket + 1);
        if byte(text, start) == b'^'
            && let Some(close) = find(text, start, self.end, "]")
        {
            self.mark(from, close + 1, Mark::Markup);
            return close + 1;
        }
        let Some(Link { text_end, end }) = links::link(text, bracket, self.end) else {
            return start;
        };
        if end == text_end + 1 {
            let code = if byte(text, start) == b'`' { start + 1 } else { start };
            let name = links::skip_item_kind(text, code, text_end);
            self.mark(code, name, Mark::Markup);
            if code > start && name > code {
                self.mark(start, code, Mark::Verbatim);
                self.mark(name, text_end, Mark::Verbatim);
                start = text_end;
            }
        }
        self.mark(from, bracket + 1, Mark::Markup);
        self.mark(text_end, end, Mark::Markup);
        start
    }

    /// Pairs the run at `at` with open runs, and opens it if something of it is left.
    const fn read_run(&mut self, at: usize) -> usize {
        let (character, length) = (self.text[at], run(self.text, at));
        let end = if at + length < self.end { at + length } else { self.end };
        let before = if at > self.start { self.text[at - 1] } else { b' ' };
        let after = if end < self.end { self.text[end] } else { b' ' };
        let left = !is_space(after)
            && (!after.is_ascii_punctuation() || is_space(before) || before.is_ascii_punctuation());
        let right = !is_space(before)
            && (!before.is_ascii_punctuation() || is_space(after) || after.is_ascii_punctuation());
        let (opens, closes) = match character {
            b'_' => (
                left && (!right || before.is_ascii_punctuation()),
                right && (!left || after.is_ascii_punctuation()),
            ),
            b'~' if length != 2 => (false, false),
            _ => (left, right),
        };
        let mut rest = Run { character, start: at, left: end - at, length, closes_too: closes };
        while closes && rest.left > 0 && self.pair(&mut rest, opens) {}
        if opens && rest.left > 0 && self.open_runs < MAX_RUNS {
            self.runs[self.open_runs] = rest;
            self.open_runs += 1;
        }
        end
    }

    /// Pairs the start of `closing` with the innermost open run that fits. Returns `false` if no open run fits.
    const fn pair(&mut self, closing: &mut Run, opens_too: bool) -> bool {
        let mut index = self.open_runs;
        while index > 0 {
            index -= 1;
            let open = self.runs[index];
            let sum = (open.length + closing.length).is_multiple_of(3)
                && !(open.length.is_multiple_of(3) && closing.length.is_multiple_of(3));
            if open.character != closing.character || (sum && (open.closes_too || opens_too)) {
                continue;
            }
            let pairs = if open.left >= 2 && closing.left >= 2 { 2 } else { 1 };
            let open_end = open.start + open.left;
            self.mark(open_end - pairs, open_end, Mark::Markup);
            self.mark(closing.start, closing.start + pairs, Mark::Markup);
            closing.start += pairs;
            closing.left -= pairs;
            self.runs[index].left -= pairs;
            self.open_runs = if open.left > pairs { index + 1 } else { index };
            return true;
        }
        false
    }

    /// Writes the text with one space for all white space between two words.
    const fn write(&self) -> ConstStr<N> {
        let mut out = ConstStr::new();
        let (mut at, mut space) = (self.start, false);
        while at < self.end {
            let (mark, byte) = (self.mark_of(at), self.text[at]);
            if matches!(mark, Mark::Markup) {
                at += 1;
                continue;
            }
            if is_space(byte) {
                space = true;
                at += 1;
                continue;
            }
            if space && !out.as_bytes().is_empty() {
                out.push(b' ');
            }
            space = false;
            if byte == b'&'
                && matches!(mark, Mark::Text)
                && let Some((character, end)) = html::entity(self.text, at, self.end)
            {
                out = out.str(character.encode_utf8(&mut [0; 4]));
                at = end;
            } else {
                out.push(byte);
                at += 1;
            }
        }
        out
    }
}
