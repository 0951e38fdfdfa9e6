//! Fixed labels: all values are known at compile time.

use crate::desc::LabelValueDesc;

/// A fixed label: a type with few values, each of which has its text.
///
/// Derive it on an enum without fields; `bool` is one too (`false`, `true`). The derive makes no use of
/// the variants, so that rustc warns of a value that is never recorded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label",
    label = "not a label",
    note = "derive `LabelValue` on an enum of the values it can have",
    note = "for values that are not known in advance, use `Bounded<str, MAX>`, `Bounded<u16, MAX>` or an `BoundedValue` of your own"
)]
pub trait LabelValue: Copy + 'static {
    /// All values, in the order of [`index`](Self::index).
    const VALUES: &'static [LabelValueDesc];

    /// Where this value stands in [`VALUES`](Self::VALUES). What is recorded under an index that
    /// is not there is ignored and counted.
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
