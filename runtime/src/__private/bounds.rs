//! The bounds of a histogram, where they are no list of literals.

use super::ConstStr;

/// Why `bounds` cannot be the buckets of `metric`, if they cannot.
#[must_use]
pub const fn problem(metric: &str, bounds: &[f64]) -> Option<ConstStr<200>> {
    let start = ConstStr::new().str("buckets of `").str(metric).str("`: ");
    if bounds.is_empty() {
        return Some(start.str("there is none; write at least one bound"));
    }
    let mut index = 0;
    while index < bounds.len() {
        let bound = start.str("bound ").number(index + 1);
        if !bounds[index].is_finite() {
            return Some(bound.str(" is not finite; leave out `+Inf`, which is always there"));
        }
        if index > 0 && bounds[index] <= bounds[index - 1] {
            return Some(bound.str(" is not above the one before; write them in increasing order"));
        }
        index += 1;
    }
    None
}
