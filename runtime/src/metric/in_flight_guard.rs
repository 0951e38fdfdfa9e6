use crate::cells::{AtomicHandle, ShardedHandle, UpDownCounterKind};
use crate::repr::Repr;

/// Counts something as in flight while the guard lives. `track` adds one and returns the guard;
/// dropping the guard subtracts one, also if a panic unwinds.
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
#[must_use = "a guard dropped at once counts nothing; bind it to `_name`"]
pub struct InFlightGuard<'a> {
    counted_in: CountedIn<'a>,
}

/// The series that the guard counts in.
#[derive(Debug)]
pub(super) enum CountedIn<'a> {
    UpDownCounter(ShardedHandle<'a, UpDownCounterKind>),
    Gauge(AtomicHandle<'a>),
}

impl<'a> From<ShardedHandle<'a, UpDownCounterKind>> for CountedIn<'a> {
    fn from(handle: ShardedHandle<'a, UpDownCounterKind>) -> Self {
        Self::UpDownCounter(handle)
    }
}

impl<'a> From<AtomicHandle<'a>> for CountedIn<'a> {
    fn from(handle: AtomicHandle<'a>) -> Self {
        Self::Gauge(handle)
    }
}

impl<'a> InFlightGuard<'a> {
    pub(super) fn new(counted_in: CountedIn<'a>) -> Self {
        match &counted_in {
            CountedIn::UpDownCounter(handle) => handle.add(Some(1), Repr::Integer),
            CountedIn::Gauge(handle) => handle.add(Some(1), Repr::Integer),
        }
        Self { counted_in }
    }
}

impl Drop for InFlightGuard<'_> {
    fn drop(&mut self) {
        match &self.counted_in {
            CountedIn::UpDownCounter(handle) => handle.sub(Some(1), Repr::Integer),
            CountedIn::Gauge(handle) => handle.sub(Some(1), Repr::Integer),
        }
    }
}
