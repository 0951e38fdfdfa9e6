//! The exact sum of floats, rounded once.
//!
//! The sum is kept as partial sums that do not overlap, from the smallest to the largest. The result
//! does not depend on the order of the floats, and it never falls when one of them grows. A total
//! over threads needs both: a counter that falls by its last digit looks like a restart.
//!
//! Source: J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
//! Predicates, 1997, section 2.4 (Grow-Expansion).

use super::two_sum::two_sum;

/// The exact sum of floats.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExactSum {
    /// Partial sums that do not overlap, in increasing order of size.
    partials: Vec<f64>,
    /// Partial sums of large floats, multiplied by [`SCALE`].
    scaled: Vec<f64>,
}

/// Floats above this size are scaled, so that no partial sum is infinite.
const LARGE: f64 = 1e290;
/// A power of two, so that scaling is exact.
const SCALE: f64 = f64::EPSILON;

impl ExactSum {
    /// Adds a finite float.
    pub(crate) fn add(&mut self, float: f64) {
        if float.abs() < LARGE {
            grow(&mut self.partials, float);
        } else {
            grow(&mut self.scaled, float * SCALE);
        }
    }

    /// Returns the sum, rounded to the nearest finite float.
    pub(crate) fn round(&self) -> f64 {
        if self.scaled.is_empty() {
            return round(&self.partials);
        }
        let mut scaled = self.scaled.clone();
        self.partials.iter().for_each(|partial| grow(&mut scaled, partial * SCALE));
        (round(&scaled) / SCALE).clamp(f64::MIN, f64::MAX)
    }
}

/// Adds a float to partial sums.
fn grow(partials: &mut Vec<f64>, float: f64) {
    let mut rest = float;
    let mut kept = 0;
    for index in 0..partials.len() {
        let (sum, error) = two_sum(rest, partials[index]);
        if error != 0.0 {
            partials[kept] = error;
            kept += 1;
        }
        rest = sum;
    }
    partials.truncate(kept);
    if rest != 0.0 {
        partials.push(rest);
    }
}

/// Returns the rounded sum of partial sums.
fn round(partials: &[f64]) -> f64 {
    let mut partials = partials.iter().rev();
    let (mut sum, mut error) = (0.0, 0.0);
    while error == 0.0
        && let Some(partial) = partials.next()
    {
        (sum, error) = two_sum(sum, *partial);
    }
    // The error is at most half a unit of the sum's last digit. If it is exactly half, the next
    // partial sum decides the direction.
    if let Some(next) = partials.next()
        && (error > 0.0) == (*next > 0.0)
    {
        let rounded = sum + 2.0 * error;
        let (_, lost) = two_sum(sum, 2.0 * error);
        if lost == 0.0 {
            return rounded;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::ExactSum;

    fn sum(floats: &[f64]) -> f64 {
        let mut sum = ExactSum::default();
        for float in floats {
            sum.add(*float);
        }
        sum.round()
    }

    fn check(floats: &[f64], expected: f64) {
        assert_eq!(sum(floats).to_bits(), expected.to_bits(), "{floats:?}");
    }

    #[test]
    fn exact_sum_rounds_once() {
        check(&[], 0.0);
        check(&[1e17, 1.0, -1e17], 1.0);
        check(&[1e308, 1e308, -1e308, -1e308, 1e-308], 1e-308);
        check(&[1e308, 1e308], f64::MAX);
        check(&[-1e308, -1e308, 1.0], f64::MIN);
        check(&[0.1; 10], 1.0);
        // Half of the last digit rounds to even, and a little more rounds up.
        check(&[9_007_199_254_740_992.0, 1.0], 9_007_199_254_740_992.0);
        check(&[9_007_199_254_740_992.0, 1.0, 1e-20], 9_007_199_254_740_994.0);
    }

    #[test]
    fn exact_sum_does_not_depend_on_the_order() {
        let mut seed = 1_u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let float = f64::from_bits(seed);
            if float.is_finite() { float / 1e200 } else { 1.0 }
        };
        for _ in 0..2000 {
            let mut floats: Vec<_> = (0..20).map(|_| random()).filter(|f| f.is_finite()).collect();
            let expected = sum(&floats);
            floats.reverse();
            floats.rotate_left(7);
            assert_eq!(sum(&floats).to_bits(), expected.to_bits());
        }
    }
}
