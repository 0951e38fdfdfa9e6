//! The rule file.

use super::{Alert, Ratio, Rules, promql};
use crate::yaml::Yaml;
use std::time::Duration;
use tallymark::desc::{Kind, MetricDesc};

const QUANTILES: [(&str, f64); 3] = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)];

pub(super) fn rules(rules: &Rules<'_>) -> String {
    let histograms =
        rules.metrics.iter().filter(|metric| metric.kind == Kind::Histogram && !metric.is_former());
    let mut yaml = Yaml::default();
    yaml.list("groups", |yaml| {
        group(yaml, rules, "quantiles", histograms.copied(), quantiles);
        group(yaml, rules, "ratios", rules.ratios, ratio);
        group(yaml, rules, "alerts", rules.alerts, alert);
    });
    yaml.finish()
}

/// A group, unless it has no rules: Prometheus runs the rules of a group in turn.
fn group<T>(
    yaml: &mut Yaml,
    rules: &Rules<'_>,
    name: &str,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Yaml, T),
) {
    let mut items = items.into_iter().peekable();
    if items.peek().is_none() {
        return;
    }
    yaml.item(|yaml| {
        yaml.entry("name", &format!("{}_{name}", rules.name));
        yaml.list("rules", |yaml| items.for_each(|item| write(yaml, item)));
    });
}

fn quantiles(yaml: &mut Yaml, metric: &MetricDesc) {
    let fixed = metric.fixed_labels();
    let level = [&["job"], fixed.as_slice()].concat().join("_");
    for (name, number) in QUANTILES {
        yaml.item(|yaml| {
            yaml.entry("record", &format!("{level}:{}:{name}_rate5m", metric.name));
            yaml.entry("expr", &promql::quantile(metric.name, number, &fixed));
        });
    }
}

fn ratio(yaml: &mut Yaml, ratio: &Ratio) {
    yaml.item(|yaml| {
        yaml.entry("record", &record(ratio));
        yaml.entry("expr", &promql::share(&ratio.share, &[], 0.0));
    });
}

/// What a ratio is recorded as.
pub(super) fn record(ratio: &Ratio) -> String {
    format!("job:{}_rate5m", ratio.name)
}

fn alert(yaml: &mut Yaml, alert: &Alert) {
    yaml.item(|yaml| {
        yaml.entry("alert", alert.name);
        yaml.entry("expr", &promql::condition(alert));
        yaml.entry("for", &duration(alert.hold));
        yaml.map("labels", |yaml| yaml.entry("severity", alert.severity.as_str()));
        yaml.map("annotations", |yaml| {
            yaml.entry("summary", alert.summary);
            yaml.entry("description", alert.description);
        });
    });
}

/// In minutes if that is exact.
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds.is_multiple_of(60) { format!("{}m", seconds / 60) } else { format!("{seconds}s") }
}
