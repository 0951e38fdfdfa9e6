//! The queries in use, asked of a real Prometheus that scrapes the example node.

use crate::support::node::Node;
use crate::support::queries::{self, CORRECTED, IN_USE, find};
use crate::support::server::{Server, wait_until};
use tallymark_catalog::execution::ExecutionMetrics;

#[test]
fn prometheus_answers_every_query_on_the_node() {
    let node = Node::start(120);
    let target = node.url.trim_start_matches("http://").trim_end_matches("/metrics");
    let Some(server) = Server::prometheus(&[("node", target)], None) else {
        return;
    };
    // A rate needs two scrapes. The success rates need a failure between two scrapes.
    wait_until("scrapes", || server.query("count_over_time(up[5m])").first() >= Some(&5.0));
    let failed = "increase(execution_tasks_total{status=\"failed\"}[5m]) > 0";
    wait_until("a failed task", || !server.query(failed).is_empty());
    let failed = "increase(execution_wasm_executions_total{status=\"failed\"}[5m]) > 0";
    wait_until("a failed execution", || !server.query(failed).is_empty());
    assert_eq!(server.query("up"), [1.0]);

    every_query_evaluates(&server);
    marked_queries_return_what_their_notes_say(&server);
    corrected_queries_return_data(&server);
    every_panel_returns_data(&server);
    every_generated_query_returns_data(&server);
    server.check_metadata(ExecutionMetrics::DESC);
}

fn every_query_evaluates(server: &Server) {
    let marked_empty = find(IN_USE, "status=\"failed\"}[5m])");
    for query in queries::in_file(IN_USE) {
        let values = server.query(query);
        assert_eq!(values.is_empty(), query == marked_empty, "{query}: {values:?}");
    }
}

fn marked_queries_return_what_their_notes_say(server: &Server) {
    // [1]: always 1 if anything happened.
    for text in [
        "operations_total{operation=\"create\",status=\"success\"}",
        "executions_total{status=\"success\"}",
    ] {
        assert_eq!(server.query(find(IN_USE, text)), [1.0], "{text}");
    }
    // [2]: always empty.
    assert!(server.query(find(IN_USE, "status=\"completed\"}[5m]) / ")).is_empty());
    // [3]: all guilds that were created.
    let ever = server.query(find(IN_USE, "guilds_total{state=\"active\"}"));
    let created = "sum(execution_guild_operations_total{operation=\"create\",status=\"success\"})";
    assert_eq!(ever, server.query(created));
}

fn corrected_queries_return_data(server: &Server) {
    let values: Vec<f64> = queries::in_file(CORRECTED)
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

/// Asks the panels' queries as Grafana does, with all jobs and instances selected. For a wrong name the
/// server returns no error but an empty result.
fn every_panel_returns_data(server: &Server) {
    let interval = |expr: &str| expr.replace("$__rate_interval", "5m");
    for expr in queries::of_dashboard() {
        let expr = interval(&expr).replace("$job", ".*").replace("$instance", ".*");
        // A guild has the series of its members only until it is dissolved.
        wait_until(&expr, || !server.query(&expr).is_empty());
    }
}

fn every_generated_query_returns_data(server: &Server) {
    for query in queries::of_reference().into_iter().chain(queries::recorded()) {
        wait_until(&query, || !server.query(&query).is_empty());
    }
}
