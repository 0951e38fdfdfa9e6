//! Committed files whose names are not ours to choose, so that insta cannot keep them.

use std::path::Path;

/// Compares a committed file, by its path in the repository, with what is generated.
/// `INSTA_UPDATE=always` writes it instead, as it does snapshots.
pub(crate) fn check(path: &str, generated: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always" || update == "force") {
        std::fs::write(&file, generated).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let committed =
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    let differs = committed.lines().zip(generated.lines()).position(|(old, new)| old != new);
    assert!(
        committed == generated,
        "{path} is not what is declared, from line {}; INSTA_UPDATE=always writes it",
        1 + differs.unwrap_or_else(|| committed.lines().count().min(generated.lines().count())),
    );
}
