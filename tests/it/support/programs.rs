//! Programs that a machine may lack, such as `prometheus`.

use std::io::{Error, Write};

/// Writes to standard error that a test was skipped. The harness does not capture this line, so it
/// shows in the output of a test that passes. Fails instead if `REQUIRE_PROMETHEUS` is set.
pub(crate) fn skip(program: &str, error: &Error) {
    let required = std::env::var_os("REQUIRE_PROMETHEUS").is_some();
    assert!(!required, "REQUIRE_PROMETHEUS is set, but {program} does not run: {error}");
    // A closed standard error does not change the result of the test.
    let _ = writeln!(std::io::stderr(), "skipped: {program} does not run here: {error}");
}
