//! Bounds of histogram buckets, and constructors of bounds that run at compile time.
//!
//! Bounds are in the metric's unit, finite and strictly increasing. `+Inf` is always added and never
//! written. A bound is not negative, except in units with [`SIGNED`](crate::Unit::SIGNED). A declaration
//! takes a list, a constant or a call:
//!
//! ```
//! use tallymark::{Histogram, Metrics, Seconds, buckets};
//!
//! /// Round trips within a data centre.
//! const ROUND_TRIP: [f64; 4] = [0.0001, 0.0002, 0.0005, 0.001];
//!
//! #[derive(Debug, Metrics)]
//! struct NetMetrics {
//!     /// Time a request took.
//!     #[metric(buckets = [0.1, 0.5, 1])]
//!     request_duration_seconds: Histogram<(), Seconds>,
//!     /// Time a round trip took.
//!     #[metric(buckets = ROUND_TRIP)]
//!     round_trip_seconds: Histogram<(), Seconds>,
//!     /// Time a peer was connected.
//!     #[metric(buckets = buckets::exponential::<10>(1.0, 4.0))]
//!     connection_seconds: Histogram<(), Seconds>,
//! }
//!
//! assert_eq!(NetMetrics::DESC.metrics[2].buckets[9], 262_144.0);
//! ```
//!
//! # Bounds between two steps
//!
//! Integers, durations and decimals are recorded in whole steps: 1, a nanosecond, or the last decimal.
//!
//! - A bound in a list is a whole number of steps: `1.5` bytes and `0.0000000001` seconds do not compile.
//! - A bound of a constant is a whole number of steps as well, up to the rounding error of floats:
//!   `linear(0.1, 0.1)` has the bound 0.30000000000000004.
//! - Where the declaration itself calls a function, as in `buckets = buckets::exponential::<12>(0.001, 1.5)`,
//!   bounds between two steps are accepted, because the function computed them. Every observation is
//!   still counted as the exported bound says: an integer is at most 4.5 exactly if it is at most 4. The
//!   bounds need at least one step between them.

/// Durations from 100 µs to 10 s, in seconds, for most services.
pub const DURATION: [f64; 11] =
    [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// Sizes from 1 KiB to 1 GiB, in bytes.
pub const BYTES: [f64; 7] =
    [1024.0, 10_240.0, 102_400.0, 1_048_576.0, 10_485_760.0, 104_857_600.0, 1_073_741_824.0];

/// Returns `N` bounds of equal width: `start`, `start + width * 1`, `start + width * 2`, …
///
/// The bounds are those of `prometheus::linear_buckets` and of prometheus-client, bit for bit. A `width`
/// that is not above 0, or an argument that is not finite, gives bounds that no declaration accepts.
///
/// ```
/// assert_eq!(tallymark::buckets::linear::<4>(10.0, 5.0), [10.0, 15.0, 20.0, 25.0]);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "an array has fewer elements")]
pub const fn linear<const N: usize>(start: f64, width: f64) -> [f64; N] {
    if !start.is_finite() || !width.is_finite() || width <= 0.0 {
        return [WRONG_LINEAR; N];
    }
    let mut bounds = [start; N];
    let mut index = 0;
    while index < N {
        bounds[index] = start + width * index as f64;
        index += 1;
    }
    bounds
}

/// Returns `N` bounds that grow by a factor: `start`, `start * factor`, `start * factor * factor`, …
///
/// The bounds are those of `prometheus::exponential_buckets`, bit for bit. prometheus-client computes
/// powers of the factor, which differ in the last bit of some bounds. A `start` that is not above 0, a
/// `factor` that is not above 1, or an argument that is not finite gives bounds that no declaration
/// accepts.
///
/// ```
/// assert_eq!(tallymark::buckets::exponential::<4>(1.0, 2.0), [1.0, 2.0, 4.0, 8.0]);
/// ```
#[must_use]
pub const fn exponential<const N: usize>(start: f64, factor: f64) -> [f64; N] {
    if !start.is_finite() || !factor.is_finite() || start <= 0.0 || factor <= 1.0 {
        return [WRONG_EXPONENTIAL; N];
    }
    let mut bounds = [start; N];
    let mut index = 1;
    while index < N {
        bounds[index] = bounds[index - 1] * factor;
        index += 1;
    }
    bounds
}

/// The bounds of [`linear`] for wrong arguments. This NaN is recognized by its bits.
const WRONG_LINEAR: f64 = f64::from_bits(0x7ff8_0000_0000_0b01);
/// The bounds of [`exponential`] for wrong arguments.
const WRONG_EXPONENTIAL: f64 = f64::from_bits(0x7ff8_0000_0000_0b02);

/// Returns the error for the bounds of wrong arguments; `None` for other bounds.
pub(crate) const fn wrong_arguments(bounds: &[f64]) -> Option<&'static str> {
    const LINEAR: u64 = WRONG_LINEAR.to_bits();
    const EXPONENTIAL: u64 = WRONG_EXPONENTIAL.to_bits();
    match bounds {
        [first, ..] if first.to_bits() == LINEAR => {
            Some("`linear` cannot count up; write a finite start and a width above 0")
        }
        [first, ..] if first.to_bits() == EXPONENTIAL => {
            Some("`exponential` cannot grow; write a start above 0 and a factor above 1")
        }
        _ => None,
    }
}
