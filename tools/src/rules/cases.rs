//! The test cases.

use super::input::{self, Input, JOB, Labels, Side};
use super::write::{duration, record};
use super::{Alert, Ratio, Rules};
use crate::yaml::Yaml;
use std::time::Duration;

/// How long series are seen beside the time a condition must hold: more than rates look back.
const MARGIN: Duration = Duration::from_secs(600);

pub(super) fn all(rules: &Rules<'_>, file: &str) -> String {
    let mut yaml = Yaml::default();
    yaml.flow("rule_files", &[file]);
    yaml.entry("evaluation_interval", "1m");
    yaml.list("tests", |yaml| {
        for ratio in rules.ratios {
            half(yaml, rules, ratio);
        }
        for alert in rules.alerts {
            case(yaml, rules, alert, Side::Above);
            case(yaml, rules, alert, Side::Below);
        }
    });
    yaml.finish()
}

/// Of a half, both the sum and the quotient are exact.
fn half(yaml: &mut Yaml, rules: &Rules<'_>, ratio: &Ratio) {
    let Some((inputs, _)) = input::of_share(&rules.metrics, &ratio.share, &[], 0.5, input::WHOLE)
    else {
        return;
    };
    yaml.item(|yaml| {
        yaml.entry("name", &format!("{} is 0.5", ratio.name));
        series(yaml, &inputs, MARGIN);
        yaml.list("promql_expr_test", |yaml| {
            yaml.item(|yaml| {
                yaml.entry("expr", &record(ratio));
                yaml.entry("eval_time", &duration(MARGIN));
                yaml.list("exp_samples", |yaml| {
                    yaml.item(|yaml| {
                        let labels = format!("{}{{job=\"{JOB}\"}}", record(ratio));
                        yaml.entry("labels", &labels);
                        yaml.number("value", 0.5);
                    });
                });
            });
        });
    });
}

fn case(yaml: &mut Yaml, rules: &Rules<'_>, alert: &Alert, side: Side) {
    let inputs = input::of_condition(&rules.metrics, &alert.condition, alert.by, side);
    let Some((inputs, labels)) = inputs else {
        return;
    };
    let (time, end) = (
        alert.hold + MARGIN,
        match side {
            Side::Above => "fires",
            Side::Below => "does not fire",
        },
    );
    yaml.item(|yaml| {
        yaml.entry("name", &format!("{} {end}", alert.name));
        series(yaml, &inputs, time);
        yaml.list("alert_rule_test", |yaml| {
            if side == Side::Above && !alert.hold.is_zero() {
                // Once only the condition holds, and not for long.
                yaml.item(|yaml| {
                    yaml.entry("eval_time", &duration(alert.hold));
                    yaml.entry("alertname", alert.name);
                });
            }
            yaml.item(|yaml| {
                yaml.entry("eval_time", &duration(time));
                yaml.entry("alertname", alert.name);
                if side == Side::Above {
                    yaml.list("exp_alerts", |yaml| yaml.item(|yaml| fired(yaml, alert, &labels)));
                }
            });
        });
    });
}

fn series(yaml: &mut Yaml, inputs: &[Input], time: Duration) {
    yaml.entry("interval", "1m");
    yaml.list("input_series", |yaml| {
        for input in inputs {
            yaml.item(|yaml| {
                yaml.entry("series", &input.series());
                yaml.entry("values", &input.values(time.as_secs().div_ceil(60)));
            });
        }
    });
}

fn fired(yaml: &mut Yaml, alert: &Alert, labels: &Labels) {
    let by = labels.iter().filter(|(name, _)| alert.by.contains(name)).copied();
    let by: Labels = [("job", JOB)].into_iter().chain(by).collect();
    let filled = |text: &str| {
        by.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{ $labels.{name} }}}}"), value)
        })
    };
    yaml.map("exp_labels", |yaml| {
        yaml.entry("severity", alert.severity.as_str());
        for (name, value) in &by {
            yaml.entry(name, value);
        }
    });
    yaml.map("exp_annotations", |yaml| {
        yaml.entry("summary", &filled(alert.summary));
        yaml.entry("description", &filled(alert.description));
    });
}
