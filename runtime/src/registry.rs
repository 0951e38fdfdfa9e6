//! Registration in a [`prometheus::Registry`]. No other module names that crate.
//!
//! The registry of version 0.14 changes its tables before `register` can fail, does not compare kinds, and
//! cannot list its collectors. So all checks run before: `gather` calls every collector, and while a
//! [`Probe`] is active, Tallymark's collectors answer with their group instead of their values. Other
//! collectors are identified by the names of their metrics.

mod collector;
mod description;
mod probe;

use self::collector::GroupCollector;
use self::description::{EmptyCollector, describe};
use self::probe::Probe;
use crate::conflict::{self, RegisterError};
use crate::group::LabeledGroup;
use prometheus::Registry;
use std::sync::{Mutex, PoisonError};

/// Registers a group: `&GROUP`, an [`Arc`](std::sync::Arc) of a group, or a [`LabeledGroup`] with constant
/// labels. Registers all its metrics or none.
///
/// ```
/// use tallymark::{Counter, Metrics};
///
/// #[derive(Debug, Metrics)]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// static CACHE: CacheMetrics = CacheMetrics::new();
///
/// # fn main() -> Result<(), tallymark::RegisterError> {
/// let registry = prometheus::Registry::new();
/// tallymark::register(&CACHE, &registry)?;
/// CACHE.misses_total().inc();
/// let page = prometheus::TextEncoder::new().encode_to_string(&registry.gather());
/// assert!(page.unwrap().contains("misses_total 1\n"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The registry is not changed.
/// - [`RegisterError::ConstantLabel`]: the name of a constant label is invalid, or already used by a metric
///   of the group or by the registry.
/// - [`RegisterError::Conflict`]: another declaration uses a name, or the same declaration is registered
///   with the same constant labels. The error has both locations.
/// - [`RegisterError::Registry`]: the registry has a metric of that name that was not declared with
///   Tallymark. If that metric never had a series (a vector without children), only the registry itself
///   can see it. Then the registry keeps the labels of the names that it accepted before its error.
pub fn register(
    group: impl Into<LabeledGroup>,
    registry: &Registry,
) -> Result<Registration, RegisterError> {
    /// Allows one registration at a time, so that nothing changes between the check and the call.
    static REGISTERING: Mutex<()> = Mutex::new(());
    let _registering = REGISTERING.lock().unwrap_or_else(PoisonError::into_inner);

    let new = group.into();
    let found = Probe::ask(registry);
    conflict::check(&new, &found.ours, &found.common)?;
    for metric in new.metrics() {
        found.check_foreign(metric)?;
    }
    let collector = GroupCollector::new(new);
    match registry.register(Box::new(collector.clone())) {
        Ok(()) => Ok(Registration { collector, registry: registry.clone() }),
        Err(error) => Err(find_refused(&collector, registry, &error)),
    }
}

/// A registered group. Dropping this value changes nothing; [`unregister`](Self::unregister) removes the
/// group from the registry.
#[derive(Debug)]
pub struct Registration {
    collector: GroupCollector,
    registry: Registry,
}

impl Registration {
    /// Removes the group from the registry, which drops its `Arc`. The group can be registered again. The
    /// registry keeps the labels and help of the names while it lives.
    ///
    /// # Errors
    ///
    /// If the group is no longer registered.
    pub fn unregister(self) -> Result<(), prometheus::Error> {
        self.registry.unregister(Box::new(self.collector))
    }
}

/// Returns the error for the metric that the registry refuses. Tries each metric alone to find it.
fn find_refused(
    collector: &GroupCollector,
    registry: &Registry,
    error: &prometheus::Error,
) -> RegisterError {
    let metrics = collector.group.metrics();
    let culprit = metrics.iter().find(|metric| {
        let alone = || Box::new(EmptyCollector(describe(metric, &collector.group)));
        match registry.register(alone()) {
            Ok(()) => registry.unregister(alone()).is_err(),
            Err(_) => true,
        }
    });
    let group = collector.group.desc();
    RegisterError::Registry {
        metric: culprit.map_or(group.name, |metric| metric.name),
        location: culprit.map_or(group.location, |metric| metric.location),
        problem: error.to_string(),
    }
}
