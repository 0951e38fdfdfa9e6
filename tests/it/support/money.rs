//! A fixed-point unit.

use measures::{Unit, unit::Decimal};

/// Money, to the millionth.
#[derive(Debug)]
pub(crate) struct Money;

impl Unit for Money {
    const NAME: &'static str = "";
    type Value = Decimal<6>;
}
