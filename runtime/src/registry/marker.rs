//! The marker in a registry, which says which [`RegistryState`] belongs to it.
//!
//! A registry has no name and cannot be compared with another. But `register` answers a question without a
//! change: it looks at the descriptions of a collector in their order, and refuses one that it has already with
//! `AlreadyReg`, one that the collector has twice with another error. So a collector with the descriptions
//! `[asked, never, never]` is always refused, and the error says whether `asked` is registered.
//!
//! The first registration registers the marker: a collector with the description [`MarkerDesc::Here`], one for
//! its number, and one for each binary digit of the number that is 1. Later registrations ask for the number
//! that was used last, then for each digit.

use super::marker_desc::{self, MarkerDesc};
use super::roll_call;
use super::state::{RegistryState, StateError};
use prometheus::core::{Collector, Desc};
use prometheus::proto::{Metric, MetricFamily};
use prometheus::{Error, Registry};
use std::sync::Arc;

/// The number of times that a registration looks for the marker while other threads change the registry.
const ATTEMPTS: u32 = 16;

/// Returns the state of a registry. Adds one if the registry has none.
pub(super) fn find_or_add(registry: &Registry) -> Result<Arc<RegistryState>, StateError> {
    for _ in 0..ATTEMPTS {
        if let Some(state) = find(registry)? {
            return Ok(state);
        }
        let state = RegistryState::add()?;
        match registry.register(Box::new(Marker::new(&state)?)) {
            Ok(()) => return Ok(state),
            // Another thread has just registered a marker.
            Err(Error::AlreadyReg) => {}
            Err(error) => return Err(StateError::Refused(error)),
        }
    }
    Err(StateError::Unstable)
}

/// Returns the state of a registry, if it has one.
pub(super) fn find(registry: &Registry) -> Result<Option<Arc<RegistryState>>, StateError> {
    if let Some(last) = RegistryState::last()?
        && is_of(&last, registry)
    {
        return Ok(Some(last));
    }
    if !has(registry, MarkerDesc::Here)? {
        return Ok(None);
    }
    let mut number = 0;
    for digit in 0..RegistryState::digits()? {
        if has(registry, MarkerDesc::Digit(digit))? {
            number |= 1 << digit;
        }
    }
    let state = RegistryState::at(number)?;
    Ok(state.filter(|state| is_of(state, registry)))
}

/// Returns whether a registry would accept a description of another collector. The registry keeps the help and
/// the label names of an accepted one.
pub(super) fn accepts(registry: &Registry, state: &RegistryState, desc: &Desc) -> bool {
    let never = state.never.clone();
    match registry.register(Box::new(Question { asked: desc.clone(), never })) {
        // The error is about `never`, which comes after the description.
        Err(Error::Msg(problem)) => problem.contains(&state.never.fq_name),
        _ => false,
    }
}

/// Returns whether a registry has this state.
fn is_of(state: &Arc<RegistryState>, registry: &Registry) -> bool {
    is_registered(registry, QuestionForNumber(Arc::clone(state)))
}

fn has(registry: &Registry, desc: MarkerDesc) -> Result<bool, StateError> {
    let build = |desc: MarkerDesc| desc.build().map_err(StateError::Refused);
    let question = Question { asked: build(desc)?, never: build(MarkerDesc::Never)? };
    Ok(is_registered(registry, question))
}

fn is_registered(registry: &Registry, question: impl Collector + 'static) -> bool {
    matches!(registry.register(Box::new(question)), Err(Error::AlreadyReg))
}

/// A collector that is always refused.
struct Question {
    asked: Desc,
    never: Desc,
}

impl Collector for Question {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.asked, &self.never, &self.never]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        Vec::new()
    }
}

/// A [`Question`] for the number of a state, which has the descriptions already.
struct QuestionForNumber(Arc<RegistryState>);

impl Collector for QuestionForNumber {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.0.desc, &self.0.never, &self.0.never]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        Vec::new()
    }
}

/// The collector that keeps a state in its registry.
struct Marker {
    state: Arc<RegistryState>,
    descs: Vec<Desc>,
}

impl Marker {
    fn new(state: &Arc<RegistryState>) -> Result<Self, StateError> {
        let digits = (0..usize::BITS).filter(|digit| state.number >> digit & 1 == 1);
        let parts = [MarkerDesc::Here, MarkerDesc::Number(state.number)].into_iter();
        let descs = parts.chain(digits.map(MarkerDesc::Digit)).map(MarkerDesc::build);
        let descs = descs.collect::<Result<_, _>>().map_err(StateError::Refused)?;
        Ok(Self { state: Arc::clone(state), descs })
    }
}

impl Collector for Marker {
    fn desc(&self) -> Vec<&Desc> {
        self.descs.iter().collect()
    }

    /// Returns a family only in a roll call. The registry adds its prefix and its labels to it.
    fn collect(&self) -> Vec<MetricFamily> {
        if !roll_call::is_for(&self.state) {
            return Vec::new();
        }
        let mut family = MetricFamily::default();
        family.set_name(self.state.never.fq_name.clone());
        family.set_metric(vec![Metric::from_label(vec![marker_desc::roll_call_label()])]);
        vec![family]
    }
}
