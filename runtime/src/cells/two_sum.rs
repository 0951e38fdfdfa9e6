//! Sums of two floats with a known rounding.

/// Returns the rounded sum of two floats, and the exact error of the rounding.
///
/// Source: Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B.
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_rounded = sum - a;
    let a_rounded = sum - b_rounded;
    (sum, (a - a_rounded) + (b - b_rounded))
}

/// Returns the sum of two floats, rounded up.
pub(crate) fn sum_up(a: f64, b: f64) -> f64 {
    let (sum, error) = two_sum(a, b);
    if error > 0.0 { sum.next_up() } else { sum }
}
