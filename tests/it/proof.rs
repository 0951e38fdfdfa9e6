//! All that is made of the declaration, proven on real servers: everything that can be recorded is,
//! and what is declared is what they have.

use crate::execution::record_everything;
use crate::server::{Server, wait_until, written};
use measures::{Exposition, desc::GroupDesc, desc::Kind, desc::LabelValues};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use tallymark_catalog::execution::alerts::{ALERTS, execution};
use tallymark_catalog::execution::{ExecutionMetrics, Priority};
use tallymark_tools::live_check;

/// Serves the execution layer's page, and records into every series before each scrape: with every
/// recording method, and without any, since there are series that none reaches.
fn serve(change: impl Fn(String) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let metrics = Arc::new(ExecutionMetrics::new());
    let mut page = Exposition::new();
    page.add(Arc::clone(&metrics)).expect("no conflict");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 4096]).expect("a request");
            record_everything(&metrics);
            live_check::exercise(&*metrics);
            // More than any alert waits for.
            metrics.tasks.set_queue_depth(Priority::Low, 1 << 20);
            let page = change(page.text());
            let content_type = Exposition::TEXT_CONTENT_TYPE;
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n",
                page.len()
            );
            // A server that is killed meanwhile reads no more.
            let _ = stream.write_all((head + &page).as_bytes());
        }
    });
    address
}

/// Every series that the declaration makes, where bounded labels have the value that `exercise` gives.
fn declared(group: &GroupDesc) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for metric in group.all_metrics() {
        let about = || [("metric".to_owned(), metric.name.to_owned())];
        all.insert(written("tallymark_ignored_values_total", about()));
        if metric.has_bounded_label() {
            all.insert(written("tallymark_overflowed_values_total", about()));
        }
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
                all.insert(written(metric.name, labels));
                continue;
            }
            for end in ["_sum", "_count"] {
                all.insert(written(&format!("{}{end}", metric.name), labels.clone()));
            }
            for bound in metric.buckets.iter().chain([&f64::INFINITY]) {
                let le = ("le".to_owned(), bound.to_string());
                let labels = labels.iter().cloned().chain([le]);
                all.insert(written(&format!("{}_bucket", metric.name), labels));
            }
        }
    }
    all
}

/// What is missing on a server (`-`), and what it has more (`+`).
fn differences(server: &Server, job: &str) -> Vec<String> {
    let (there, declared) = (server.series(job), declared(ExecutionMetrics::DESC));
    let missing = declared.difference(&there).map(|series| format!("- {series}"));
    missing.chain(there.difference(&declared).map(|series| format!("+ {series}"))).collect()
}

/// The rules as they are committed, but alerts fire at once instead of after minutes.
fn hasty_rules() -> String {
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
fn prometheus_has_what_is_declared_and_nothing_else() {
    let page = serve(|page| page);
    let renamed = serve(|page| page.replace("execution_tasks_total", "execution_jobs_total"));
    let targets = [("layer", &*page), ("renamed", &*renamed)];
    let Some(server) = Server::prometheus(&targets, Some(&hasty_rules())) else { return };
    wait_until("scrapes", || {
        let scrapes = server.query("count_over_time(up[5m]) >= 4");
        scrapes.len() == targets.len()
    });
    server.has_metadata_of(ExecutionMetrics::DESC);
    assert_eq!(differences(&server, "layer"), Vec::<String>::new());

    // One metric renamed, and the proof does not hold.
    let found = differences(&server, "renamed");
    assert_eq!(found.len(), 8, "{found:#?}");
    assert!(found.contains(&"- execution_tasks_total{status=\"failed\"}".to_owned()), "{found:#?}");
    assert!(found.contains(&"+ execution_jobs_total{status=\"failed\"}".to_owned()), "{found:#?}");
    let tasks = "sum(rate(execution_tasks_total{job=\"renamed\"}[5m]))";
    assert!(server.query(tasks).is_empty());

    for expr in crate::dashboard::exprs() {
        let expr = expr.replace("$__rate_interval", "5m").replace("$job", "layer");
        let expr = expr.replace("$instance", ".*");
        assert!(!server.query(&expr).is_empty(), "{expr}");
    }
    for query in crate::reference::queries() {
        assert!(!server.query(&query).is_empty(), "{query}");
    }
    wait_until("every rule to record", || {
        let names = crate::rules::records();
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
fn victoria_metrics_has_the_same() {
    let page = serve(|page| page);
    let Some(server) = Server::victoria_metrics(&[("layer", &page)]) else { return };
    let two = || server.query("min_over_time(scrape_samples_scraped[1m])").len() == 1;
    wait_until("scrapes", || two() && differences(&server, "layer").is_empty());
    wait_until("rates", || !server.query("rate(execution_tasks_total[1m]) > 0").is_empty());
    for query in crate::reference::queries().into_iter().chain(crate::rules::recorded()) {
        assert!(!server.query(&query).is_empty(), "{query}");
    }
}
