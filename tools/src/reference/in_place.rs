//! The reference inside a hand-written page.

use super::markdown;
use tallymark::desc::GroupDesc;

const BEGIN: &str = "<!-- tallymark:begin -->";
const END: &str = "<!-- tallymark:end -->";

/// The reason why the reference cannot be placed in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarkerError {
    /// The page has no begin marker.
    #[error("no line is `{BEGIN}`; put it and `{END}` where the reference belongs")]
    Missing,
    /// The begin marker has no end marker after it.
    #[error("`{BEGIN}` in line {line} has no end; put `{END}` on a line after it")]
    NotEnded {
        /// The line of the begin marker, from 1.
        line: usize,
    },
    /// An end marker has no begin marker before it.
    #[error("`{END}` in line {line} has no beginning; put `{BEGIN}` on a line before it")]
    NotBegun {
        /// The line of the end marker, from 1.
        line: usize,
    },
    /// The page has a second begin marker.
    #[error("`{BEGIN}` in line {line} is the second; leave one")]
    Repeated {
        /// The line of the second marker, from 1.
        line: usize,
    },
}

/// Returns the page with the [`markdown`](super::markdown) reference, without its title, between the
/// lines `<!-- tallymark:begin -->` and `<!-- tallymark:end -->`. Text between the markers is
/// replaced; all other text stays.
///
/// # Errors
///
/// If the page does not have exactly one of each marker, in this order: see [`MarkerError`].
///
/// ```
/// use tallymark::{Counter, Metrics};
/// use tallymark_tools::reference;
///
/// /// Caches.
/// #[derive(Debug, Metrics)]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// let page = "# Running it\n<!-- tallymark:begin -->\n<!-- tallymark:end -->\nMore.\n";
/// let page = reference::markdown_in_place(page, CacheMetrics::DESC)?;
/// assert!(page.starts_with("# Running it\n<!-- tallymark:begin -->\n\n- [Cache](#cache): 1 metric\n"));
/// assert!(page.contains("| `misses_total` | counter |"));
/// assert_eq!(reference::markdown_in_place(&page, CacheMetrics::DESC)?, page);
/// # Ok::<(), reference::MarkerError>(())
/// ```
pub fn markdown_in_place(text: &str, group: &GroupDesc) -> Result<String, MarkerError> {
    let (before, after) = around(text)?;
    Ok(format!("{before}\n{}\n{after}", markdown::body(group)))
}

/// Returns the text up to the begin marker and from the end marker on, markers included.
fn around(text: &str) -> Result<(&str, &str), MarkerError> {
    let (mut begin, mut end, mut offset) = (None, None, 0);
    for (index, whole) in text.split_inclusive('\n').enumerate() {
        let (start, line) = (offset, index + 1);
        offset += whole.len();
        match (whole.trim(), begin, end) {
            (BEGIN, None, _) => begin = Some((line, offset)),
            (BEGIN, Some(_), _) => return Err(MarkerError::Repeated { line }),
            (END, Some(_), None) => end = Some(start),
            (END, ..) => return Err(MarkerError::NotBegun { line }),
            _ => {}
        }
    }
    match (begin, end) {
        (Some((_, begin)), Some(end)) => Ok((&text[..begin], &text[end..])),
        (Some((line, _)), None) => Err(MarkerError::NotEnded { line }),
        (None, _) => Err(MarkerError::Missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines, in which `[` and `]` stand for the markers.
    fn page(lines: &str) -> String {
        lines.replace('[', &format!("{BEGIN}\n")).replace(']', &format!("{END}\n"))
    }

    fn check(lines: &str, expected: Result<(&str, &str), MarkerError>) {
        let expected = expected.map(|(before, after)| (page(before), page(after)));
        let page = page(lines);
        let found = around(&page).map(|(before, after)| (before.to_owned(), after.to_owned()));
        assert_eq!(found, expected, "{page}");
    }

    #[test]
    fn what_is_around_the_markers_stays() {
        check("[]", Ok(("[", "]")));
        check("a\n[b\nc\n]d", Ok(("a\n[", "]d")));
        check("\u{e9}\r\n  [\r\n\t]\r\n", Ok(("\u{e9}\r\n  [", "\t]\r\n")));
    }

    #[test]
    fn markers_that_are_no_pair_are_refused() {
        check("", Err(MarkerError::Missing));
        check(&format!("say `{BEGIN}` and `{END}`\n"), Err(MarkerError::Missing));
        check("a\n[b\n", Err(MarkerError::NotEnded { line: 2 }));
        check("a\nb\n]", Err(MarkerError::NotBegun { line: 3 }));
        check("][", Err(MarkerError::NotBegun { line: 1 }));
        check("[]]", Err(MarkerError::NotBegun { line: 3 }));
        check("[a\n[]", Err(MarkerError::Repeated { line: 3 }));
        check("[][]", Err(MarkerError::Repeated { line: 3 }));
    }

    #[test]
    fn an_error_says_what_to_do() {
        assert_eq!(
            MarkerError::NotEnded { line: 2 }.to_string(),
            "`<!-- tallymark:begin -->` in line 2 has no end; put `<!-- tallymark:end -->` on \
             a line after it"
        );
    }
}
