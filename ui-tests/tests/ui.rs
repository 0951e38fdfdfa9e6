//! Compiles every case. `TRYBUILD=overwrite cargo test -p tallymark-ui-tests` writes the messages.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*/*.rs");
    cases.pass("pass/*.rs");
}
