//! The rules about the bounds of a histogram.
//!
//! The macro checks the order of a list. Only the compiler knows the unit, and the bounds of a constant
//! or a call.

use super::ConstStr;
use crate::buckets;
use crate::repr::Repr;

/// Returns the bounds as an array, with 0.0 in place of -0.0.
#[must_use]
pub const fn without_minus_zero<const N: usize>(bounds: &[f64]) -> [f64; N] {
    let mut array = [0.0; N];
    let mut index = 0;
    while index < N {
        // A NaN keeps its bits: they say which function returned it.
        let is_zero = bounds[index] == 0.0;
        array[index] = if is_zero { 0.0 } else { bounds[index] };
        index += 1;
    }
    array
}

/// The form in which bounds are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A list of literals.
    List,
    /// The name of a constant, or another expression.
    Constant,
    /// A call.
    Call,
}

/// Returns an error if `bounds` cannot be the buckets of `metric`. `repr` is `None` for a type that is
/// not a metric.
#[must_use]
pub const fn check(
    metric: &str,
    bounds: &[f64],
    written: Written,
    repr: Option<Repr>,
) -> Option<ConstStr<300>> {
    let start = ConstStr::new().str("buckets of `").str(metric).str("`: ");
    if bounds.is_empty() {
        return Some(start.str("the list is empty; write at least one bound"));
    }
    if let Some(problem) = buckets::wrong_arguments(bounds) {
        return Some(start.str(problem));
    }
    let mut index = 0;
    while index < bounds.len() {
        let text = start.str("bound number ").number(index + 1);
        if let Some(problem) = find_problem(bounds, index, written, repr) {
            return Some(text.str(problem));
        }
        index += 1;
    }
    None
}

/// Returns an error if a literal cannot be a bound in the unit.
#[must_use]
pub const fn check_literal(literal: &str, bound: f64, repr: Option<Repr>) -> Option<ConstStr<300>> {
    let Some(repr) = repr else { return None };
    match find_unit_problem(bound, bound, Written::List, repr) {
        Some(problem) => Some(ConstStr::new().str("bound `").str(literal).str("`").str(problem)),
        None => None,
    }
}

/// Returns the rest of the message about a bound.
#[expect(clippy::cast_precision_loss, reason = "a tolerance")]
const fn find_problem(
    bounds: &[f64],
    index: usize,
    written: Written,
    repr: Option<Repr>,
) -> Option<&'static str> {
    let bound = bounds[index];
    if matches!(written, Written::List) {
        return match repr {
            Some(repr) => find_unit_problem(bound, 0.0, written, repr),
            None => None,
        };
    }
    if !bound.is_finite() {
        return Some(" is not finite; remove it, `+Inf` is always there");
    }
    if index > 0 && bound <= bounds[index - 1] {
        return Some(" is not above the bound before it; write bounds in increasing order");
    }
    let Some(repr) = repr else { return None };
    let first = bounds[0].abs();
    let largest = if first > bound.abs() { first } else { bound.abs() };
    let tolerance = largest * (bounds.len() + 4) as f64 * f64::EPSILON;
    let problem = find_unit_problem(bound, tolerance, written, repr);
    if problem.is_some() {
        return problem;
    }
    if index > 0 && repr.largest_within(bound) == repr.largest_within(bounds[index - 1]) {
        return Some(
            " and the bound before it count the same values, because the unit has no step between \
             them; remove one",
        );
    }
    None
}

/// Returns the rest of the message about a bound that does not fit the unit. `tolerance` is the
/// rounding error of a computed bound.
const fn find_unit_problem(
    bound: f64,
    tolerance: f64,
    written: Written,
    repr: Repr,
) -> Option<&'static str> {
    if bound < 0.0 && !repr.is_signed() {
        return Some(
            " is negative, but the metric's unit has no negative values; remove the bound, or use a \
             unit with `SIGNED`",
        );
    }
    let between = match repr {
        Repr::Float | Repr::SignedFloat => return None,
        Repr::Integer => " is not a whole number, and the metric counts whole numbers; round it",
        Repr::Nanoseconds => {
            " is not a whole number of nanoseconds, in which durations are recorded; round it"
        }
        Repr::Decimal { .. } => {
            " is not a whole number of the unit's steps; round it, or use a `Decimal` with more decimals"
        }
    };
    if repr.is_out_of_range(bound) {
        return Some(" is out of the unit's range; remove it, `+Inf` is always there");
    }
    let fits = match written {
        Written::List => repr.distance_to_step(bound) == 0.0,
        Written::Constant => {
            let rounding = repr.distance_to_step(bound);
            rounding <= tolerance && rounding * repr.steps() < 0.01
        }
        Written::Call => bound <= 0.0 || bound >= repr.to_f64(1),
    };
    if fits { None } else { Some(between) }
}

#[cfg(test)]
mod tests {
    use super::{Repr, Written, check, check_literal};
    use crate::buckets::{exponential, linear};

    const CENTS: Repr = Repr::Decimal { decimals: 2, is_signed: true };

    /// Checks that the message contains `expected`; `None` if the bounds are accepted.
    fn check_bounds(bounds: &[f64], written: Written, repr: Repr, expected: Option<&str>) {
        let message = check("x", bounds, written, Some(repr));
        let message = message.as_ref().map(super::ConstStr::as_str);
        assert_eq!(message.is_some(), expected.is_some(), "{bounds:?} {repr:?}: {message:?}");
        let expected = expected.unwrap_or_default();
        assert!(message.unwrap_or_default().contains(expected), "{message:?}");
    }

    #[test]
    fn constant_is_whole_steps_up_to_rounding() {
        let check = |bounds: &[f64], repr, expected| {
            check_bounds(bounds, Written::Constant, repr, expected);
        };
        check(&linear::<30>(0.1, 0.1), Repr::Nanoseconds, None);
        check(&linear::<10>(10e-3, 20e-3), Repr::Nanoseconds, None);
        check(&exponential::<26>(0.000_01, 2.0), Repr::Nanoseconds, None);
        check(&exponential::<9>(0.000_1, 10.0), Repr::Nanoseconds, None);
        check(&linear::<300>(-1.0, 0.05), CENTS, None);
        // 0.06999999999999999 counts what 0.06 counts.
        check(
            &linear::<9>(0.01, 0.01),
            CENTS,
            Some("bound number 7 and the bound before it count the same"),
        );
        check(&[8_000_000.3], Repr::Nanoseconds, None);
        check(
            &exponential::<20>(0.001, 1.5),
            Repr::Nanoseconds,
            Some("bound number 8 is not a whole"),
        );
        check(&[0.5, 1.0], Repr::Integer, Some("bound number 1 is not a whole number, and"));
        check(&[1.0, 1.5], Repr::Integer, Some("bound number 2 is not a whole number, and"));
        check(
            &[1e-10],
            Repr::Nanoseconds,
            Some("bound number 1 is not a whole number of nanoseconds"),
        );
        check(&[1.000_000_000_1], Repr::Nanoseconds, Some("nanoseconds"));
        check(&[0.005], CENTS, Some("bound number 1 is not a whole number of the unit's steps"));
        check(
            &[0.3, 0.300_000_000_000_000_04],
            Repr::Nanoseconds,
            Some("bound number 2 and the bound"),
        );
    }

    #[test]
    fn call_may_be_between_steps_but_not_within_one() {
        let check = |bounds: &[f64], repr, expected| {
            check_bounds(bounds, Written::Call, repr, expected);
        };
        check(&exponential::<40>(0.001, 1.5), Repr::Nanoseconds, None);
        check(&exponential::<12>(1024.0, 1.5), Repr::Integer, None);
        check(
            &exponential::<8>(1.0, 1.5),
            Repr::Integer,
            Some("bound number 2 and the bound before it"),
        );
        check(
            &exponential::<8>(1e-10, 10.0),
            Repr::Nanoseconds,
            Some("bound number 1 is not a whole"),
        );
        check(
            &linear::<4>(0.5, 1.0),
            Repr::Integer,
            Some("bound number 1 is not a whole number, and"),
        );
        check(&linear::<4>(0.0, 0.5), Repr::Nanoseconds, None);
        check(&linear::<4>(-1.0, 0.5), Repr::Float, Some("bound number 1 is negative"));
        check(&linear::<4>(-1.0, 0.5), Repr::SignedFloat, None);
        check(
            &exponential::<30>(1.0, 10.0),
            Repr::Integer,
            Some("bound number 21 is out of the unit's"),
        );
        check(&linear::<3>(1e16, 1.0), Repr::Integer, Some("bound number 2 is not above"));
        check(&linear::<3>(1e308, 1e308), Repr::Float, Some("bound number 2 is not finite"));
    }

    #[test]
    fn arguments_that_give_no_bounds_are_reported() {
        let check = |bounds: &[f64], expected| {
            check_bounds(bounds, Written::Call, Repr::Float, Some(expected));
        };
        for width in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY] {
            check(&linear::<3>(1.0, width), "`linear` cannot count up; write");
        }
        check(&linear::<3>(f64::NEG_INFINITY, 1.0), "`linear` cannot count up; write");
        for factor in [1.0, 0.5, -2.0, f64::NAN, f64::INFINITY] {
            check(&exponential::<3>(1.0, factor), "`exponential` cannot grow; write");
        }
        for start in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            check(&exponential::<3>(start, 2.0), "`exponential` cannot grow; write");
        }
        check(&linear::<0>(1.0, 1.0), "the list is empty");
    }

    #[test]
    fn literal_is_exact() {
        let check = |bound: f64, repr, expected| {
            let message = check_literal("B", bound, Some(repr));
            assert_eq!(message.map(|text| text.as_str().contains(expected)), Some(true), "{bound}");
        };
        let check_fits = |bound: f64, repr| {
            let message = check_literal("B", bound, Some(repr));
            assert!(message.is_none(), "{bound} {repr:?}: {message:?}");
        };
        check(-0.5, Repr::Nanoseconds, "bound `B` is negative");
        check(-1.0, Repr::Float, "bound `B` is negative");
        check(0.300_000_000_000_000_04, Repr::Nanoseconds, "nanoseconds");
        check(1e300, Repr::Nanoseconds, "out of the unit's range");
        check(18_446_744_073_709_551_616.0, Repr::Integer, "out of the unit's range");
        check(-92_233_720_368_547_760.0, Repr::Decimal { decimals: 4, is_signed: true }, "range");
        check(0.000_5, CENTS, "unit's steps");
        for bound in [-0.0, 0.1, 0.3, 0.7, 1.1, 2.3, 1e-9, 12_345.678_901_234, 8e6] {
            check_fits(bound, Repr::Nanoseconds);
        }
        for bound in [0.01, -0.29, 1e9] {
            check_fits(bound, CENTS);
        }
        check_fits(1e19, Repr::Integer);
        check_fits(-16_000.0, Repr::SignedFloat);
        assert!(check_literal("B", -1.0, None).is_none());
    }

    #[test]
    fn every_decimal_nanosecond_is_exact() {
        let mut nanoseconds: u64 = 1;
        for _ in 0..100_000 {
            nanoseconds = nanoseconds.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let (seconds, rest) = (nanoseconds >> 42, nanoseconds % 1_000_000_000);
            let bound: f64 = format!("{seconds}.{rest:09}").parse().expect("a number");
            let message = check_literal("B", bound, Some(Repr::Nanoseconds));
            assert!(message.is_none(), "{seconds}.{rest:09}");
            assert_eq!(Repr::Nanoseconds.largest_within(bound), seconds * 1_000_000_000 + rest);
        }
    }
}
