//! The representation of recorded values in 64 bits.
//!
//! Integers, durations and decimals are whole numbers of *steps*: 1, a nanosecond, or the last decimal.
//! Floats are IEEE 754.

/// The number of steps up to which every step is a float of its own.
const EXACT_STEPS: u64 = 1 << f64::MANTISSA_DIGITS;

/// The representation of values in 64 bits.
///
/// The amounts of counters and levels are never negative. Observations of a histogram are negative only
/// in the representations that say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repr {
    /// Two's complement. Observations are not negative.
    Integer,
    /// Two's complement, in nanoseconds. Observations are not negative.
    Nanoseconds,
    /// Two's complement, in steps of 10<sup>-decimals</sup>. A sum is at most [`i64::MAX`].
    Decimal {
        /// The number of decimals.
        decimals: u8,
        /// True if observations can be negative.
        is_signed: bool,
    },
    /// IEEE 754. Observations are not negative.
    Float,
    /// IEEE 754. Observations can be negative.
    SignedFloat,
}

impl Repr {
    /// Returns whether values are floats and not whole numbers of steps.
    #[inline(always)]
    pub(crate) const fn is_float(self) -> bool {
        matches!(self, Self::Float | Self::SignedFloat)
    }

    /// Returns whether both are the same. `==` is not `const`.
    pub(crate) const fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (
                Self::Decimal { decimals: a, is_signed: b },
                Self::Decimal { decimals: c, is_signed: d },
            ) => a == c && b == d,
            (Self::Integer, Self::Integer)
            | (Self::Nanoseconds, Self::Nanoseconds)
            | (Self::Float, Self::Float)
            | (Self::SignedFloat, Self::SignedFloat) => true,
            _ => false,
        }
    }

    /// Returns whether a histogram's observations and bounds can be negative.
    #[inline(always)]
    pub(crate) const fn is_signed(self) -> bool {
        matches!(self, Self::SignedFloat | Self::Decimal { is_signed: true, .. })
    }

    /// Returns the number of steps in 1, for values that are not floats.
    #[expect(clippy::cast_precision_loss, reason = "10^18 is a float")]
    pub(crate) const fn steps(self) -> f64 {
        match self {
            Self::Nanoseconds => 1e9,
            Self::Decimal { decimals, .. } => 10_u64.pow(decimals as u32) as f64,
            Self::Integer | Self::Float | Self::SignedFloat => 1.0,
        }
    }

    /// Returns the bits of the sum of a total and an amount, or of two totals; `None` if the total cannot
    /// hold it.
    #[inline]
    pub(crate) fn checked_sum(self, total: u64, amount: u64) -> Option<u64> {
        match self {
            Self::Integer | Self::Nanoseconds => total.checked_add(amount),
            Self::Decimal { .. } => {
                let sum = total.cast_signed().checked_add(amount.cast_signed());
                sum.map(i64::cast_unsigned)
            }
            // No bits are those of a negative number, so infinity has the largest bits.
            Self::Float => {
                let bits = (f64::from_bits(total) + f64::from_bits(amount)).to_bits();
                (bits < f64::INFINITY.to_bits()).then_some(bits)
            }
            Self::SignedFloat => finite_bits(f64::from_bits(total) + f64::from_bits(amount)),
        }
    }

    /// Returns the bits of a level after adding an amount that is not negative; `None` if the level
    /// cannot hold it.
    #[inline]
    pub(crate) fn raise(self, level: u64, amount: u64) -> Option<u64> {
        if self.is_float() {
            finite_bits(f64::from_bits(level) + f64::from_bits(amount))
        } else {
            level.cast_signed().checked_add_unsigned(amount).map(i64::cast_unsigned)
        }
    }

    /// Returns the bits of a level after subtracting an amount that is not negative; `None` if the level
    /// cannot hold it.
    #[inline]
    pub(crate) fn lower(self, level: u64, amount: u64) -> Option<u64> {
        if self.is_float() {
            finite_bits(f64::from_bits(level) - f64::from_bits(amount))
        } else {
            level.cast_signed().checked_sub_unsigned(amount).map(i64::cast_unsigned)
        }
    }

    /// Returns whether the observation `a` is below the observation `b`.
    #[inline(always)]
    pub(crate) const fn is_below(self, a: u64, b: u64) -> bool {
        match self {
            Self::Integer | Self::Nanoseconds | Self::Float => a < b,
            Self::Decimal { .. } => a.cast_signed() < b.cast_signed(),
            Self::SignedFloat => f64::from_bits(a) < f64::from_bits(b),
        }
    }

    /// Returns an observation as a float, rounded if it has more than 2^53 steps.
    #[expect(clippy::cast_precision_loss, reason = "a float has 53 bits")]
    pub(crate) const fn to_f64(self, bits: u64) -> f64 {
        match self {
            Self::Integer => bits as f64,
            Self::Nanoseconds => bits as f64 / 1e9,
            Self::Decimal { .. } => bits.cast_signed() as f64 / self.steps(),
            Self::Float | Self::SignedFloat => f64::from_bits(bits),
        }
    }

    /// Returns whether [`to_f64`](Self::to_f64) gives each observation of this size a float of its own.
    pub(crate) const fn is_exact(self, bits: u64) -> bool {
        match self {
            Self::Integer | Self::Nanoseconds => bits <= EXACT_STEPS,
            Self::Decimal { .. } => bits.cast_signed().unsigned_abs() <= EXACT_STEPS,
            Self::Float | Self::SignedFloat => true,
        }
    }

    /// Returns whether a finite `bound` is beyond all values in steps.
    pub(crate) const fn is_out_of_range(self, bound: f64) -> bool {
        match self {
            Self::Integer | Self::Nanoseconds => bound >= self.to_f64(u64::MAX),
            Self::Decimal { .. } => bound.abs() >= self.to_f64(i64::MAX.cast_unsigned()),
            Self::Float | Self::SignedFloat => false,
        }
    }

    /// Returns the distance from a `bound` in range to the nearest value in steps.
    pub(crate) const fn distance_to_step(self, bound: f64) -> f64 {
        let below = self.largest_within(bound);
        let (low, high) = (self.to_f64(below), self.to_f64(below.wrapping_add(1)));
        let (down, up) = ((bound - low).abs(), (high - bound).abs());
        if down < up { down } else { up }
    }

    /// Returns the bits of the largest observation that is not above a finite `bound`, or of the
    /// smallest observation if all are above. `0.3` seconds is 300,000,000 nanoseconds, although the
    /// float is slightly smaller: a bound stands for the decimal that it was written as.
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "in range")]
    #[expect(clippy::float_cmp, reason = "the float of a step is the float of its decimal")]
    pub(crate) const fn largest_within(self, bound: f64) -> u64 {
        let (smallest, largest) = match self {
            Self::Integer | Self::Nanoseconds => (0, u64::MAX as i128),
            Self::Decimal { is_signed: true, .. } => (i64::MIN as i128, i64::MAX as i128),
            Self::Decimal { .. } => (0, i64::MAX as i128),
            // Adding zero turns -0.0 into 0.0.
            Self::Float | Self::SignedFloat => return (bound + 0.0).to_bits(),
        };
        let below = clamped(scaled(bound, self.steps() as u64, 0), smallest, largest);
        let nearest = clamped(scaled(bound, self.steps() as u64, 1), smallest, largest);
        let is_nearest = !matches!(self, Self::Integer) && self.to_f64(nearest as u64) == bound;
        if is_nearest { nearest as u64 } else { below as u64 }
    }
}

/// Returns the bits of a number; `None` if it is not finite.
#[inline]
fn finite_bits(number: f64) -> Option<u64> {
    let bits = number.to_bits();
    // Without the sign, the bits of all finite numbers are below those of infinity.
    (bits << 1 < f64::INFINITY.to_bits() << 1).then_some(bits)
}

const fn clamped(value: i128, smallest: i128, largest: i128) -> i128 {
    if value < smallest {
        smallest
    } else if value > largest {
        largest
    } else {
        value
    }
}

/// Returns `number * steps` exactly, rounded down, or to the nearest with `halves` = 1. A product above
/// 2^100 is that.
const fn scaled(number: f64, steps: u64, halves: i128) -> i128 {
    let bits = number.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff).cast_signed(), bits & ((1 << 52) - 1));
    let significand = if exponent == 0 { fraction } else { fraction | 1 << 52 };
    let sign = if number < 0.0 { -1 } else { 1 };
    // Below 2^53 * 2^60.
    let product = sign * significand as i128 * steps as i128;
    let places = 1075 - if exponent == 0 { 1 } else { exponent };
    if places < -12 {
        return sign << 100;
    } else if places <= 0 {
        return product << -places;
    } else if places > 120 {
        // All digits are behind the point.
        return if halves == 0 && product < 0 { -1 } else { 0 };
    }
    (product + (halves << (places - 1))) >> places
}

#[cfg(test)]
mod tests {
    use super::Repr;
    use std::time::Duration;

    const CENTS: Repr = Repr::Decimal { decimals: 2, is_signed: true };
    const MILLIONTHS: Repr = Repr::Decimal { decimals: 6, is_signed: false };

    fn check(repr: Repr, bound: f64, expected: i128) {
        let bits = repr.largest_within(bound);
        let value = match repr {
            Repr::Decimal { .. } => i128::from(bits.cast_signed()),
            _ => i128::from(bits),
        };
        assert_eq!(value, expected, "{repr:?} {bound}");
    }

    #[test]
    fn bound_holds_the_decimal_that_was_written() {
        for text in
            ["0.0001", "0.0005", "0.1", "0.3", "0.7", "10", "1.1", "0.000000001", "8000000.3"]
        {
            let bound: f64 = text.parse().expect("a number");
            let exact = Duration::from_secs_f64(bound).as_nanos();
            check(Repr::Nanoseconds, bound, exact.cast_signed());
        }
        check(CENTS, 0.29, 29);
        check(CENTS, -0.29, -29);
        check(MILLIONTHS, 0.000_003, 3);
    }

    #[test]
    fn bound_between_two_steps_is_the_lower_step() {
        check(Repr::Integer, 1024.9, 1024);
        check(Repr::Nanoseconds, 0.000_000_001_9, 1);
        check(Repr::Nanoseconds, 0.799_999_999_999_999_9, 799_999_999);
        check(Repr::Nanoseconds, 0.300_000_000_000_000_04, 300_000_000);
        check(CENTS, 0.019, 1);
        check(CENTS, -0.019, -2);
        check(CENTS, -1e-300, -1);
    }

    #[test]
    fn bound_out_of_range_is_the_end_of_the_range() {
        check(Repr::Integer, -1.0, 0);
        check(Repr::Integer, 1e300, u64::MAX.into());
        check(Repr::Integer, 9_007_199_254_740_992.0, 9_007_199_254_740_992);
        check(Repr::Integer, 1e19, 10_000_000_000_000_000_000);
        check(Repr::Nanoseconds, 1e300, u64::MAX.into());
        check(CENTS, -1e300, i64::MIN.into());
        check(CENTS, 1e300, i64::MAX.into());
        check(MILLIONTHS, -1.0, 0);
    }

    #[test]
    fn total_that_does_not_fit_is_none() {
        assert_eq!(Repr::Integer.checked_sum(u64::MAX, 1), None);
        assert_eq!(Repr::Nanoseconds.checked_sum(u64::MAX - 1, 1), Some(u64::MAX));
        assert_eq!(CENTS.checked_sum(i64::MAX.cast_unsigned(), 1), None);
        assert_eq!(CENTS.checked_sum(5, (-7_i64).cast_unsigned()), Some((-2_i64).cast_unsigned()));
        let max = f64::MAX.to_bits();
        assert_eq!(Repr::Float.checked_sum(max, max), None);
        assert_eq!(Repr::Float.checked_sum(max, 0), Some(max));
    }

    #[test]
    fn level_that_does_not_fit_is_none() {
        let (min, max) = (i64::MIN.cast_unsigned(), i64::MAX.cast_unsigned());
        assert_eq!(Repr::Integer.raise(max, 1), None);
        assert_eq!(Repr::Integer.raise(min, u64::MAX), Some(max));
        assert_eq!(Repr::Integer.lower(0, u64::MAX), None);
        assert_eq!(Repr::Nanoseconds.lower(min, 1), None);
        assert_eq!(Repr::Float.raise(f64::NAN.to_bits(), 1.0_f64.to_bits()), None);
        assert_eq!(Repr::Float.lower((-f64::MAX).to_bits(), f64::MAX.to_bits()), None);
        assert_eq!(Repr::Float.lower(0, 1.5_f64.to_bits()), Some((-1.5_f64).to_bits()));
    }
}
