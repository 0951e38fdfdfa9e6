//! The representation of recorded values in 64 bits.

/// The representation of values in 64 bits. Amounts are never negative, so their bits have the same order as
/// the amounts in all three representations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repr {
    /// Two's complement.
    Integer,
    /// Two's complement, in nanoseconds.
    Nanoseconds,
    /// IEEE 754.
    Float,
}

impl Repr {
    /// Returns the bits of the sum of two values. Integers wrap.
    #[inline]
    pub(crate) fn sum(self, a: u64, b: u64) -> u64 {
        match self {
            Self::Integer | Self::Nanoseconds => a.wrapping_add(b),
            Self::Float => (f64::from_bits(a) + f64::from_bits(b)).to_bits(),
        }
    }

    /// Returns the bits of the negated value.
    #[inline]
    pub(crate) fn negate(self, bits: u64) -> u64 {
        match self {
            Self::Integer | Self::Nanoseconds => bits.wrapping_neg(),
            Self::Float => (-f64::from_bits(bits)).to_bits(),
        }
    }

    /// Returns the power of two that contains the amount. A larger amount never has a smaller power.
    #[inline]
    pub(crate) const fn power(self, bits: u64) -> u32 {
        match self {
            Self::Integer | Self::Nanoseconds => u64::BITS - bits.leading_zeros(),
            // The exponent is above the 52 bits of the significand.
            Self::Float => (bits >> 52) as u32,
        }
    }

    /// Returns the bits of the largest amount that is not above the bucket's `bound`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a bound below zero becomes 0, and a bound above the range the largest amount"
    )]
    pub(crate) const fn bound(self, bound: f64) -> u64 {
        match self {
            Self::Integer => bound as u64,
            Self::Nanoseconds => rounded(bound * 1e9),
            Self::Float => (bound.max(0.0) + 0.0).to_bits(),
        }
    }
}

/// Rounds half up. `f64::round` is not a constant function before Rust 1.90.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the cast saturates, and the remainder of a large value is 0"
)]
const fn rounded(value: f64) -> u64 {
    let whole = value as u64;
    if value - whole as f64 >= 0.5 { whole.saturating_add(1) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::Repr;
    use std::time::Duration;

    #[test]
    fn repr_bound_holds_an_amount_equal_to_it() {
        let exact = |seconds| Duration::from_secs_f64(seconds).as_nanos();
        for bound in [0.0001, 0.0005, 0.1, 0.3, 10.0] {
            assert_eq!(u128::from(Repr::Nanoseconds.bound(bound)), exact(bound));
        }
        assert_eq!(Repr::Integer.bound(1024.9), 1024);
        assert_eq!(Repr::Integer.bound(-1.0), 0);
    }

    #[test]
    fn repr_bound_rounds_as_f64_round_does() {
        for value in [0.0, 0.49, 0.5, 0.51, 1.5, 2.5, 4_503_599_627_370_497.0, 1e300, f64::INFINITY]
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "saturates"
            )]
            let expected = value.round() as u64;
            assert_eq!(super::rounded(value), expected, "{value}");
        }
    }
}
