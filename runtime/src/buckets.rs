//! Bounds of histogram buckets, and constructors of bounds that run at compile time.
//!
//! Bounds are in the metric's unit, finite and strictly increasing. `+Inf` is always added and never
//! written. A declaration takes a list, a constant or a call:
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

/// Durations from 100 µs to 10 s, in seconds, for most services.
pub const DURATION: [f64; 11] =
    [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// Sizes from 1 KiB to 1 GiB, in bytes.
pub const BYTES: [f64; 7] =
    [1024.0, 10_240.0, 102_400.0, 1_048_576.0, 10_485_760.0, 104_857_600.0, 1_073_741_824.0];

/// Returns `N` bounds of equal width: `start`, `start + width`, `start + 2 * width`, …
///
/// ```
/// assert_eq!(tallymark::buckets::linear::<4>(10.0, 5.0), [10.0, 15.0, 20.0, 25.0]);
/// ```
#[must_use]
pub const fn linear<const N: usize>(start: f64, width: f64) -> [f64; N] {
    let mut bounds = [start; N];
    let mut index = 1;
    while index < N {
        bounds[index] = bounds[index - 1] + width;
        index += 1;
    }
    bounds
}

/// Returns `N` bounds that grow by a factor: `start`, `start * factor`, `start * factor * factor`, …
///
/// ```
/// assert_eq!(tallymark::buckets::exponential::<4>(1.0, 2.0), [1.0, 2.0, 4.0, 8.0]);
/// ```
#[must_use]
pub const fn exponential<const N: usize>(start: f64, factor: f64) -> [f64; N] {
    let mut bounds = [start; N];
    let mut index = 1;
    while index < N {
        bounds[index] = bounds[index - 1] * factor;
        index += 1;
    }
    bounds
}
