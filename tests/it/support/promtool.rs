//! `promtool`, the checker that comes with Prometheus.

use crate::support::programs::skip;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) const RULES: &str = "execution.rules.yaml";
pub(crate) const CASES: &str = "execution.test.yaml";

/// Runs `promtool` in a folder. Returns `None` if `promtool` is not installed.
pub(crate) fn run(arguments: &[&str], folder: &Path) -> Option<Output> {
    let output = Command::new("promtool").args(arguments).current_dir(folder).output();
    output.map_err(|error| skip("promtool", &error)).ok()
}

/// Returns all output of a run as text.
pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Writes rules and test cases into a folder that only one test uses.
pub(crate) fn write_rules(name: &str, rules: &str, cases: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("rules-{name}"));
    std::fs::create_dir_all(&folder).expect("the folder can be created");
    std::fs::write(folder.join(RULES), rules).expect("the folder is writable");
    std::fs::write(folder.join(CASES), cases).expect("the folder is writable");
    folder
}

/// Asserts that `promtool check metrics` accepts a page. Returns `false` if `promtool` is not
/// installed.
pub(crate) fn accepts_page(page: &str) -> bool {
    let promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut promtool = match promtool {
        Ok(promtool) => promtool,
        Err(error) => {
            skip("promtool", &error);
            return false;
        }
    };
    promtool.stdin.take().expect("piped").write_all(page.as_bytes()).expect("promtool reads");
    let output = promtool.wait_with_output().expect("promtool ends");
    let problems = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && problems.is_empty(), "promtool reports: {problems}");
    true
}
