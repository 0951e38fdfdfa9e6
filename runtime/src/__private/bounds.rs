//! The rules about a histogram's bounds that are not a list of literals.

use super::ConstStr;

/// Returns an error if `bounds` cannot be the buckets of `metric`.
#[must_use]
pub const fn check(metric: &str, bounds: &[f64]) -> Option<ConstStr<200>> {
    let start = ConstStr::new().str("buckets of `").str(metric).str("`: ");
    if bounds.is_empty() {
        return Some(start.str("the list is empty; write at least one bound"));
    }
    let mut index = 0;
    while index < bounds.len() {
        let bound = start.str("bound ").number(index + 1);
        if !bounds[index].is_finite() {
            return Some(bound.str(" is not finite; remove it, `+Inf` is always there"));
        }
        if index > 0 && bounds[index] <= bounds[index - 1] {
            return Some(
                bound.str(" is not above the bound before it; write bounds in increasing order"),
            );
        }
        index += 1;
    }
    None
}
