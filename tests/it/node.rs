//! The example node: started, scraped, stopped.

use crate::scrape::Scrape;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::ExecutionMetrics;

/// A running node; it is killed when this is dropped.
pub(crate) struct Node {
    pub(crate) url: String,
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Node {
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
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn get(url: &str, query: &[(&str, &str)]) -> String {
    let mut request = ureq::get(url);
    for (name, value) in query {
        request = request.query(*name, *value);
    }
    // An error of the server is an answer too.
    let request = request.config().http_status_as_error(false).build();
    let mut response = request.call().unwrap_or_else(|error| panic!("{url}: {error}"));
    response.body_mut().read_to_string().expect("UTF-8")
}

/// Builds the example, once, and says where it is.
fn executable() -> &'static str {
    static EXECUTABLE: OnceLock<String> = OnceLock::new();
    EXECUTABLE.get_or_init(|| {
        let build = Command::new(env!("CARGO"))
            .args([
                "build",
                "-p",
                "tallymark-catalog",
                "--example",
                "node",
                "--message-format=json",
            ])
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
        path.expect("cargo says where the example is")
    })
}

#[test]
fn it_moves_every_metric_and_its_totals_agree_with_the_page() {
    let mut node = Node::start(4);
    let mut unmoved: Vec<_> = ExecutionMetrics::DESC.all_metrics();
    let deadline = Instant::now() + Duration::from_secs(4);
    while !unmoved.is_empty() && Instant::now() < deadline {
        let scrape = Scrape::parse(&node.page());
        unmoved.retain(|metric| {
            let name = if metric.buckets.is_empty() {
                metric.name.to_owned()
            } else {
                format!("{}_count", metric.name)
            };
            scrape.total(&name) == 0.0
        });
        std::thread::sleep(Duration::from_millis(20));
    }
    let unmoved: Vec<_> = unmoved.iter().map(|metric| metric.name).collect();
    assert!(unmoved.is_empty(), "never moved: {unmoved:?}");

    let last = node.lines.next().expect("the totals are the last line").expect("UTF-8");
    let scrape = Scrape::parse(&node.page());
    let totals: HashMap<&str, f64> = last
        .strip_prefix("totals: ")
        .expect(&last)
        .split(' ')
        .map(|total| total.split_once('=').expect(&last))
        .map(|(name, value)| (name, value.parse().expect(&last)))
        .collect();
    let agrees = |total: &str, series: &str| {
        let value = if series.contains('{') { scrape.value(series) } else { scrape.total(series) };
        assert_eq!(value, totals[total], "{series} and {total} in {last}");
    };
    agrees("tasks_submitted", "execution_tasks_total{status=\"submitted\"}");
    agrees("tasks_completed", "execution_tasks_total{status=\"completed\"}");
    agrees("tasks_failed", "execution_tasks_total{status=\"failed\"}");
    agrees("wasm_executions", "execution_wasm_executions_total");
    agrees("wasm_executions", "execution_wasm_exit_codes_total");
    agrees("wasm_executions", "execution_wasm_execution_time_count");
    agrees("wasm_failed", "execution_wasm_executions_total{status=\"failed\"}");
    agrees("manifests", "execution_manifests_created_total");
    agrees("receipts", "execution_receipts_generated_total");
    agrees("receipts_verified", "execution_receipts_verified_total{result=\"success\"}");
    agrees("guilds_created", "execution_guilds_total{state=\"active\"}");
    agrees("guilds_dissolved", "execution_guilds_total{state=\"dissolved\"}");
    agrees("errors", "execution_errors_total");
    agrees("validation_errors", "execution_validation_errors_total");
    agrees("timeouts", "execution_timeout_errors_total");
    agrees("costs_capped", "execution_task_cost_capped_total");
    assert_eq!(totals["tasks_submitted"], totals["tasks_completed"] + totals["tasks_failed"]);
    assert_eq!(scrape.total("execution_tasks_active"), 0.0);
    assert_eq!(scrape.total("execution_task_queue_depth"), 0.0);
    assert!(node.lines.next().is_none(), "the totals are the last line");
    assert!(node.child.wait().expect("it ends").success());
}

#[test]
fn a_port_in_use_is_a_clear_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port().to_string();
    let output = Command::new(executable())
        .args(["--port", &port, "--seconds", "1"])
        .output()
        .expect("the node starts");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains(&port) && !message.contains("panicked"), "{message}");
}

/// The example's dependencies are its own, and the command's are the command's.
#[test]
fn a_service_gets_the_dependencies_of_neither_the_node_nor_the_command() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-p", "tallymark-catalog", "--no-default-features"])
        .args(["-e", "normal", "--prefix", "none"])
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).expect("UTF-8");
    assert!(tree.contains("prometheus "), "{tree}");
    for other in ["wasmi", "tokio", "axum", "ed25519", "serde", "clap", "promql", "ureq"] {
        assert!(!tree.lines().any(|line| line.starts_with(other)), "{other} in {tree}");
    }
}
