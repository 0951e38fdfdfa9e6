//! Versions in `until`, as the derive accepts them: parts after the first may be left out.

use semver::Version;

/// Reads a version. Parts that are left out are 0: `99.1` is `99.1.0`.
///
/// Returns `None` if the text is not a version.
pub(super) fn parse(text: &str) -> Option<Version> {
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (release, suffix) = text.split_at(end);
    let missing = 2_usize.checked_sub(release.matches('.').count())?;
    Version::parse(&format!("{release}{}{suffix}", ".0".repeat(missing))).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::cmp::Ordering;

    fn check(before: &str, after: &str, expected: Option<Ordering>) {
        let order = parse(before).zip(parse(after)).map(|(a, b)| a.cmp_precedence(&b));
        assert_eq!(order, expected, "{before} {after}");
    }

    #[test]
    fn versions_have_the_order_of_semver() {
        check("1.2.2", "1.2.3-rc", Some(Ordering::Less));
        check("1.2.3-rc", "1.2.3", Some(Ordering::Less));
        check("1.2.3-rc.2", "1.2.3-rc.10", Some(Ordering::Less));
        check("99.9", "99.10", Some(Ordering::Less));
        check("99", "99.0.0", Some(Ordering::Equal));
        check("2-rc", "2.0.0-rc", Some(Ordering::Equal));
        check("1.2.3+a", "1.2.3+b", Some(Ordering::Equal));
    }

    #[test]
    fn unreadable_versions_have_no_order() {
        for text in ["", "v1", "1.", "1.2.3.4", "0.x", "1.2.3-", "99999999999999999999"] {
            check(text, "1.0.0", None);
        }
    }
}
