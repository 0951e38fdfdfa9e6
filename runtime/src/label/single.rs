//! One label of a metric: fixed or bounded.

use super::bounded::{Bounded, BoundedValue};
use super::fixed::LabelValue;
use super::series_index::SeriesIndex;
use crate::desc::LabelValues;

/// A label's type in a metric's: a [`LabelValue`] or an [`Bounded`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label",
    label = "not a label",
    note = "derive `LabelValue` on an enum of the values it can have",
    note = "for values that are not known in advance, use `Bounded<str, MAX>`, `Bounded<u16, MAX>` or an `BoundedValue` of your own"
)]
pub trait Label: 'static {
    /// What the accessor takes.
    type Value<'a>: Copy;
    /// The values there can be.
    const DOMAIN: LabelValues;

    /// Adds the value to the place of the series it is a label of.
    #[doc(hidden)]
    fn place<'a>(value: Self::Value<'a>, place: &mut SeriesIndex<'a>);
}

impl<T: LabelValue> Label for T {
    type Value<'a> = T;
    const DOMAIN: LabelValues = LabelValues::Fixed(T::VALUES);

    #[inline]
    fn place<'a>(value: Self::Value<'a>, place: &mut SeriesIndex<'a>) {
        place.push_fixed(value.index(), T::VALUES.len());
    }
}

impl<T: BoundedValue + ?Sized, const MAX: usize> Label for Bounded<T, MAX> {
    type Value<'a> = T::Arg<'a>;
    const DOMAIN: LabelValues = LabelValues::Bounded { max: MAX };

    #[inline]
    fn place<'a>(value: Self::Value<'a>, place: &mut SeriesIndex<'a>) {
        place.push_bounded(T::key(value));
    }
}
