//! Versions of crates.

/// Returns the three numbers of a version. Missing numbers are 0, and a pre-release counts as its
/// release.
pub(crate) fn parse(text: &str) -> Option<[u64; 3]> {
    let release = text.split(['-', '+']).next()?;
    let mut version = [0; 3];
    let mut parts = release.split('.');
    for number in &mut version {
        match parts.next() {
            Some(part) if part.bytes().all(|byte| byte.is_ascii_digit()) => {
                *number = part.parse().ok()?;
            }
            Some(_) => return None,
            None => break,
        }
    }
    parts.next().is_none().then_some(version)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(parse("0.9"), Some([0, 9, 0]));
        assert_eq!(parse("1"), Some([1, 0, 0]));
        assert_eq!(parse("1.2.3-rc.1+build"), Some([1, 2, 3]));
        assert!(parse("0.10") > parse("0.9.9"));
    }

    #[test]
    fn invalid_versions_are_refused() {
        for text in ["", "v1", "1.", "1.2.3.4", "+1", "0.x", "99999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
