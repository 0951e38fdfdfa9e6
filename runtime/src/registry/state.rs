//! The state that Tallymark keeps for each registry, and the table of all states.
//!
//! The registry owns its state: the marker and each collector in it hold an [`Arc`]. The table holds only
//! [`Weak`] pointers, so the state goes when the registry goes.

use super::marker_desc::MarkerDesc;
use crate::bounded_lock::BoundedLock;
use crate::conflict::RegisterError;
use crate::group::GroupNames;
use crate::used_names::UsedNames;
use prometheus::core::Desc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};

/// The names of Tallymark's groups in one registry.
#[derive(Debug)]
pub(super) struct RegistryState {
    /// The place in the table. No two living registries have the same number.
    pub(super) number: usize,
    /// The description of the marker with this number.
    pub(super) desc: Desc,
    /// The description that no marker has.
    pub(super) never: Desc,
    names: BoundedLock<UsedNames>,
    prefix: OnceLock<String>,
    /// Set by the only thread that may set `prefix`. In a forked child, a second one could wait for ever.
    prefix_is_learned: AtomicBool,
}

/// The reason why no state was found or changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum StateError {
    #[error(
        "another thread holds a lock of the registration and does not give it back; if this process was forked, \
         register before the fork"
    )]
    Locked,
    #[error("the registry refuses tallymark's marker: {0}")]
    Refused(prometheus::Error),
    #[error("the registry changes during the registration; register again")]
    Unstable,
}

/// The longest wait for a lock, in milliseconds.
const WAIT: u32 = 1000;

/// The states of all registries.
static TABLE: BoundedLock<Table> =
    BoundedLock::new(Table { states: Vec::new(), free: Vec::new(), last: 0 }, WAIT);

#[derive(Debug)]
struct Table {
    states: Vec<Weak<RegistryState>>,
    /// The numbers of states that are gone.
    free: Vec<usize>,
    /// The number of the state that was used last: often the next one too.
    last: usize,
}

impl RegistryState {
    /// Adds a state to the table.
    pub(super) fn add() -> Result<Arc<Self>, StateError> {
        let mut guard = TABLE.lock().ok_or(StateError::Locked)?;
        let table = &mut *guard;
        let number = table.free.last().copied().unwrap_or(table.states.len());
        let build = |desc: MarkerDesc| desc.build().map_err(StateError::Refused);
        let state = Arc::new(Self {
            number,
            desc: build(MarkerDesc::Number(number))?,
            never: build(MarkerDesc::Never)?,
            names: BoundedLock::new(UsedNames::new(), WAIT),
            prefix: OnceLock::new(),
            prefix_is_learned: AtomicBool::new(false),
        });
        let weak = Arc::downgrade(&state);
        match table.states.get_mut(number) {
            Some(gone) => {
                table.free.pop();
                *gone = weak;
            }
            None => table.states.push(weak),
        }
        table.last = number;
        Ok(state)
    }

    /// Returns the state with a number, which is then the last one.
    pub(super) fn at(number: usize) -> Result<Option<Arc<Self>>, StateError> {
        let mut table = TABLE.lock().ok_or(StateError::Locked)?;
        table.last = number;
        Ok(table.states.get(number).and_then(Weak::upgrade))
    }

    /// Returns the state that was used last.
    pub(super) fn last() -> Result<Option<Arc<Self>>, StateError> {
        let table = TABLE.lock().ok_or(StateError::Locked)?;
        Ok(table.states.get(table.last).and_then(Weak::upgrade))
    }

    /// Returns the number of binary digits of the largest number.
    pub(super) fn digits() -> Result<u32, StateError> {
        let table = TABLE.lock().ok_or(StateError::Locked)?;
        Ok(usize::BITS - table.states.len().leading_zeros())
    }

    /// Reserves the names of a group until the returned value is dropped.
    pub(super) fn reserve(
        state: &Arc<Self>,
        group: GroupNames,
    ) -> Result<Result<ReservedNames, RegisterError>, StateError> {
        let reserved = state.names.lock().ok_or(StateError::Locked)?.reserve(&group);
        Ok(reserved.map(|()| ReservedNames { state: Arc::clone(state), group }))
    }

    /// Returns the prefix of all names in the registry, with its `_`; empty if it is not known.
    pub(super) fn prefix(&self) -> &str {
        self.prefix.get().map_or("", String::as_str)
    }

    pub(super) fn learn_prefix(&self, prefix: &str) {
        if !prefix.is_empty() && !self.prefix_is_learned.swap(true, Ordering::Relaxed) {
            // Only this call sets it.
            let _ = self.prefix.set(prefix.to_owned());
        }
    }
}

/// Frees the number. In a forked child, the number stays in use if the lock is held for ever.
impl Drop for RegistryState {
    fn drop(&mut self) {
        if let Some(mut table) = TABLE.lock() {
            table.free.push(self.number);
        }
    }
}

/// The names of a registered group. They are free after the drop.
#[derive(Debug)]
pub(super) struct ReservedNames {
    pub(super) state: Arc<RegistryState>,
    group: GroupNames,
}

/// Frees the names. In a forked child, they stay in use if the lock is held for ever.
impl Drop for ReservedNames {
    fn drop(&mut self) {
        if let Some(mut names) = self.state.names.lock() {
            names.release(&self.group);
        }
    }
}
