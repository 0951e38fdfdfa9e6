use crate::cells::{Scalar, Slot};
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
pub struct Tracked<'a> {
    slot: Slot<'a, Scalar>,
}

impl<'a> Tracked<'a> {
    pub(super) fn new(slot: &Slot<'a, Scalar>) -> Self {
        slot.add(Some(1), Repr::Integer);
        Self { slot: slot.clone() }
    }
}

impl Drop for Tracked<'_> {
    fn drop(&mut self) {
        self.slot.add(Some(Repr::Integer.negate(1)), Repr::Integer);
    }
}
