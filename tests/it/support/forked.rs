//! Children made by a fork, with a time limit.

use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{ExitStatus, exit};
use std::thread;
use std::time::Duration;

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForkEnd {
    Finished,
    /// The child did not end within the limit.
    Hung,
}

/// The exit code of a child that panicked.
const PANICKED: i32 = 101;
/// The exit code of a child that had to be stopped.
const STOPPED: i32 = 9;

/// Runs `work` in a child of a fork. Panics if the child panics. Pauses first, so that other threads run
/// between two forks.
pub(crate) fn run(limit: Duration, work: impl FnOnce()) -> ForkEnd {
    thread::sleep(Duration::from_micros(500));
    match fork::fork().expect("a process can be created") {
        fork::Fork::Child => {
            thread::spawn(move || {
                thread::sleep(limit);
                exit(STOPPED);
            });
            // A panic must not go on in the child's copy of the test.
            let result = catch_unwind(AssertUnwindSafe(work));
            exit(if result.is_ok() { 0 } else { PANICKED })
        }
        fork::Fork::Parent(child) => {
            let status = fork::waitpid(child).expect("the child is ours");
            match ExitStatus::from_raw(status).code() {
                Some(0) => ForkEnd::Finished,
                Some(STOPPED) => ForkEnd::Hung,
                _ => panic!("a child ended with the status {status}"),
            }
        }
    }
}
