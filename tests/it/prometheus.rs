//! A real Prometheus scrapes the example node and answers the queries that are in use.

use crate::node::{Node, get};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tallymark_catalog::ExecutionMetrics;

const IN_USE: &str = include_str!("../../catalog/queries/in-use.promql");
const CORRECTED: &str = include_str!("../../catalog/queries/corrected.promql");

/// A server of its own, on a free port; it is killed when this is dropped.
struct Server {
    url: String,
    child: Child,
    folder: PathBuf,
}

impl Server {
    /// `None` where `prometheus` is not installed.
    fn start(target: &str) -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("prometheus-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder to write in");
        let config = folder.join("prometheus.yml");
        let text = format!(
            "global: {{ scrape_interval: 1s }}\n\
             scrape_configs: [{{ job_name: node, static_configs: [{{ targets: ['{target}'] }}] }}]\n"
        );
        std::fs::write(&config, text).expect("a folder to write in");
        let port = free_port();
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match child {
            Ok(child) => Some(Self { url: format!("http://127.0.0.1:{port}"), child, folder }),
            Err(error) => {
                crate::skip("prometheus", &error);
                None
            }
        }
    }

    fn ready(&self) -> bool {
        ureq::get(format!("{}/-/ready", self.url)).call().is_ok()
    }

    fn api(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let answer = get(&format!("{}/api/v1/{path}", self.url), query);
        let answer: Value =
            serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert_eq!(answer["status"], "success", "{query:?}: {answer}");
        answer["data"].clone()
    }

    /// The values of an instant query's series.
    fn query(&self, query: &str) -> Vec<f64> {
        let data = self.api("query", &[("query", query)]);
        let series = data["result"].as_array().expect("a list").iter();
        series
            .map(|series| series["value"][1].as_str().expect("text").parse().expect("a number"))
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is ours alone, and nobody needs what it stored.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !done() {
        assert!(Instant::now() < deadline, "waited a minute for {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn queries(file: &str) -> Vec<&str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// The query of a file that contains a text.
fn find<'a>(file: &'a str, text: &str) -> &'a str {
    queries(file).into_iter().find(|query| query.contains(text)).expect(text)
}

#[test]
fn it_scrapes_the_node_and_answers_every_query() {
    let node = Node::start(120);
    let target = node.url.trim_start_matches("http://").trim_end_matches("/metrics");
    let Some(server) = Server::start(target) else {
        return;
    };
    wait_until("the server", || server.ready());
    // Rates need two scrapes, and the success rates something that failed between them.
    wait_until("scrapes", || server.query("count_over_time(up[5m])").first() >= Some(&5.0));
    let failed = "increase(execution_tasks_total{status=\"failed\"}[5m]) > 0";
    wait_until("a failed task", || !server.query(failed).is_empty());
    let failed = "increase(execution_wasm_executions_total{status=\"failed\"}[5m]) > 0";
    wait_until("a failed execution", || !server.query(failed).is_empty());
    assert_eq!(server.query("up"), [1.0]);

    every_query_evaluates(&server);
    the_marked_queries_ask_what_their_notes_say(&server);
    the_corrected_queries_return_data(&server);
    every_panel_evaluates(&server);
    every_query_made_of_the_declaration_evaluates(&server);
    metadata_has_each_metric(&server);
}

fn every_query_evaluates(server: &Server) {
    let marked_empty = find(IN_USE, "status=\"failed\"}[5m])");
    for query in queries(IN_USE) {
        let values = server.query(query);
        assert_eq!(values.is_empty(), query == marked_empty, "{query}: {values:?}");
    }
}

fn the_marked_queries_ask_what_their_notes_say(server: &Server) {
    // [1]: always 1, where anything happened at all.
    for text in [
        "operations_total{operation=\"create\",status=\"success\"}",
        "executions_total{status=\"success\"}",
    ] {
        assert_eq!(server.query(find(IN_USE, text)), [1.0], "{text}");
    }
    // [2]: always empty.
    assert!(server.query(find(IN_USE, "status=\"completed\"}[5m]) / ")).is_empty());
    // [3]: guilds ever created.
    let ever = server.query(find(IN_USE, "guilds_total{state=\"active\"}"));
    let created = "sum(execution_guild_operations_total{operation=\"create\",status=\"success\"})";
    assert_eq!(ever, server.query(created));
}

fn the_corrected_queries_return_data(server: &Server) {
    let values: Vec<f64> = queries(CORRECTED)
        .into_iter()
        .map(|query| match server.query(query)[..] {
            [value] if value.is_finite() => value,
            ref values => panic!("{query}: {values:?}"),
        })
        .collect();
    let [active, created, completed, executed] = values[..] else { panic!("{values:?}") };
    let ever = server.query(find(IN_USE, "guilds_total{state=\"active\"}"))[0];
    assert!(active >= 0.0 && active < ever, "{active} of {ever} guilds are active");
    for rate in [created, completed, executed] {
        assert!(rate > 0.0 && rate <= 1.0, "{values:?}");
    }
    assert!(completed < 1.0 && executed < 1.0, "some failed: {values:?}");
}

/// As Grafana asks them, with every job and instance chosen. A wrong name would be no error of the
/// server's, but an answer without series.
fn every_panel_evaluates(server: &Server) {
    let interval = |expr: &str| expr.replace("$__rate_interval", "5m");
    for expr in crate::dashboard::exprs() {
        let expr = interval(&expr).replace("$job", ".*").replace("$instance", ".*");
        assert!(!server.query(&expr).is_empty(), "{expr}");
    }
}

fn every_query_made_of_the_declaration_evaluates(server: &Server) {
    for query in crate::docs::queries().into_iter().chain(crate::rules::recorded()) {
        assert!(!server.query(&query).is_empty(), "{query}");
    }
}

fn metadata_has_each_metric(server: &Server) {
    let metadata = server.api("metadata", &[]);
    for metric in ExecutionMetrics::DESC.all_metrics() {
        let entry = &metadata[metric.name][0];
        assert_eq!(entry["type"], metric.kind.type_name(), "{}", metric.name);
        assert_eq!(entry["help"], metric.help, "{}", metric.name);
    }
}
