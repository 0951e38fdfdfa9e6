//! One label of a metric: fixed or bounded.

use super::bounded::{Bounded, BoundedArg};
use super::fixed::LabelValue;
use super::series_index::SeriesIndex;
use crate::desc::LabelValues;

/// The type of one label of a metric: a [`LabelValue`] or a [`Bounded`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label",
    label = "not a label",
    note = "add `#[derive(Clone, Copy, LabelValue)]` to the enum of the label's values",
    note = "for values that are not known in advance, write `Bounded<str, 100>`, `Bounded<u16, 100>` or `Bounded<YourType, 100>` with a `BoundedValue`"
)]
pub trait Label: 'static {
    /// The accessor's argument.
    type Value<'a>: Copy;
    /// The possible values.
    const DOMAIN: LabelValues;

    /// Adds the value to the index of its series.
    #[doc(hidden)]
    fn push<'a>(value: Self::Value<'a>, index: &mut SeriesIndex<'a>);
}

#[diagnostic::do_not_recommend]
impl<T: LabelValue> Label for T {
    type Value<'a> = T;
    const DOMAIN: LabelValues = LabelValues::Fixed(T::VALUES);

    #[inline]
    fn push<'a>(value: Self::Value<'a>, index: &mut SeriesIndex<'a>) {
        index.push_fixed(value.index(), T::VALUES.len());
    }
}

impl<T: BoundedArg + ?Sized, const MAX: usize> Label for Bounded<T, MAX> {
    type Value<'a> = T::Arg<'a>;
    const DOMAIN: LabelValues = LabelValues::Bounded { max: MAX };

    #[inline]
    fn push<'a>(value: Self::Value<'a>, index: &mut SeriesIndex<'a>) {
        index.push_bounded(T::arg_key(value));
    }
}
