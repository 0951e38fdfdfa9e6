//! Fixed labels: all values are known at compile time.

use crate::desc::LabelValueDesc;

/// The largest number of values of a fixed label.
pub const MAX_VALUES: usize = 4096;

/// A fixed label: a type with values known at compile time, each with an exported text.
///
/// Derive it on an enum without fields. `bool` is a fixed label too (`false`, `true`). The derive does
/// not use the variants, so rustc still warns about a value that is never recorded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label",
    label = "not a label",
    note = "add `#[derive(Clone, Copy, LabelValue)]` to the enum of the label's values",
    note = "for values that are not known in advance, write `Bounded<str, 100>`, `Bounded<u16, 100>` or `Bounded<YourType, 100>` with a `BoundedValue`"
)]
pub trait LabelValue: Copy + 'static {
    /// All values, in the order of [`index`](Self::index): at least one and at most [`MAX_VALUES`]. No value
    /// is empty, occurs twice, has a NUL character or is [`OTHER`](crate::label::OTHER). A metric with a label of other values does
    /// not compile.
    const VALUES: &'static [LabelValueDesc];
    /// True if the derive has checked the values.
    #[doc(hidden)]
    const __IS_CHECKED: bool = false;

    /// Returns the position of this value in [`VALUES`](Self::VALUES). A value recorded under an
    /// index out of range is ignored and counted.
    fn index(self) -> usize;
}

impl LabelValue for bool {
    const VALUES: &'static [LabelValueDesc] =
        &[LabelValueDesc { value: "false", doc: "" }, LabelValueDesc { value: "true", doc: "" }];

    #[inline]
    fn index(self) -> usize {
        usize::from(self)
    }
}
