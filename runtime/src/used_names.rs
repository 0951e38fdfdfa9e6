//! The names in use on a page or in a registry.
//!
//! All metrics of one name are declared alike, so a new metric is compared with one of them. The cost of a
//! reservation grows with the group, and with the logarithm of the number of names in use.

use crate::conflict::{LabeledMetric, RegisterError, check_self_metrics, duplicate};
use crate::desc::MetricDesc;
use crate::group::{ConstantLabels, GroupNames};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Every name in use, with the metrics that use it.
#[derive(Clone, Debug, Default)]
pub(crate) struct UsedNames {
    uses: BTreeMap<Cow<'static, str>, MetricsOfName>,
}

/// The metrics that use one name, by constant labels. There is at least one.
type MetricsOfName = BTreeMap<ConstantLabels, &'static MetricDesc>;

impl UsedNames {
    pub(crate) const fn new() -> Self {
        Self { uses: BTreeMap::new() }
    }

    /// Reserves every name of the group, or none.
    pub(crate) fn reserve(&mut self, group: &GroupNames) -> Result<(), RegisterError> {
        let metrics = group.metrics();
        for (index, metric) in metrics.iter().enumerate() {
            if let Err(error) = self.check(metric, &group.constant) {
                for reserved in &metrics[..index] {
                    self.release_metric(reserved, &group.constant);
                }
                return Err(error);
            }
            for name in metric.reserved_names() {
                self.uses.entry(name).or_default().insert(group.constant.clone(), metric);
            }
        }
        Ok(())
    }

    /// Frees every name of a group that was reserved.
    pub(crate) fn release(&mut self, group: &GroupNames) {
        for metric in group.metrics() {
            self.release_metric(metric, &group.constant);
        }
    }

    fn check(
        &self,
        new: &'static MetricDesc,
        constant: &ConstantLabels,
    ) -> Result<(), RegisterError> {
        check_self_metrics(new)?;
        for name in new.reserved_names() {
            let Some(uses) = self.uses.get(&*name) else { continue };
            let conflict = uses.first_key_value().and_then(|(other, metric)| {
                let other = LabeledMetric { metric, constant: other };
                LabeledMetric { metric: new, constant }.conflict(other)
            });
            let conflict = conflict.or_else(|| Some(duplicate(new, uses.get(constant)?)));
            if let Some(conflict) = conflict {
                return Err(conflict);
            }
        }
        Ok(())
    }

    fn release_metric(&mut self, metric: &'static MetricDesc, constant: &ConstantLabels) {
        for name in metric.reserved_names() {
            if let Some(uses) = self.uses.get_mut(&*name) {
                uses.remove(constant);
                if uses.is_empty() {
                    self.uses.remove(&*name);
                }
            }
        }
    }
}
