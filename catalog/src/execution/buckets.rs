//! The bucket sets of the execution layer.

/// Durations from 100 µs to 10 s, in seconds.
pub const DURATION: [f64; 11] = tallymark::buckets::DURATION;

/// Sizes from 1 KiB to 1 GiB, in bytes.
pub const BYTES: [f64; 7] = tallymark::buckets::BYTES;

/// Costs from a thousandth to a thousand.
pub const COST: [f64; 7] = [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0];
