//! The bucket bounds of the execution layer's histograms.

/// Durations from 100 µs to 10 s, in seconds.
pub const DURATION: [f64; 11] = tallymark::buckets::DURATION;

/// Sizes from 1 KiB to 1 GiB, in bytes.
pub const BYTES: [f64; 7] = tallymark::buckets::BYTES;

/// Costs from 0.001 to 1000, in the unit of account ([`Cost`](super::Cost)).
pub const COST: [f64; 7] = [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0];
