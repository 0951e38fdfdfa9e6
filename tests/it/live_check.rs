//! Live checks: our own pages match the declaration, and each difference is reported.

use measures::{Bounded, Counter, Exposition, Gauge, Histogram, Metrics};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::live_check::{self, LiveCheckReport, LiveCheckRule as Rule};

#[derive(Debug, Metrics)]
#[metrics(crate = measures, namespace = "net")]
struct Net {
    /// Frames, by success and origin.
    #[metric(labels(ok, own), allow(swappable_labels, reason = "both are `bool`"))]
    frames_total: Counter<(bool, bool)>,
    /// Sizes of frames.
    #[metric(buckets = [1, 10])]
    frame_size: Histogram,
    /// Peers, by port.
    #[metric(labels(port))]
    peers: Gauge<Bounded<u16, 2>>,
}

fn page() -> String {
    static NET: Net = Net::new();
    let mut page = Exposition::new();
    page.add(&NET).expect("no conflict");
    page.text()
}

fn check(page: &str) -> LiveCheckReport {
    live_check::check_page(page, Net::DESC).expect("a page")
}

#[test]
fn live_check_accepts_own_pages() {
    let report = check(&page());
    assert_eq!(report.findings, []);
    // The gauge has no series before its first value.
    assert_eq!((report.seen, report.declared, report.foreign), (2, 3, 0));

    let metrics = ExecutionMetrics::new();
    let mut page = Exposition::new();
    let instance = measures::LabeledGroup::from(std::sync::Arc::new(metrics)).label("shard", "0");
    page.add(instance).expect("no conflict");
    let report = live_check::check_page(&page.text(), ExecutionMetrics::DESC).expect("a page");
    assert_eq!(report.findings, []);
    assert!(report.coverage() > 80.0, "{}", report.coverage());
}

/// Expects one finding on the changed page. Its text contains `expected`.
#[track_caller]
fn one(change: &dyn Fn(String) -> String, rule: Rule, expected: &str) {
    let changed = change(page());
    let report = check(&changed);
    let [finding] = &report.findings[..] else { panic!("{:#?}\n{changed}", report.findings) };
    assert_eq!(finding.rule, rule);
    assert!(finding.to_string().contains(expected), "{finding}");
}

fn replaced(from: &'static str, to: &'static str) -> impl Fn(String) -> String {
    move |page: String| page.replace(from, to)
}

fn added(line: &'static str) -> impl Fn(String) -> String {
    move |page: String| page + line
}

/// Removes the lines with a text.
fn gone(text: &'static str) -> impl Fn(String) -> String {
    move |page: String| {
        let lines: Vec<_> = page.lines().filter(|line| !line.contains(text)).collect();
        lines.join("\n") + "\n"
    }
}

#[test]
fn live_check_reports_each_difference() {
    one(&added("net_lost_total 1\n"), Rule::Unknown, "`net_lost_total` is not declared");
    one(&gone("net_frame_size"), Rule::Missing, "is not on the page");
    one(&replaced("_total counter", "_total gauge"), Rule::Mistyped, "line says `gauge`");
    one(&gone("# TYPE net_frame_size"), Rule::Mistyped, "has no `# TYPE` line");
    one(
        &replaced(
            "frames_total{ok=\"true\",own=\"true\"",
            "frames_total{ok=\"true\",own=\"true\",x=\"1\"",
        ),
        Rule::UnknownLabel,
        "`x`",
    );
    one(&added("net_frames_total{ok=\"true\"} 1\n"), Rule::MissingLabel, "without its label `own`");
    one(
        &added("net_frames_total{ok=\"true\",own=\"maybe\"} 1\n"),
        Rule::UnknownValue,
        "`own=\"maybe\"`",
    );
    one(
        &gone("ok=\"true\",own=\"false\""),
        Rule::MissingSeries,
        "has 3 of its 4 series; missing: `{ok=\"true\",own=\"false\"}`",
    );
}

#[test]
fn live_check_reports_each_wrong_sample() {
    one(
        &added(
            "# TYPE net_peers gauge\nnet_peers{port=\"1\"} 1\nnet_peers{port=\"2\"} 1\nnet_peers{port=\"3\"} 1\nnet_peers{port=\"__other__\"} 1\n",
        ),
        Rule::OverBound,
        "3 values of `port`; the bound is 2",
    );
    one(&replaced("le=\"10\"", "le=\"20\""), Rule::Buckets, "[1.0, 20.0, inf]");
    one(&gone("net_frame_size_"), Rule::Missing, "has no series");
    one(&gone("net_frame_size_bucket"), Rule::Parts, "has series without `_bucket`");
    one(
        &added("net_frame_size 3\n"),
        Rule::Parts,
        "has samples named `net_frame_size`; a histogram has only",
    );
    one(&added("net_frame_size_sum 3\n"), Rule::Duplicate, "`net_frame_size_sum{}` twice");
    one(
        &added("# TYPE net_peers gauge\nnet_peers{port=\"1\",le=\"1\"} 1\n"),
        Rule::UnknownLabel,
        "a label `le`",
    );
}

#[test]
fn live_check_reports_impossible_values() {
    let frames = "net_frames_total{ok=\"true\",own=\"true\"}";
    let bucket = |le: &str| format!("net_frame_size_bucket{{le=\"{le}\"}}");
    let sum = "net_frame_size_sum".to_owned();
    for (series, value, expected) in [
        (frames.to_owned(), "-5", Some("has the value -5 in")),
        (frames.to_owned(), "NaN", Some("has the value NaN in")),
        (frames.to_owned(), "+Inf", Some("has the value inf in")),
        (bucket("1"), "3", Some("that do not add up: [3.0, 0.0, 0.0]")),
        (bucket("+Inf"), "3", Some("that do not add up: [0.0, 0.0, 3.0]")),
        ("net_frame_size_count".to_owned(), "2", Some("that do not add up: [0.0, 0.0, 0.0]")),
        (sum, "-1.5", None),
    ] {
        let changed = page().replace(&format!("{series} 0\n"), &format!("{series} {value}\n"));
        assert_ne!(changed, page(), "{series}");
        let findings = check(&changed).findings;
        let found: Vec<_> = findings.iter().map(|found| (found.rule, found.to_string())).collect();
        match (expected, &found[..]) {
            (None, []) => {}
            (Some(expected), [(Rule::Value, text)]) if text.contains(expected) => {}
            _ => panic!("{series} {value}: {found:#?}"),
        }
    }
}

/// Python's client exports `_created` series. `OpenMetrics` names a counter's type without `_total`.
#[test]
fn live_check_accepts_created_series_of_other_clients() {
    let page = page().replace("# TYPE net_frames_total", "# TYPE net_frames");
    let page = page
        + "net_frames_created{ok=\"true\",own=\"true\"} 1.7e9\n\
                       # TYPE net_frame_size_created gauge\nnet_frame_size_created 1.7e9\n# EOF\n";
    assert_eq!(check(&page).findings, []);
}
