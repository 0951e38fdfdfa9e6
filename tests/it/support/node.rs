//! The example node as a child process.

use crate::support::http::get;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;

/// A running node. Dropping it kills the process.
pub(crate) struct Node {
    pub(crate) url: String,
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Node {
    /// Starts a node that stops by itself after `seconds`.
    pub(crate) fn start(seconds: u32) -> Self {
        let mut child = Command::new(executable())
            .args(["--port", "0", "--seconds", &seconds.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the node starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let url = lines.next().expect("the URL is the first line").expect("UTF-8");
        Self { url, child, lines }
    }

    pub(crate) fn page(&self) -> String {
        get(&self.url, &[])
    }

    /// Waits for the next line of output. Returns `None` at the end of the output.
    pub(crate) fn next_line(&mut self) -> Option<String> {
        self.lines.next().map(|line| line.expect("UTF-8"))
    }

    /// Waits until the node ends.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("the node ends")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // The node may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the path of the example. The first call builds the example.
pub(crate) fn executable() -> &'static str {
    static EXECUTABLE: OnceLock<String> = OnceLock::new();
    EXECUTABLE.get_or_init(|| {
        let build = Command::new(env!("CARGO"))
            .args(["build", "-p", "tallymark-catalog", "--example", "node"])
            .arg("--message-format=json")
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        assert!(build.status.success(), "the node does not build");
        let messages = String::from_utf8(build.stdout).expect("UTF-8");
        let messages = messages.lines().map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("cargo writes JSON")
        });
        let mut executables = messages.filter(|message| message["target"]["name"] == "node");
        let path = executables.find_map(|message| Some(message["executable"].as_str()?.to_owned()));
        path.expect("cargo prints the path of the example")
    })
}
