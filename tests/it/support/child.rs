//! Steps in a child process with a time limit, for programs that may hang or panic.
//!
//! The child is this test program again, with the one test that started it. A variable of the environment names
//! the step to run.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The time after which a child hangs.
const LIMIT: Duration = Duration::from_secs(20);

const STEP: &str = "TALLYMARK_TEST_STEP";

/// How a child ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Finished,
    Failed(String),
    /// The child did not end within the limit.
    Hung,
}

/// Runs the steps of the test `test` (its whole path), each in a child process of its own, and returns how they
/// ended. In the child, runs its step and ends the process.
pub(crate) fn run<const N: usize>(test: &str, steps: [(&str, fn()); N]) -> [End; N] {
    if let Ok(wanted) = std::env::var(STEP) {
        let step = steps.iter().find(|(name, _)| *name == wanted);
        step.expect("the parent names a step").1();
        std::process::exit(0);
    }
    steps.map(|(name, _)| run_child(test, name, LIMIT))
}

fn run_child(test: &str, step: &str, limit: Duration) -> End {
    let program = std::env::current_exe().expect("the test program has a path");
    let mut child = Command::new(program)
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(STEP, step)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the test program runs");
    let mut errors = child.stderr.take().expect("it is piped");
    let reader = thread::spawn(move || {
        let mut output = String::new();
        errors.read_to_string(&mut output).map(|_| output)
    });
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the child is ours") {
            let output = reader.join().expect("no panic").expect("text");
            return if status.success() { End::Finished } else { End::Failed(output) };
        }
        if start.elapsed() > limit {
            child.kill().expect("the child is ours");
            child.wait().expect("the child is ours");
            return End::Hung;
        }
        thread::sleep(Duration::from_millis(10));
    }
}
