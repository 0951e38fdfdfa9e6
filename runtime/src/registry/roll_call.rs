//! A roll call: one `gather` in which Tallymark's collectors of a registry answer with their groups instead of
//! their values. So all families in the result are from other collectors, but for the marker's.

use super::marker_desc::{self, roll_call_label};
use super::state::RegistryState;
use crate::group::LabeledGroup;
use prometheus::Registry;
use prometheus::proto::{Metric, MetricFamily};
use std::cell::RefCell;
use std::sync::Arc;

/// The result of a roll call.
#[derive(Debug)]
pub(super) struct Present {
    pub(super) groups: Vec<LabeledGroup>,
    /// The families of other collectors, without the registry's prefix and labels.
    pub(super) foreign: Vec<MetricFamily>,
    /// The prefix that the registry adds to every name, with its `_`; empty without one.
    pub(super) prefix: String,
    /// The names of the labels that the registry adds to every series.
    pub(super) common: Vec<String>,
}

struct RollCall {
    state: Arc<RegistryState>,
    groups: Vec<LabeledGroup>,
}

thread_local! {
    /// The roll call of this thread.
    static RUNNING: RefCell<Option<RollCall>> = const { RefCell::new(None) };
}

/// Sets the roll call of this thread back to the one before, also after a panic of a collector.
struct Restore(Option<RollCall>);

impl Drop for Restore {
    fn drop(&mut self) {
        RUNNING.set(self.0.take());
    }
}

/// Calls all collectors of a registry.
pub(super) fn call(registry: &Registry, state: &Arc<RegistryState>) -> Present {
    let started = RollCall { state: Arc::clone(state), groups: Vec::new() };
    let restore = Restore(RUNNING.replace(Some(started)));
    let families = registry.gather();
    let groups = RUNNING.take().map(|call| call.groups).unwrap_or_default();
    drop(restore);
    Present::new(groups, families)
}

/// Returns whether this thread calls the roll of the registry with this state.
pub(super) fn is_for(state: &Arc<RegistryState>) -> bool {
    RUNNING
        .with_borrow(|running| running.as_ref().is_some_and(|call| Arc::ptr_eq(&call.state, state)))
}

/// Adds a group to the roll call of this thread, if it is one of the registry with this state. Returns whether
/// it is.
pub(super) fn answer(state: &Arc<RegistryState>, group: &LabeledGroup) -> bool {
    RUNNING.with_borrow_mut(|running| {
        let call = running.as_mut().filter(|call| Arc::ptr_eq(&call.state, state));
        call.map(|call| call.groups.push(group.clone())).is_some()
    })
}

impl Present {
    fn new(groups: Vec<LabeledGroup>, mut families: Vec<MetricFamily>) -> Self {
        let marker = marker_desc::name();
        // A collector that gathers its own registry adds the prefix a second time.
        let ends = families.iter().filter(|family| family.name().ends_with(&marker));
        let of_marker = ends.min_by_key(|family| family.name().len());
        let prefix = of_marker.and_then(|family| family.name().strip_suffix(&marker));
        let prefix = prefix.unwrap_or_default().to_owned();
        let series = of_marker.and_then(|family| family.get_metric().first());
        let labels = series.map(Metric::get_label).unwrap_or_default();
        let own = roll_call_label();
        let common = labels.iter().filter(|label| **label != own);
        let common: Vec<_> = common.map(|label| label.name().to_owned()).collect();
        families.retain(|family| family.name().strip_prefix(&prefix) != Some(&marker));
        for family in &mut families {
            let name = family.name().strip_prefix(&prefix).unwrap_or(family.name()).to_owned();
            family.set_name(name);
            for series in family.mut_metric() {
                // The registry adds its labels after those of the collector.
                let mut labels = series.take_label();
                labels.truncate(labels.len().saturating_sub(common.len()));
                series.set_label(labels);
            }
        }
        Self { groups, foreign: families, prefix, common }
    }
}
