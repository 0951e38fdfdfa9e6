//! Exported numbers.

use crate::repr::Repr;
use std::fmt;

/// An exported value. [`Display`](fmt::Display) writes the text format: integers in full, floats as the
/// shortest decimal that parses to the same float, and `+Inf`, `-Inf` and `NaN`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A total without a sign.
    Unsigned(u64),
    /// An integer with a sign.
    Signed(i64),
    /// A float, such as a duration in seconds.
    Float(f64),
}

impl Number {
    /// Returns the value of a total, which is never negative.
    pub(crate) fn from_total(bits: u64, repr: Repr) -> Self {
        match repr {
            Repr::Integer => Self::Unsigned(bits),
            Repr::Nanoseconds => Self::Float(total_seconds(bits)),
            Repr::Float => Self::Float(f64::from_bits(bits)),
        }
    }

    /// Returns the value of a gauge, which can be negative.
    pub(crate) fn from_level(bits: u64, repr: Repr) -> Self {
        match repr {
            Repr::Integer => Self::Signed(bits.cast_signed()),
            Repr::Nanoseconds => Self::Float(level_seconds(bits)),
            Repr::Float => Self::Float(f64::from_bits(bits)),
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
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unsigned(value) => value.fmt(f),
            Self::Signed(value) => value.fmt(f),
            Self::Float(f64::INFINITY) => f.write_str("+Inf"),
            Self::Float(f64::NEG_INFINITY) => f.write_str("-Inf"),
            Self::Float(value) => value.fmt(f),
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
    }
}
