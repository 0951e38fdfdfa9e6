//! Generated dashboards: the queries, the layout, and the ids of panels.

use measures::{Bounded, Bytes, Counter, Gauge, Histogram, Metrics, Ratio, Seconds, UpDownCounter};
use serde_json::{Value, json};
use std::collections::HashSet;
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::grafana::{Dashboard, Panel, dashboard};

/// Metrics of each kind, with fixed labels, bounded labels and none.
#[derive(Debug, Metrics)]
#[metrics(namespace = "app", crate = measures)]
struct AppMetrics {
    /// Requests, by retry or first attempt.
    #[metric(labels(retry))]
    requests_total: Counter<bool>,
    /// Bytes sent, by tenant.
    #[metric(labels(tenant, retry))]
    sent_bytes_total: Counter<(Bounded<str, 10>, bool), Bytes>,
    /// Requests in flight.
    active: UpDownCounter,
    /// How full the cache is, by tenant.
    #[metric(labels(tenant))]
    fill_ratio: Gauge<Bounded<str, 10>, Ratio>,
    /// Time a request took, by tenant and retry.
    #[metric(labels(tenant, retry), buckets = [0.1, 1.0])]
    request_duration_seconds: Histogram<(Bounded<str, 10>, bool), Seconds>,
}

fn parse(dashboard: &Dashboard) -> Value {
    serde_json::from_str(&dashboard.to_json()).expect("JSON")
}

fn panels(document: &Value) -> &[Value] {
    document["panels"].as_array().expect("a list")
}

fn panel<'a>(document: &'a Value, title: &str) -> &'a Value {
    panels(document).iter().find(|panel| panel["title"] == title).expect(title)
}

/// Compares the queries of a panel. `M` stands for the matchers of the selected jobs and instances.
fn check_queries(title: &str, unit: &str, expected: &[(&str, &str)]) {
    let document = parse(&dashboard("App", AppMetrics::DESC));
    let panel = panel(&document, title);
    assert_eq!(panel["fieldConfig"]["defaults"]["unit"], unit);
    let text = |target: &Value, key: &str| target[key].as_str().expect(key).to_owned();
    let targets = panel["targets"].as_array().expect("a list").iter();
    let found: Vec<_> = targets
        .map(|target| {
            let expr = text(target, "expr").replace("job=~\"$job\",instance=~\"$instance\"", "M");
            (text(target, "legendFormat"), expr)
        })
        .collect();
    let expected: Vec<_> =
        expected.iter().map(|(legend, expr)| ((*legend).to_owned(), (*expr).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn grafana_counter_panel_shows_rate() {
    let rate = "sum by (retry) (rate(app_requests_total{M}[$__rate_interval]))";
    check_queries("Requests", "ops", &[("{{retry}}", rate)]);
}

#[test]
fn grafana_bounded_label_panel_uses_topk() {
    let rate = "topk(10, sum by (tenant, retry) (rate(app_sent_bytes_total{M}[$__rate_interval])))";
    check_queries("Sent", "binBps", &[("{{tenant}}, {{retry}}", rate)]);
    let fill = "topk(10, sum by (tenant) (app_fill_ratio{M}))";
    check_queries("Fill", "percentunit", &[("{{tenant}}", fill)]);
}

#[test]
fn grafana_up_down_counter_panel_shows_value() {
    check_queries("Active", "short", &[("all", "sum(app_active{M})")]);
}

#[test]
fn grafana_histogram_has_heatmap_and_quantiles() {
    let bucket = "app_request_duration_seconds_bucket{M}[$__rate_interval]";
    let heat = format!("sum by (le) (increase({bucket}))");
    check_queries("Request duration: distribution", "s", &[("{{le}}", &heat)]);
    let quantile =
        |q: &str| format!("histogram_quantile({q}, sum by (le, retry) (rate({bucket})))");
    check_queries(
        "Request duration: P50, P95, P99",
        "s",
        &[
            ("P50 {{retry}}", &quantile("0.5")),
            ("P95 {{retry}}", &quantile("0.95")),
            ("P99 {{retry}}", &quantile("0.99")),
        ],
    );
    let document = parse(&dashboard("App", AppMetrics::DESC));
    let heatmap = panel(&document, "Request duration: distribution");
    assert_eq!(heatmap["type"], "heatmap");
    assert_eq!(heatmap["targets"][0]["format"], "heatmap");
    assert_eq!(
        heatmap["description"],
        "Time a request took, by tenant and retry.\n\n`app_request_duration_seconds`"
    );
}

/// A dashboard with sections of its own, of panels of many widths and queries.
fn with_sections() -> Dashboard {
    let panel = Panel::new("Errors", "ops").query("all", "sum(rate(app_requests_total[5m]))");
    let widths = [1, 5, 24, 7, 0, 99, 13];
    let panels = widths.into_iter().map(|width| panel.clone().width(width));
    let many = (0..30).fold(Panel::new("Many", "s"), |panel, _| panel.query("x", "app_active"));
    dashboard("Everything", ExecutionMetrics::DESC)
        .section("First", panels.chain([many, panel.clone().stat()]))
        .section("Second", [panel.clone().stat(), panel])
}

#[test]
fn grafana_panels_do_not_overlap() {
    let document = parse(&with_sections());
    let mut taken = HashSet::new();
    for panel in panels(&document) {
        let at = |key: &str| panel["gridPos"][key].as_u64().expect(key);
        assert!(at("x") + at("w") <= 24, "{panel}");
        for x in at("x")..at("x") + at("w") {
            for y in at("y")..at("y") + at("h") {
                assert!(taken.insert((x, y)), "{} overlaps at {x}, {y}", panel["title"]);
            }
        }
    }
    assert!(taken.len() > 1000, "the panels have an area");
}

#[test]
fn grafana_panel_ids_are_unique_and_have_queries() {
    let document = parse(&with_sections());
    let ids: HashSet<_> = panels(&document).iter().map(|panel| panel["id"].as_u64()).collect();
    assert_eq!(ids.len(), panels(&document).len());
    for panel in panels(&document).iter().filter(|panel| panel["type"] != "row") {
        let targets = panel["targets"].as_array().expect("a list");
        assert!(!targets.is_empty(), "{panel}");
        let expr = |target: &Value| target["expr"].as_str().is_some_and(|expr| !expr.is_empty());
        assert!(targets.iter().all(expr), "{panel}");
        let refs: HashSet<_> = targets.iter().map(|target| target["refId"].as_str()).collect();
        assert_eq!(refs.len(), targets.len(), "{panel}");
    }
}

#[test]
fn grafana_panel_ids_are_stable() {
    let alone = parse(&dashboard("Everything", ExecutionMetrics::DESC));
    let among = parse(&with_sections());
    for title in ["Guilds", "Tasks active", "Wasm memory usage: distribution"] {
        assert_eq!(panel(&alone, title)["id"], panel(&among, title)["id"], "{title}");
    }
}

#[test]
fn grafana_metrics_are_in_their_group_row() {
    let document = parse(&dashboard("Everything", ExecutionMetrics::DESC));
    let rows: Vec<_> = panels(&document)
        .split(|panel| panel["type"] == "row")
        .skip(1)
        .map(|panels| json!(panels).to_string())
        .collect();
    assert_eq!(rows.len(), ExecutionMetrics::DESC.groups.len());
    for (group, row) in ExecutionMetrics::DESC.groups.iter().zip(&rows) {
        for metric in group.metrics {
            assert!(row.contains(&format!("`{}`\"", metric.name)), "{}", metric.name);
        }
    }
}

#[test]
fn grafana_variables_query_a_fixed_series() {
    let document = parse(&dashboard("App", AppMetrics::DESC));
    let variable = |index: usize| &document["templating"]["list"][index];
    assert_eq!(variable(0)["query"], "prometheus");
    assert_eq!(variable(1)["query"], "label_values(app_requests_total, job)");
    assert_eq!(variable(2)["query"], "label_values(app_requests_total{job=~\"$job\"}, instance)");
}

#[test]
fn grafana_output_is_deterministic() {
    assert_eq!(with_sections().to_json(), with_sections().to_json());
}
