//! The whole way from a declaration to real servers. Every series is recorded, and the servers must
//! store exactly the declared series.

use crate::support::execution::record_everything;
use crate::support::page_server;
use crate::support::queries;
use crate::support::scrape::page_of;
use crate::support::server::{Server, series_text, wait_until};
use measures::desc::{GroupDesc, Kind, LabelValues};
use std::collections::BTreeSet;
use std::sync::Arc;
use tallymark_catalog::execution::alerts::{ALERTS, execution};
use tallymark_catalog::execution::{ExecutionMetrics, Priority};
use tallymark_tools::live_check;

/// Serves the page of the execution layer, after `change`. Before each scrape, every series is recorded
/// into: by all recording methods, and by `exercise` for the series that no method reaches.
fn serve(change: impl Fn(String) -> String + Send + 'static) -> String {
    let metrics = Arc::new(ExecutionMetrics::new());
    let page = page_of(Arc::clone(&metrics));
    page_server::serve(move || {
        record_everything(&metrics);
        live_check::exercise(&*metrics);
        // Above the threshold of every alert.
        metrics.tasks.set_queue_depth(Priority::Low, 1 << 20);
        change(page.text())
    })
}

/// Every declared series. Bounded labels have the value `1`, which `exercise` records.
fn declared(group: &GroupDesc) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for metric in group.all_metrics() {
        let mut choices = vec![Vec::new()];
        for label in metric.labels {
            let values = match label.values {
                LabelValues::Fixed(values) => values.iter().map(|value| value.value).collect(),
                LabelValues::Bounded { .. } => vec!["1"],
            };
            let with = |choice: Vec<(String, String)>| {
                let more = |value: &&str| (label.name.to_owned(), (*value).to_owned());
                values
                    .iter()
                    .map(|value| [&choice[..], &[more(value)]].concat())
                    .collect::<Vec<_>>()
            };
            choices = choices.into_iter().flat_map(with).collect();
        }
        for labels in choices {
            if metric.kind != Kind::Histogram {
                all.insert(series_text(metric.name, labels));
                continue;
            }
            for end in ["_sum", "_count"] {
                all.insert(series_text(&format!("{}{end}", metric.name), labels.clone()));
            }
            for bound in metric.buckets.iter().chain([&f64::INFINITY]) {
                let le = ("le".to_owned(), bound.to_string());
                let labels = labels.iter().cloned().chain([le]);
                all.insert(series_text(&format!("{}_bucket", metric.name), labels));
            }
        }
    }
    all
}

/// The declared series that a server lacks (`-`) and its undeclared series (`+`).
fn differences(server: &Server, job: &str) -> Vec<String> {
    let (there, declared) = (server.series(job), declared(ExecutionMetrics::DESC));
    let missing = declared.difference(&there).map(|series| format!("- {series}"));
    missing.chain(there.difference(&declared).map(|series| format!("+ {series}"))).collect()
}

/// The committed rules, changed so that alerts fire at once.
fn rules_without_hold() -> String {
    let rules = execution().expect("rules").to_yaml();
    let lines = rules.lines().map(|line| {
        let hold = line.trim_start().starts_with("for:");
        if hold {
            line.split("for:").next().unwrap_or_default().to_owned() + "for: 0s"
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn prometheus_stores_exactly_the_declared_series() {
    let page = serve(|page| page);
    let renamed = serve(|page| page.replace("execution_tasks_total", "execution_jobs_total"));
    let targets = [("layer", &*page), ("renamed", &*renamed)];
    let Some(server) = Server::prometheus(&targets, Some(&rules_without_hold())) else { return };
    wait_until("scrapes", || {
        let scrapes = server.query("count_over_time(up[5m]) >= 4");
        scrapes.len() == targets.len()
    });
    server.check_metadata(ExecutionMetrics::DESC);
    assert_eq!(differences(&server, "layer"), Vec::<String>::new());

    // A renamed metric must be reported.
    let found = differences(&server, "renamed");
    assert_eq!(found.len(), 6, "{found:#?}");
    assert!(found.contains(&"- execution_tasks_total{status=\"failed\"}".to_owned()), "{found:#?}");
    assert!(found.contains(&"+ execution_jobs_total{status=\"failed\"}".to_owned()), "{found:#?}");
    let tasks = "sum(rate(execution_tasks_total{job=\"renamed\"}[5m]))";
    assert!(server.query(tasks).is_empty());

    for expr in queries::of_dashboard() {
        let expr = expr.replace("$__rate_interval", "5m").replace("$job", "layer");
        let expr = expr.replace("$instance", ".*");
        assert!(!server.query(&expr).is_empty(), "{expr}");
    }
    for query in queries::of_reference() {
        assert!(!server.query(&query).is_empty(), "{query}");
    }
    wait_until("every rule to record", || {
        let names = queries::record_names();
        names.iter().all(|name| server.label(name, "job").contains("layer"))
    });
    let all: BTreeSet<_> = ALERTS.iter().map(|alert| alert.name.to_owned()).collect();
    let mut firing = BTreeSet::new();
    wait_until("every alert to fire", || {
        let query = "ALERTS{alertstate=\"firing\",job=\"layer\"}";
        firing = server.label(query, "alertname");
        firing == all
    });
}

#[test]
fn victoria_metrics_stores_exactly_the_declared_series() {
    let page = serve(|page| page);
    let Some(server) = Server::victoria_metrics(&[("layer", &page)]) else { return };
    let two = || server.query("min_over_time(scrape_samples_scraped[1m])").len() == 1;
    wait_until("scrapes", || two() && differences(&server, "layer").is_empty());
    wait_until("rates", || !server.query("rate(execution_tasks_total[1m]) > 0").is_empty());
    for query in queries::of_reference().into_iter().chain(queries::recorded()) {
        assert!(!server.query(&query).is_empty(), "{query}");
    }
}
