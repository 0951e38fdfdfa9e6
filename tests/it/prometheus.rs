//! A real Prometheus scrapes the example node and answers the queries that are in use.

use crate::node::Node;
use crate::server::{Server, wait_until};
use tallymark_catalog::execution::ExecutionMetrics;

const IN_USE: &str = include_str!("../../catalog/queries/in-use.promql");
const CORRECTED: &str = include_str!("../../catalog/queries/corrected.promql");

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
    let Some(server) = Server::prometheus(&[("node", target)], None) else {
        return;
    };
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
    server.has_metadata_of(ExecutionMetrics::DESC);
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
        // The members of a guild are there while it is.
        wait_until(&expr, || !server.query(&expr).is_empty());
    }
}

fn every_query_made_of_the_declaration_evaluates(server: &Server) {
    for query in crate::reference::queries().into_iter().chain(crate::rules::recorded()) {
        wait_until(&query, || !server.query(&query).is_empty());
    }
}
