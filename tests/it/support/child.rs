//! Steps in a child process with a time limit, for programs that may hang or panic.
//!
//! The child is this test program again, with the one test that started it. A variable of the environment names
//! the step to run.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The time after which a child hangs. Locks that do not exist in a forked child are waited for, so a step can take
/// ten seconds.
const LIMIT: Duration = Duration::from_secs(60);

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
    steps.map(|(name, _)| {
        let program = std::env::current_exe().expect("the test program has a path");
        let mut command = Command::new(program);
        command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(STEP, name);
        run_program(&mut command, LIMIT)
    })
}

/// Runs a program, and ends it after the limit.
pub(crate) fn run_program(command: &mut Command, limit: Duration) -> End {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let output = read_all(child.stdout.take().expect("it is piped"));
    let errors = read_all(child.stderr.take().expect("it is piped"));
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the child is ours") {
            let text = [output, errors].map(|text| text.join().expect("no panic").expect("text"));
            return if status.success() { End::Finished } else { End::Failed(text.concat()) };
        }
        if start.elapsed() > limit {
            child.kill().expect("the child is ours");
            child.wait().expect("the child is ours");
            return End::Hung;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Reads on another thread, so that the child never waits for a reader.
fn read_all(mut pipe: impl Read + Send + 'static) -> JoinHandle<std::io::Result<String>> {
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).map(|_| text)
    })
}
