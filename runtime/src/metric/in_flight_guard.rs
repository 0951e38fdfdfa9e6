use crate::cells::{Balance, LevelSlot, Slot};
use crate::unit::Repr;

/// Something that is in as long as this lives: made by `track`, which adds one; dropping it
/// subtracts one, also when a panic unwinds.
///
/// ```
/// # use tallymark::{Metrics, UpDownCounter};
/// #[derive(Debug, Metrics)]
/// struct HttpMetrics {
///     /// Requests being served.
///     requests_active: UpDownCounter,
/// }
///
/// static HTTP: HttpMetrics = HttpMetrics::new();
/// {
///     let _request = HTTP.requests_active().track();
///     assert_eq!(HTTP.requests_active().get(), 1);
/// }
/// assert_eq!(HTTP.requests_active().get(), 0);
/// ```
#[derive(Debug)]
#[must_use = "dropping it at once counts something that was never there; bind it to `_name`"]
pub struct InFlightGuard<'a> {
    place: CountedIn<'a>,
}

/// Where it is counted.
#[derive(Debug)]
pub(super) enum CountedIn<'a> {
    Balance(Slot<'a, Balance>),
    Level(LevelSlot<'a>),
}

impl<'a> From<Slot<'a, Balance>> for CountedIn<'a> {
    fn from(slot: Slot<'a, Balance>) -> Self {
        Self::Balance(slot)
    }
}

impl<'a> From<LevelSlot<'a>> for CountedIn<'a> {
    fn from(slot: LevelSlot<'a>) -> Self {
        Self::Level(slot)
    }
}

impl<'a> InFlightGuard<'a> {
    pub(super) fn new(place: CountedIn<'a>) -> Self {
        match &place {
            CountedIn::Balance(slot) => slot.add(Some(1), Repr::Integer),
            CountedIn::Level(slot) => slot.add(Some(1), Repr::Integer),
        }
        Self { place }
    }
}

impl Drop for InFlightGuard<'_> {
    fn drop(&mut self) {
        match &self.place {
            CountedIn::Balance(slot) => slot.sub(Some(1), Repr::Integer),
            CountedIn::Level(slot) => slot.sub(Some(1), Repr::Integer),
        }
    }
}
