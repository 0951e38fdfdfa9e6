//! Type inference of function calls.

use super::Inference;
use crate::lint::functions::{Function, find_function};
use crate::lint::problem::LintRule;
use crate::lint::series_type::{PossibleValues, SampleType, SeriesType};
use promql_parser::parser::{Call, Expr};

impl Inference<'_> {
    pub(super) fn check_quantile(&mut self, quantile: &Expr) {
        let value = match quantile {
            Expr::NumberLiteral(number) => number.val,
            Expr::Unary(negative) => match &*negative.expr {
                Expr::NumberLiteral(number) => -number.val,
                _ => return,
            },
            _ => return,
        };
        if !(0.0..=1.0).contains(&value) {
            let message = format!("{value} is not a quantile from 0 to 1; write 0.95 for P95");
            self.add(LintRule::Quantile, message);
        }
    }

    pub(super) fn infer_call(&mut self, call: &Call) -> SeriesType {
        let (name, args) = (call.func.name, &call.args.args);
        let types: Vec<_> = args.iter().map(|arg| self.infer(arg)).collect();
        let vector = types.iter().find(|series| !series.scalar).cloned();
        let vector = vector.unwrap_or_else(SeriesType::scalar);
        if let (true, Some(first)) = (name.contains("quantile"), args.first()) {
            self.check_quantile(first);
        }
        match find_function(name) {
            Function::Rate => {
                if let SampleType::Gauge(gauge) = &vector.value {
                    let message = format!(
                        "`{name}` counts every decrease of the gauge `{gauge}` as a restart; \
                         use `deriv`, `delta` or `avg_over_time`"
                    );
                    self.add(LintRule::RateOfGauge, message);
                }
                vector.into_other()
            }
            Function::Delta => {
                if let Some(counter) = vector.counter() {
                    let message = format!(
                        "`{name}` counts every restart of the counter `{counter}` as a decrease; \
                         use `rate` or `increase`"
                    );
                    self.add(LintRule::DeltaOfCounter, message);
                }
                vector.into_other()
            }
            Function::Presence => vector.into_other(),
            Function::OverTime => self.require_rate(vector),
            Function::Same | Function::Values => vector,
            Function::Number => {
                self.require_rate(vector);
                SeriesType::scalar()
            }
            Function::Vector => SeriesType::without_labels(),
            Function::Unknown => SeriesType::unknown(),
            Function::HistogramQuantile => {
                let one =
                    matches!(vector.values("le"), Some(PossibleValues::Of(of)) if of.len() < 2);
                if one {
                    self.add(
                        LintRule::MissingLe,
                        "`histogram_quantile` has only one bucket; remove the matcher of `le`",
                    );
                } else if vector.labels.is_some() && vector.values("le").is_none() {
                    let message = "`histogram_quantile` needs the label `le`; select the `_bucket` \
                                   series, and keep the label: `sum by (le) (..)`";
                    self.add(LintRule::MissingLe, message);
                }
                self.require_rate(vector).without(&["le".to_owned()])
            }
            Function::LabelReplace => self.infer_relabelling(name, args, vector),
        }
    }

    /// Infers `label_replace` and `label_join`. The new label may be empty, which means absent, so the labels of the
    /// result are unknown.
    fn infer_relabelling(
        &mut self,
        name: &str,
        args: &[Box<Expr>],
        vector: SeriesType,
    ) -> SeriesType {
        let text = |arg: &Expr| match arg {
            Expr::StringLiteral(text) => Some(text.val.clone()),
            _ => None,
        };
        let sources =
            args.iter().skip(3).take(if name == "label_replace" { 1 } else { args.len() });
        for source in sources.filter_map(|arg| text(arg)).filter(|source| !source.is_empty()) {
            let problem =
                self.known.check_label(&vector, &source, &format!("the argument of `{name}`"));
            self.problems.extend(problem);
        }
        SeriesType { labels: None, ..vector }
    }
}
