//! The search for the bucket of an observation.
//!
//! A table has 64 cells. A cell contains the observations with the same leading bits, and at most one
//! bound is inside a cell. An observation is found with one cell and one comparison. No branch depends
//! on the observation, because a scan that stops early costs a mispredicted branch when observations
//! vary.
//!
//! - The cell of a float is its sign, exponent and first significant bits. The table has as few of these
//!   bits as separate the bounds. Smaller and larger floats are in the first and the last cell.
//! - The cell of a whole number of steps is its power of two.
//!
//! If the cells cannot separate the bounds, or a bound is negative, the bounds are searched instead.

use crate::repr::Repr;

const CELLS: usize = 64;

/// The shift that leaves the sign and the exponent of a float.
const EXPONENT_SHIFT: u32 = f64::MANTISSA_DIGITS - 1;

/// The smallest shift: more cells for one power of two would cover less than one power.
const LEAST_SHIFT: u32 = EXPONENT_SHIFT - 6;

/// No bound: no observation has bits above these.
const NO_BOUND: u64 = u64::MAX;

/// Finds the bucket of an observation. The table is a constant.
#[derive(Debug, PartialEq)]
pub struct BucketFinder {
    bounds: &'static [f64],
    /// The smallest floats of the first and the last cell.
    range: (f64, f64),
    /// The bits of a float behind the bits of its cell.
    shift: u32,
    /// True if the bounds are searched.
    is_searched: bool,
    /// The number of bounds below each cell.
    below: [u8; CELLS],
    /// The bits of the bound inside each cell.
    inside: [u64; CELLS],
}

impl BucketFinder {
    /// The finder of a metric without buckets.
    pub(crate) const NONE: &'static Self = &Self::new(&[], Repr::Integer);

    /// Returns the bounds.
    pub(crate) const fn bounds(&self) -> &'static [f64] {
        self.bounds
    }

    /// Returns the finder for finite bounds in increasing order.
    #[must_use]
    pub const fn new(bounds: &'static [f64], repr: Repr) -> Self {
        let unfilled = Self {
            bounds,
            range: (0.0, 0.0),
            shift: EXPONENT_SHIFT,
            is_searched: false,
            below: [0; CELLS],
            inside: [NO_BOUND; CELLS],
        };
        let filled = if !bounds.is_empty() && bounds[0] < 0.0 {
            None
        } else if repr.is_float() {
            unfilled.with_floats(repr)
        } else {
            unfilled.with_steps(repr)
        };
        match filled {
            Some(finder) => finder,
            None => Self { is_searched: true, ..unfilled },
        }
    }

    /// Returns the table of floats; `None` if no table separates the bounds.
    const fn with_floats(&self, repr: Repr) -> Option<Self> {
        let mut shift = EXPONENT_SHIFT;
        while shift >= LEAST_SHIFT {
            // The first cell also contains all smaller floats, so it may start right below the second
            // bound.
            let mut start = 0;
            while start < 2 {
                let table = self.with_floats_from(start, shift, repr);
                if table.is_some() {
                    return table;
                }
                start += 1;
            }
            shift -= 1;
        }
        None
    }

    /// Returns a table of floats. Its first cell has the first bound (`start` is 0), or is just below
    /// the second bound (`start` is 1).
    #[expect(clippy::cast_possible_truncation, reason = "at most 64 cells, with a bound each")]
    const fn with_floats_from(&self, start: usize, shift: u32, repr: Repr) -> Option<Self> {
        let mut table = Self { shift, ..*self };
        if start >= self.bounds.len() {
            return if start == 0 { Some(table) } else { None };
        }
        let highest = (f64::INFINITY.to_bits() >> shift) - CELLS as u64;
        let first = repr.largest_within(self.bounds[start]) >> shift;
        let Some(first) = first.checked_sub(start as u64) else { return None };
        let first = if first < highest { first } else { highest };
        let last = first + CELLS as u64 - 1;
        table.range = (f64::from_bits(first << shift), f64::from_bits(last << shift));
        let (mut below, mut cell) = (0, first);
        while cell <= last {
            let slot = (cell % CELLS as u64) as usize;
            table.below[slot] = below as u8;
            while below < self.bounds.len() {
                let bound = repr.largest_within(self.bounds[below]);
                let bound_cell = bound >> shift;
                if bound_cell > cell && cell < last {
                    break;
                } else if table.inside[slot] != NO_BOUND {
                    return None;
                }
                table.inside[slot] = bound;
                below += 1;
            }
            cell += 1;
        }
        Some(table)
    }

    /// Returns the table of steps; `None` if it does not separate the bounds.
    #[expect(clippy::cast_possible_truncation, reason = "at most two bounds in each of 64 cells")]
    const fn with_steps(&self, repr: Repr) -> Option<Self> {
        let mut table = Self { ..*self };
        let (mut below, mut cell) = (0, 0);
        while cell < CELLS {
            table.below[cell] = below as u8;
            while below < self.bounds.len() {
                let bound = repr.largest_within(self.bounds[below]);
                if power(bound) > cell {
                    break;
                }
                // Nothing in a cell is above its last number, so that bound needs no place.
                if bound != NO_BOUND >> (CELLS - 1 - cell) {
                    if table.inside[cell] != NO_BOUND {
                        return None;
                    }
                    table.inside[cell] = bound;
                }
                below += 1;
            }
            cell += 1;
        }
        Some(table)
    }

    /// Returns the index of the bucket, which is the number of bounds below the observation.
    #[inline(always)]
    pub(crate) fn find(&self, bits: u64, repr: Repr) -> usize {
        if self.is_searched {
            return self.search(bits, repr) as usize;
        }
        let (cell, bits) = match repr {
            Repr::Float | Repr::SignedFloat => (self.float_cell(bits), bits),
            Repr::Integer | Repr::Nanoseconds => (power(bits), bits),
            Repr::Decimal { .. } => {
                // No bound is negative, so negative observations are in the first bucket, as 0 is.
                let bits = bits.cast_signed().max(0).cast_unsigned();
                (power(bits), bits)
            }
        };
        let inside = self.inside[cell];
        let is_above = match repr {
            // A missing bound is NaN.
            Repr::SignedFloat => f64::from_bits(inside) < f64::from_bits(bits),
            _ => inside < bits,
        };
        usize::from(self.below[cell]) + usize::from(is_above)
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "only the last six bits are used")]
    fn float_cell(&self, bits: u64) -> usize {
        let (low, high) = self.range;
        // Adding zero keeps the compiler from comparing the bits, which takes more instructions.
        let number = f64::from_bits(bits) + 0.0;
        let number = if number > low { number } else { low };
        let number = if number < high { number } else { high };
        (number.to_bits() >> self.shift) as usize % CELLS
    }

    /// Returns 32 bits, so that the compiler knows that no position of a bucket wraps.
    #[inline(never)]
    #[expect(clippy::cast_possible_truncation, reason = "a list of bounds is far shorter")]
    fn search(&self, bits: u64, repr: Repr) -> u32 {
        if repr.is_exact(bits) {
            let number = repr.to_f64(bits);
            return self.bounds.partition_point(|bound| *bound < number) as u32;
        }
        self.bounds.partition_point(|bound| repr.is_below(repr.largest_within(*bound), bits)) as u32
    }
}

/// Returns the power of two that contains the number. 0 is with 1.
#[inline(always)]
const fn power(bits: u64) -> usize {
    CELLS - 1 - (bits | 1).leading_zeros() as usize
}

#[cfg(test)]
mod tests {
    use super::BucketFinder;
    use crate::repr::Repr;

    const REPRS: [Repr; 6] = [
        Repr::Integer,
        Repr::Nanoseconds,
        Repr::Float,
        Repr::SignedFloat,
        Repr::Decimal { decimals: 2, is_signed: false },
        Repr::Decimal { decimals: 6, is_signed: true },
    ];

    /// Compares the buckets of the bounds, of their neighbours and of `more` with a count of the bounds
    /// below. Returns whether the bounds are searched.
    fn check(repr: Repr, bounds: &'static [f64], more: impl IntoIterator<Item = u64>) -> bool {
        let finder = BucketFinder::new(bounds, repr);
        let edges: Vec<_> = bounds.iter().map(|bound| repr.largest_within(*bound)).collect();
        let near = edges.iter().flat_map(|edge| {
            [edge.wrapping_sub(1), *edge, edge.wrapping_add(1), edge / 2, edge.wrapping_mul(2)]
        });
        let extremes = [0, 1, u64::MAX >> 1, (u64::MAX >> 1) + 1, u64::MAX - 1, u64::MAX];
        let finite = [f64::MAX, -f64::MAX, f64::MIN_POSITIVE, 5e-324, -5e-324].map(f64::to_bits);
        for bits in near.chain(extremes).chain(finite).chain(more) {
            if !is_observation(repr, bits) {
                continue;
            }
            let expected = edges.iter().filter(|edge| repr.is_below(**edge, bits)).count();
            assert_eq!(finder.find(bits, repr), expected, "{repr:?} {bits} in {bounds:?}");
        }
        finder.is_searched
    }

    fn is_observation(repr: Repr, bits: u64) -> bool {
        match repr {
            Repr::Integer | Repr::Nanoseconds | Repr::Decimal { is_signed: true, .. } => true,
            Repr::Decimal { .. } => bits.cast_signed() >= 0,
            Repr::Float => bits < f64::INFINITY.to_bits(),
            Repr::SignedFloat => f64::from_bits(bits).is_finite() && bits != (-0.0_f64).to_bits(),
        }
    }

    #[test]
    fn bucket_is_the_first_whose_bound_is_not_exceeded() {
        let steps = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65];
        for (repr, bounds) in [
            (Repr::Nanoseconds, &crate::buckets::DURATION[..]),
            (Repr::Integer, &crate::buckets::BYTES),
            (Repr::Integer, &[0.0, 1.0, 2.0, 4.0]),
            (Repr::Integer, &[1.0, 2.0, 3.0, 5.0, 10.0]),
            (Repr::Integer, &[1.0]),
            (Repr::Integer, &[18_446_744_073_709_549_568.0]),
            (Repr::Float, &[0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]),
            (Repr::Float, &[0.5, 0.6, 0.7, 1.0]),
            (Repr::Float, &[0.0, 0.5, 0.9, 0.95, 0.99]),
            (Repr::Float, &[1e-300, 1.0, 1e300]),
            (Repr::Float, &[f64::MAX]),
            (Repr::SignedFloat, &[0.0]),
            (Repr::SignedFloat, &[0.5, 1.0]),
            (REPRS[4], &[0.01, 0.1, 1.0]),
            (REPRS[5], &[0.0, 0.1, 1.0]),
        ] {
            assert!(!check(repr, bounds, []), "{repr:?} {bounds:?}");
        }
        // The widths at 0.6 are a sixteenth of those at 0.05.
        check(Repr::Float, steps.to_vec().leak(), []);
    }

    #[test]
    fn close_distant_or_negative_bounds_are_searched() {
        for (repr, bounds) in [
            (Repr::Float, &[1e-300, 1e-299, 1.0, 1e300][..]),
            (Repr::SignedFloat, &[-16_000.0, -10.0, 0.0, 100.0]),
            (REPRS[5], &[-1.0, -0.000_001, 0.0, 0.5]),
            (Repr::Integer, &[10.0, 11.0, 12.0]),
            (Repr::Integer, &[9_007_199_254_740_992.0, 9_007_199_254_740_994.0]),
            (Repr::Nanoseconds, &[10_000_000.0, 10_000_000.5]),
        ] {
            assert!(check(repr, bounds, []), "{repr:?} {bounds:?}");
        }
    }

    /// Returns pseudorandom numbers.
    fn random(mut state: u64) -> impl FnMut() -> u64 {
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        }
    }

    /// Returns a bound of a random size: close to others, far from them, or between two steps.
    #[expect(clippy::cast_precision_loss, reason = "a random number")]
    fn random_bound(random: &mut impl FnMut() -> u64, repr: Repr, style: u64) -> f64 {
        let word = random();
        let bound = match style {
            0 => (word % 64) as f64 / 4.0,
            1 => (word % 100_000) as f64 / 1000.0,
            2 => 10_f64.powi((word % 20) as i32 - 9),
            _ => f64::from_bits(word % f64::MAX.to_bits()).min(1e12),
        };
        if repr.is_signed() && random().is_multiple_of(2) { -bound + 0.0 } else { bound }
    }

    #[test]
    fn random_bounds_and_observations_are_counted_as_one_by_one() {
        let mut random = random(0x9e37_79b9_7f4a_7c15);
        for round in 0..if cfg!(miri) { 20 } else { 6_000 } {
            let repr = REPRS[round % REPRS.len()];
            let count = [1, 2, 3, 8, 14, 300][(random() % 6) as usize];
            let style = random() % 4;
            let mut bounds: Vec<_> =
                (0..count).map(|_| random_bound(&mut random, repr, style)).collect();
            bounds.sort_by(f64::total_cmp);
            bounds.dedup();
            let more: Vec<_> = (0..40)
                .map(|round| match round % 3 {
                    0 => random(),
                    1 => random() >> (random() % 64),
                    _ => repr.largest_within(random_bound(&mut random, repr, style)),
                })
                .collect();
            check(repr, bounds.leak(), more);
        }
    }
}
