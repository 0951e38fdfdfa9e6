//! Compiles every case. `TRYBUILD=overwrite cargo test -p tallymark-ui-tests` writes the expected errors.

use std::collections::BTreeSet;
use std::fs;

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*/*.rs");
    cases.pass("pass/*.rs");
}

/// A struct with two, five or twelve mistakes, and code that uses the struct. The compiler must report
/// exactly one error for each mistake, each at a different place.
#[test]
fn compile_errors_are_one_for_each_mistake() {
    for (case, mistakes) in [("two", 2), ("five", 5), ("twelve", 12)] {
        let path = format!("fail/several/{case}_mistakes.stderr");
        let messages = fs::read_to_string(&path).expect("the case has expected errors");
        let errors = messages.split("\n\n").filter(|message| message.starts_with("error"));
        let places: BTreeSet<_> = errors.filter_map(|error| error.split(" --> ").nth(1)).collect();
        let places: BTreeSet<_> = places.iter().filter_map(|rest| rest.lines().next()).collect();
        let errors = messages.lines().filter(|line| line.starts_with("error"));
        assert_eq!((errors.count(), places.len()), (mistakes, mistakes), "{path}");
    }
}
