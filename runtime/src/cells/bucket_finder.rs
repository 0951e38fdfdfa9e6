//! The search for the bucket of an amount.
//!
//! A table has one row per power of two: the number of bounds below that power, and the bound inside
//! it. An amount is found with one row and one comparison. No branch depends on the amount, because
//! a scan that stops early costs a mispredicted branch when observations vary. The table cannot
//! express two bounds inside one power, or bounds more than 64 powers apart. Then the bounds are
//! searched instead.

use crate::repr::Repr;
use std::sync::OnceLock;

/// The number of rows in the table.
const ROWS: usize = 64;

/// Finds the bucket of an amount. Amounts and bounds are compared in their 64-bit representation.
#[derive(Debug)]
pub(crate) struct BucketFinder {
    bounds: &'static [f64],
    rows: [PowerRow; ROWS],
    /// The power of two of the first row.
    lowest: u32,
    /// True if the table expresses all bounds.
    is_complete: bool,
    /// The bounds to search if the table is not complete.
    sorted_bounds: OnceLock<Box<[u64]>>,
}

/// The bounds in one power of two.
#[derive(Clone, Copy, Debug)]
struct PowerRow {
    /// The number of bounds below this power.
    below: usize,
    /// The bound inside this power; `u64::MAX` without a bound.
    bound: u64,
}

impl BucketFinder {
    /// Returns the finder for bounds in increasing order.
    pub(crate) const fn new(bounds: &'static [f64], repr: Repr) -> Self {
        let lowest = if bounds.is_empty() { 0 } else { repr.power(repr.bound(bounds[0])) };
        let mut rows = [PowerRow { below: 0, bound: u64::MAX }; ROWS];
        let mut is_complete = true;
        let mut below = 0;
        let mut row = 0;
        while row < ROWS {
            rows[row].below = below;
            while below < bounds.len() && row_of(repr.bound(bounds[below]), lowest, repr) == row {
                // The last row also stands for all greater powers, so it cannot hold a bound.
                is_complete &= rows[row].bound == u64::MAX && row < ROWS - 1;
                rows[row].bound = repr.bound(bounds[below]);
                below += 1;
            }
            row += 1;
        }
        Self { bounds, rows, lowest, is_complete, sorted_bounds: OnceLock::new() }
    }

    /// Returns the index of the bucket, which is the number of bounds below the amount.
    #[inline(always)]
    pub(crate) fn find(&self, bits: u64, repr: Repr) -> usize {
        if !self.is_complete {
            return self.search(bits, repr);
        }
        let row = &self.rows[row_of(bits, self.lowest, repr)];
        row.below + usize::from(row.bound < bits)
    }

    #[inline(never)]
    fn search(&self, bits: u64, repr: Repr) -> usize {
        let bounds = || self.bounds.iter().map(|bound| repr.bound(*bound)).collect();
        self.sorted_bounds.get_or_init(bounds).partition_point(|bound| *bound < bits)
    }
}

/// Returns the row of an amount.
#[inline(always)]
const fn row_of(bits: u64, lowest: u32, repr: Repr) -> usize {
    let row = repr.power(bits).saturating_sub(lowest) as usize;
    if row < ROWS { row } else { ROWS - 1 }
}

#[cfg(test)]
mod tests {
    use super::BucketFinder;
    use crate::repr::Repr;

    fn check(repr: Repr, bounds: &'static [f64], is_complete: bool) {
        let finder = BucketFinder::new(bounds, repr);
        assert_eq!(finder.is_complete, is_complete, "{bounds:?}");
        let edges = bounds.iter().map(|bound| repr.bound(*bound));
        let near =
            edges.flat_map(|edge| [edge.saturating_sub(1), edge, edge + 1, edge / 2, edge * 2]);
        for bits in near.chain([0, 1, u64::MAX - 1, u64::MAX]) {
            let expected = bounds.iter().filter(|bound| repr.bound(**bound) < bits).count();
            assert_eq!(finder.find(bits, repr), expected, "{bits} in {bounds:?}");
        }
    }

    #[test]
    fn bucket_is_the_first_whose_bound_is_not_exceeded() {
        check(Repr::Nanoseconds, &crate::buckets::DURATION, true);
        check(Repr::Integer, &crate::buckets::BYTES, true);
        check(Repr::Float, &[0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0], true);
        check(Repr::Integer, &[0.0, 1.0, 2.0, 4.0], true);
        check(Repr::Integer, &[1.0], true);
    }

    #[test]
    fn close_or_distant_bounds_are_searched() {
        check(Repr::Float, &[0.5, 0.6, 0.7, 1.0], false);
        check(Repr::Float, &[1e-300, 1.0, 1e300], false);
        check(Repr::Integer, &[10.0, 11.0, 12.0], false);
        check(Repr::Integer, (1..300).map(f64::from).collect::<Vec<_>>().leak(), false);
    }
}
