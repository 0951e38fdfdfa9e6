//! Committed files that are generated. Their names and places are fixed, so insta cannot store them.

use std::path::Path;

/// Compares a committed file with the generated text. `path` is relative to the repository's root.
/// With `INSTA_UPDATE=always` the file is written instead, like the snapshots.
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
        "{path} is out of date from line {}; write it with INSTA_UPDATE=always",
        1 + differs.unwrap_or_else(|| committed.lines().count().min(generated.lines().count())),
    );
}
