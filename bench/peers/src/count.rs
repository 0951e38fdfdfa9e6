//! Instructions, counted by valgrind: repeatable for one binary, whatever else the machine does.

use std::process::Command;

/// How many operations a second count has more than the first.
const MORE: u64 = 100_000;

/// Instructions an operation takes a peer, its input included; `None` where there is no valgrind.
pub fn instructions(peer: &str, operation: &str) -> Option<f64> {
    let base = total(peer, operation, 10_000)?;
    Some((total(peer, operation, 10_000 + MORE)? - base) as f64 / MORE as f64)
}

/// The instructions of this program when it does nothing but so many operations.
fn total(peer: &str, operation: &str, times: u64) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["count", peer, operation, &times.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let (_, total) = text.split_once("Collected : ")?;
    total.split_whitespace().next()?.parse().ok()
}
