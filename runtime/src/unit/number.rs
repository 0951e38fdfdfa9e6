//! Exported numbers.

use super::decimal::{MAX_DECIMALS, write_steps};
use crate::repr::Repr;
use std::fmt;

/// An exported value. [`Display`](fmt::Display) writes the text format: integers and decimals in full,
/// floats as the shortest decimal that parses to the same float, and `+Inf`, `-Inf` and `NaN`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A total without a sign.
    Unsigned(u64),
    /// An integer with a sign.
    Signed(i64),
    /// A float, such as a duration in seconds.
    Float(f64),
    /// A fixed-point number: `steps` / 10^`decimals`.
    Decimal {
        /// The number, multiplied by 10^`decimals`.
        steps: i64,
        /// The number of decimals. More than 18 count as 18.
        decimals: u8,
    },
}

impl Number {
    /// Returns the value of a counter or of a histogram's sum.
    pub(crate) fn from_total(bits: u64, repr: Repr) -> Self {
        match repr {
            Repr::Integer => Self::Unsigned(bits),
            Repr::Nanoseconds => Self::Float(total_seconds(bits)),
            Repr::Float | Repr::SignedFloat => Self::Float(f64::from_bits(bits)),
            Repr::Decimal { decimals, .. } => Self::Decimal { steps: bits.cast_signed(), decimals },
        }
    }

    /// Returns the value of a gauge or an up-down counter, which can be negative.
    pub(crate) fn from_level(bits: u64, repr: Repr) -> Self {
        match repr {
            Repr::Integer => Self::Signed(bits.cast_signed()),
            Repr::Nanoseconds => Self::Float(level_seconds(bits)),
            Repr::Float | Repr::SignedFloat => Self::Float(f64::from_bits(bits)),
            Repr::Decimal { decimals, .. } => Self::Decimal { steps: bits.cast_signed(), decimals },
        }
    }

    /// Returns the nearest float, which Prometheus stores.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "Prometheus stores floats")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Unsigned(value) => value as f64,
            Self::Signed(value) => value as f64,
            Self::Float(value) => value,
            Self::Decimal { steps, decimals } => decimal_to_f64(steps, decimals),
        }
    }
}

/// Returns the float nearest to `steps` / 10^`decimals`.
#[expect(clippy::cast_precision_loss, reason = "the quotient is rounded once")]
fn decimal_to_f64(steps: i64, decimals: u8) -> f64 {
    let quotient = steps as f64 / 10_u64.pow(decimals.min(MAX_DECIMALS).into()) as f64;
    if steps.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS {
        return quotient;
    }
    // A float holds fewer steps, so the quotient was rounded twice. Parsing rounds once. The text is
    // always a number.
    Number::Decimal { steps, decimals }.to_string().parse().unwrap_or(quotient)
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unsigned(value) => value.fmt(f),
            Self::Signed(value) => value.fmt(f),
            Self::Float(f64::INFINITY) => f.write_str("+Inf"),
            Self::Float(f64::NEG_INFINITY) => f.write_str("-Inf"),
            Self::Float(value) => value.fmt(f),
            Self::Decimal { steps, decimals } => write_steps(f, steps, decimals),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 104 days, then rounded")]
fn total_seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 104 days, then rounded")]
pub(super) fn level_seconds(bits: u64) -> f64 {
    bits.cast_signed() as f64 / 1e9
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_have_the_form_of_the_text_format() {
        let text = |number: Number| number.to_string();
        assert_eq!(text(Number::Unsigned(u64::MAX)), "18446744073709551615");
        assert_eq!(text(Number::Signed(-3)), "-3");
        assert_eq!(text(Number::Float(0.1)), "0.1");
        assert_eq!(text(Number::Float(f64::INFINITY)), "+Inf");
        assert_eq!(text(Number::Float(f64::NEG_INFINITY)), "-Inf");
        assert_eq!(text(Number::Float(f64::NAN)), "NaN");
        assert_eq!(text(Number::Decimal { steps: -1_050, decimals: 3 }), "-1.05");
    }

    #[test]
    fn decimal_is_the_nearest_float() {
        let mut steps: i64 = 1;
        for round in 0..100_000_u32 {
            steps = steps
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let number =
                Number::Decimal { steps: steps >> (round % 60), decimals: (round % 19) as u8 };
            let parsed: f64 = number.to_string().parse().expect("a float");
            assert_eq!(number.as_f64().to_bits(), (parsed + 0.0).to_bits(), "{number:?}");
        }
    }
}
