//! Constant labels of one group only, as an info metric has them: the live check accepts them, and lint accepts the
//! standard join.

use measures::{Bounded, Counter, Exposition, Gauge, LabeledGroup, Metrics};
use std::sync::Arc;
use tallymark_tools::lint::{self, LintRule};
use tallymark_tools::live_check::{self, LiveCheckRule};

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Build {
    /// The version that runs, as labels.
    #[metric(allow(reserved_suffix, reason = "dashboards join on the name"))]
    build_info: Gauge,
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures, namespace = "shard")]
struct Shard {
    /// Keys written, by success.
    #[metric(labels(ok))]
    keys_total: Counter<bool>,
    /// Clients, by name.
    #[metric(labels(name))]
    clients: Gauge<Bounded<str, 2>>,
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct All {
    #[metric(group)]
    build: Build,
    #[metric(group)]
    shard: Shard,
}

/// A page with one build and two shards, each with its own constant labels.
fn page() -> String {
    let mut page = Exposition::new();
    let build = Arc::new(Build::new());
    build.build_info().set(1);
    let build = LabeledGroup::from(build).label("version", "1.0").label("commit", "abc");
    page.add(build).expect("the page is empty");
    for (number, clients) in [("0", ["a", "b"]), ("1", ["c", "d"])] {
        let shard = Arc::new(Shard::new());
        for client in clients {
            shard.clients(client).set(1);
        }
        page.add(LabeledGroup::from(shard).label("number", number)).expect("the shards differ");
    }
    page.text()
}

#[track_caller]
fn check(page: &str, expected: &[(LiveCheckRule, &str)]) {
    let report = live_check::check_page(page, All::DESC).expect("a page");
    let found: Vec<_> =
        report.findings.iter().map(|found| (found.rule, found.to_string())).collect();
    let found: Vec<_> = found.iter().map(|(rule, text)| (*rule, text.as_str())).collect();
    assert_eq!(found, expected, "{page}");
}

#[test]
fn live_check_accepts_constant_labels_of_one_group() {
    check(&page(), &[]);
}

#[test]
fn live_check_looks_at_each_copy_of_a_group() {
    let missing = page().replace("shard_keys_total{ok=\"true\",number=\"1\"} 0\n", "");
    let expected =
        "`shard_keys_total` has 1 of its 2 series with `{number=\"1\"}`; missing: `{ok=\"true\"}`";
    check(&missing, &[(LiveCheckRule::MissingSeries, expected)]);
    let more = "shard_clients{name=\"a\",number=\"0\"} 1\n";
    let more = page().replace(more, &format!("{more}{}", more.replace("\"a\"", "\"e\"")));
    let expected = "`shard_clients` has 3 values of `name` with `{number=\"0\"}`; the bound is 2";
    check(&more, &[(LiveCheckRule::OverBound, expected)]);
    let label = page().replace("ok=\"true\",number=\"1\"", "ok=\"true\",number=\"1\",x=\"y\"");
    let expected = "`shard_keys_total` has a label `x` that is not declared";
    check(&label, &[(LiveCheckRule::UnknownLabel, expected)]);
}

#[track_caller]
fn lint(query: &str, expected: &[LintRule]) {
    let problems = lint::lint_query(query, All::DESC);
    let rules: Vec<_> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, expected, "{query}: {problems:#?}");
}

#[test]
fn lint_accepts_joins_with_info_metrics() {
    let rate = "sum by (instance) (rate(shard_keys_total[5m]))";
    for right in [
        format!("{rate} * on (instance) group_left (version) build_info"),
        format!("{rate} * on (instance) group_left (version, commit) build_info{{version!=\"\"}}"),
        format!("build_info * on (instance) group_right (version) {rate}"),
        format!("sum by (version) ({rate} * on (instance) group_left (version) build_info)"),
        "count by (version, commit) (build_info)".to_owned(),
    ] {
        lint(&right, &[]);
    }
    let joined = format!("{rate} * on (instance) group_left (version) build_info");
    lint(&format!("sum by (verison) ({joined})"), &[LintRule::UnknownLabel]);
    lint("rate(build_info[5m])", &[LintRule::RateOfGauge]);
    lint("sum by (version) (shard_clients)", &[LintRule::UnknownLabel]);
}
