//! Recording rules and alerts for Prometheus, with test cases for `promtool`, from the declaration.

mod alert;
mod cases;
mod check;
mod input;
mod promql;
mod rule_set;
mod selector;
mod series;
mod write;

pub use alert::{Alert, Condition, Severity};
pub use check::RuleError;
pub use rule_set::Rules;
pub use selector::{RecordedRatio, Selector, Share};

use tallymark::desc::GroupDesc;

/// The first line of both files, for people who open them in an editor.
const HEAD: &str =
    "# Generated from the metric declarations. Do not edit: changes are overwritten.\n";

impl<'a> Rules<'a> {
    /// Derives the rules of a group. `name` is the first word of the names of the rule groups.
    ///
    /// # Errors
    ///
    /// If a ratio or an alert uses a metric, a label or a value that is not declared, or can never
    /// have a result: see [`RuleError`].
    pub fn from_group(
        name: &'a str,
        group: &'a GroupDesc,
        ratios: &'a [RecordedRatio],
        alerts: &'a [Alert],
    ) -> Result<Self, RuleError> {
        let metrics = group.all_metrics();
        check::names(ratios, alerts)?;
        for ratio in ratios {
            check::ratio(&metrics, ratio)?;
        }
        for alert in alerts {
            check::alert(&metrics, alert)?;
        }
        Ok(Self { name, metrics, ratios, alerts })
    }

    /// The rule file, to be listed in Prometheus' `rule_files`.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        format!("{HEAD}{}", write::rule_file(self))
    }

    /// Cases for `promtool test rules`. Each ratio is tested with its value. Each alert is tested
    /// with series just above its threshold, which make it fire, and just below, which do not.
    ///
    /// `file` is the path of the rule file, relative to the file with the cases.
    #[must_use]
    pub fn to_test_yaml(&self, file: &str) -> String {
        format!("{HEAD}{}", cases::test_file(self, file))
    }
}
