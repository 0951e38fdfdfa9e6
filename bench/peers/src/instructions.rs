//! Instruction counts by valgrind. They are the same in every run of one binary, also on a busy
//! machine.

use std::process::Command;

/// Operations of the first count, which also contains the start of the program.
const BASE_OPERATIONS: u64 = 10_000;

/// Operations that the second count has more than the first.
const MORE_OPERATIONS: u64 = 100_000;

/// Counts the instructions per operation of a peer, including the input. Returns `None` if valgrind is
/// not installed.
pub fn per_operation(peer: &str, operation: &str) -> Option<f64> {
    of_arguments(&["count", peer, operation])
}

/// Counts the instructions per operation of this program with these arguments; the number of
/// operations is added to them. Returns `None` if valgrind is not installed.
pub fn of_arguments(arguments: &[&str]) -> Option<f64> {
    let base = count_run(arguments, BASE_OPERATIONS)?;
    let more = count_run(arguments, BASE_OPERATIONS + MORE_OPERATIONS)?;
    Some((more - base) as f64 / MORE_OPERATIONS as f64)
}

/// Counts the instructions of this program when it only runs one operation `times` times.
fn count_run(arguments: &[&str], times: u64) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .arg(times.to_string())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let (_, total) = text.split_once("Collected : ")?;
    total.split_whitespace().next()?.parse().ok()
}
