//! The question to a registry before a registration: which metrics does it have?

use super::description::EmptyCollector;
use crate::conflict::RegisterError;
use crate::desc::{HISTOGRAM_SUFFIXES, MetricDesc};
use crate::group::LabeledGroup;
use prometheus::Registry;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{Metric, MetricFamily, MetricType};
use std::cell::RefCell;
use std::collections::HashMap;

/// A question to all collectors of a registry: which group are you?
pub(super) struct Probe;

thread_local! {
    /// The answers of Tallymark's collectors while this thread asks.
    static ANSWERS: RefCell<Option<Vec<LabeledGroup>>> = const { RefCell::new(None) };
}

/// Answers the question of this thread, if there is one. Returns whether it did.
pub(super) fn answer(group: &LabeledGroup) -> bool {
    ANSWERS.with_borrow_mut(|answers| match answers {
        Some(answers) => {
            answers.push(group.clone());
            true
        }
        None => false,
    })
}

const PROBE: &str = "tallymark_probe";

/// The content of a registry.
pub(super) struct Found {
    pub(super) ours: Vec<LabeledGroup>,
    /// The names of other metrics, without the registry's prefix, and their types.
    foreign: Vec<(String, MetricType)>,
    /// The labels the registry adds to every series.
    pub(super) common: Vec<String>,
}

impl Probe {
    /// Asks all collectors. The probe is registered for that time: the registry adds its prefix and labels
    /// to the probe's family, which shows them.
    pub(super) fn ask(registry: &Registry) -> Found {
        struct Unregister<'a>(Option<&'a Registry>);
        impl Drop for Unregister<'_> {
            fn drop(&mut self) {
                ANSWERS.take();
                if let Some(registry) = self.0 {
                    // The probe was registered just before, so this cannot fail.
                    let _ = registry.unregister(Box::new(probe()));
                }
            }
        }
        fn probe() -> EmptyCollector {
            let help = "Asks collectors for their groups.".to_owned();
            EmptyCollector(
                Desc::new(PROBE.to_owned(), help, Vec::new(), HashMap::new()).into_iter().collect(),
            )
        }
        struct Marker(EmptyCollector);
        impl Collector for Marker {
            fn desc(&self) -> Vec<&Desc> {
                self.0.desc()
            }
            fn collect(&self) -> Vec<MetricFamily> {
                let asked = ANSWERS.with_borrow(Option::is_some);
                let mut marker = MetricFamily::default();
                marker.set_name(PROBE.to_owned());
                marker.set_metric(vec![Metric::default(); usize::from(asked)]);
                vec![marker]
            }
        }
        let registered = registry.register(Box::new(Marker(probe()))).is_ok();
        ANSWERS.set(Some(Vec::new()));
        let unregister = Unregister(registered.then_some(registry));
        let families = registry.gather();
        let ours = ANSWERS.take().unwrap_or_default();
        drop(unregister);
        Found::new(ours, &families)
    }
}

impl Found {
    fn new(ours: Vec<LabeledGroup>, families: &[MetricFamily]) -> Self {
        let marker = families.iter().find(|family| family.name().ends_with(PROBE));
        let prefix = marker.map_or("", |family| family.name().trim_end_matches(PROBE));
        let metric = marker.and_then(|family| family.get_metric().first());
        let labels = metric.map(Metric::get_label).unwrap_or_default();
        let foreign = families.iter().filter_map(|family| {
            let name = family.name().strip_prefix(prefix).filter(|name| *name != PROBE)?;
            Some((name.to_owned(), family.get_field_type()))
        });
        Self {
            ours,
            foreign: foreign.collect(),
            common: labels.iter().map(|label| label.name().to_owned()).collect(),
        }
    }

    /// Returns an error if another metric of the registry uses the name or a sample name of `metric`.
    pub(super) fn check_foreign(&self, metric: &MetricDesc) -> Result<(), RegisterError> {
        let ours = metric.reserved_names();
        let taken = self.foreign.iter().find(|(name, kind)| {
            let ends = HISTOGRAM_SUFFIXES.iter();
            let within = |name| ends.clone().any(|end| metric.name.strip_suffix(end) == Some(name));
            ours.contains(name)
                || (matches!(kind, MetricType::HISTOGRAM | MetricType::SUMMARY) && within(name))
        });
        match taken {
            None => Ok(()),
            Some((name, _)) => Err(RegisterError::Registry {
                metric: metric.name,
                location: metric.location,
                problem: format!(
                    "the registry has `{name}`, which was not declared with tallymark; rename one of the metrics"
                ),
            }),
        }
    }
}
