//! Metrics that are counted in the program's memory allocator, which a first touch calls again.

use crate::support::child::{self, End};
use crate::support::source::{read, root};
use crate::support::written_crate::{cargo, target, text, write_crate};
use std::process::Command;
use std::time::Duration;

/// The longest time of the program. A debug build needs less than a second.
const LIMIT: Duration = Duration::from_secs(60);

/// The program is a crate outside the workspace, because it has `unsafe` code.
#[test]
fn metrics_in_a_global_allocator_are_exact_and_never_hang() {
    let dependencies = format!(
        "[dependencies]\nprometheus = {{ version = \"0.14\", default-features = false }}\n\
         tallymark.path = '{}'\n",
        root().join("runtime").display()
    );
    let code = read("tests/programs/allocator.rs");
    let folder = write_crate("counting_allocator", "src/main.rs", &code, &dependencies);
    let build = cargo(&folder, &["build"]);
    assert!(build.status.success(), "{}", text(&build));
    let mut program = Command::new(target().join("debug/counting_allocator"));
    assert_eq!(child::run_program(&mut program, LIMIT), End::Finished);
}
