//! Registration in a [`prometheus::Registry`]. No other module names that crate.
//!
//! The registry of version 0.14 does not compare kinds, cannot list its collectors, and changes its tables
//! before `register` can fail. To list them by `gather` would run every collector of the program. So Tallymark
//! keeps the names of its own groups, for each registry in a [`RegistryState`](state::RegistryState), which
//! [`marker`] finds.
//!
//! No lock is held while a registry is called. A registration reserves its names, gives the lock back, and
//! registers a collector that owns the names. When the registry drops the collector, the names are free.

mod audit;
mod collector;
mod marker;
mod marker_desc;
mod roll_call;
mod state;

pub use self::audit::{AuditProblem, audit};

use self::collector::{CollectedGroup, DescOnly, GroupCollector};
use self::state::{RegistryState, StateError};
use crate::conflict::{RegisterError, check_constant_labels};
use crate::desc::GroupDesc;
use crate::group::LabeledGroup;
use prometheus::Registry;
use std::sync::Arc;

/// Registers a group: `&GROUP`, an [`Arc`] of a group, or a [`LabeledGroup`] with constant labels. Registers
/// all its metrics or none.
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
/// A registration runs no code of other collectors, so they cannot block it or make it panic. It waits only
/// where `prometheus::Registry::register` waits: for a `gather` of the same registry. Its cost does not depend
/// on the groups and collectors that are registered. Clones of a registry are the same registry. A group without metrics has nothing to
/// register.
///
/// # Limits
///
/// Only a `gather` could show some properties of a registry. [`audit`] gathers and reports the problems that
/// registration cannot see; call it in a test or at start-up, after all registrations.
///
/// - The registry compares a metric that was not declared with Tallymark by name, help and label names, not by
///   type or sample names. A gauge of the same name with other constant labels is accepted, and so is a
///   histogram `x` next to a counter `x_count`. Two versions of this crate in one program do not
///   know each other's types either.
/// - A collector can collect more than it describes to the registry.
/// - The registry's common labels are unknown, so they can repeat a label of the group.
/// - The registry's prefix is unknown. The self metrics name metrics without it until [`audit`] has run.
///
/// # Errors
///
/// The group is not registered.
/// - [`RegisterError::ConstantLabel`]: the name of a constant label is invalid or already used, or its value has
///   a NUL character.
/// - [`RegisterError::Conflict`]: another declaration or a self metric uses a name, or the same declaration is
///   registered with the same constant labels. The error has both locations.
/// - [`RegisterError::Registry`]: the registry refuses a metric, because it has a metric of that name that was
///   not declared with Tallymark. It then keeps the help and the label names of the group's metrics before
///   that one: their names can only be registered with the same help and labels while the registry lives.
///   Also in a forked child, if another thread of the parent was registering during the fork.
pub fn register(
    group: impl Into<LabeledGroup>,
    registry: &Registry,
) -> Result<Registration, RegisterError> {
    let group = group.into();
    check_constant_labels(&group)?;
    let collected = Arc::new(CollectedGroup::new(group));
    if collected.is_empty() {
        return Ok(Registration { collected, registry: registry.clone() });
    }
    let desc = collected.group.desc();
    let state = marker::find_or_add(registry).map_err(|error| unavailable(desc, &error))?;
    let names = RegistryState::reserve(&state, collected.group.names())
        .map_err(|error| unavailable(desc, &error))??;
    // `collected` keeps the group alive, so that a refusal does not drop the user's group inside the registry.
    match registry.register(Box::new(GroupCollector::new(Arc::clone(&collected), names))) {
        Ok(()) => Ok(Registration { collected, registry: registry.clone() }),
        Err(error) => Err(find_refused(&collected, registry, &state, &error)),
    }
}

/// A registered group. Dropping this value changes nothing; [`unregister`](Self::unregister) removes the
/// group from the registry.
#[derive(Debug)]
pub struct Registration {
    collected: Arc<CollectedGroup>,
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
        if self.collected.is_empty() {
            return Ok(());
        }
        self.registry.unregister(Box::new(DescOnly(Arc::clone(&self.collected))))
    }
}

/// Returns the error for the metric that the registry refuses.
fn find_refused(
    collected: &Arc<CollectedGroup>,
    registry: &Registry,
    state: &Arc<RegistryState>,
    error: &prometheus::Error,
) -> RegisterError {
    let group = collected.group.desc();
    let culprit = collected.descs.iter().find(|desc| !marker::accepts(registry, state, desc));
    let metric = culprit.and_then(|desc| {
        group.all_metrics().into_iter().find(|metric| metric.name == desc.fq_name)
    });
    RegisterError::Registry {
        metric: metric.map_or(group.name, |metric| metric.name),
        location: metric.map_or(group.location, |metric| metric.location),
        problem: refusal(error),
    }
}

/// Returns the reason of a refusal, and the fix. The registry's own text is about its internals.
fn refusal(error: &prometheus::Error) -> String {
    match error {
        prometheus::Error::AlreadyReg => {
            "the registry has a metric of this name with the same constant labels, which was not declared with \
             tallymark; rename one"
                .to_owned()
        }
        prometheus::Error::Msg(_) => {
            "the registry has, or once had, a metric of this name with other label names or another help; rename \
             one, or declare both with the same labels and help"
                .to_owned()
        }
        other => other.to_string(),
    }
}

fn unavailable(group: &GroupDesc, error: &StateError) -> RegisterError {
    RegisterError::Registry {
        metric: group.name,
        location: group.location,
        problem: error.to_string(),
    }
}
