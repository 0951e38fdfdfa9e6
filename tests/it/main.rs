//! Integration tests over all of tallymark. It is imported as `measures` here, as a user may.

#![allow(clippy::float_cmp, reason = "what is compared is exact")]

mod allocations;
mod bounded_labels;
mod catalog_json;
mod concurrency;
mod dashboard;
mod encoding;
mod execution;
mod golden;
mod grafana;
mod hygiene;
mod labels;
mod lifetimes;
mod lint;
mod live_check;
mod lock;
mod many;
mod node;
mod prometheus;
mod proof;
mod recording;
mod reference;
mod registration;
mod renames;
mod rules;
mod scrape;
mod server;
mod tearing;
mod threads;
mod watch;
mod weaver;

/// Says in the test's output, which is otherwise kept back, that something was not tested; where
/// `REQUIRE_PROMETHEUS` is set, fails instead.
fn skip(program: &str, error: &std::io::Error) {
    use std::io::Write;
    let required = std::env::var_os("REQUIRE_PROMETHEUS").is_some();
    assert!(!required, "REQUIRE_PROMETHEUS is set, and {program} does not run: {error}");
    // That nobody reads the message is no failure of what is tested.
    let _ = writeln!(std::io::stderr(), "skipped: {program} does not run here: {error}");
}
