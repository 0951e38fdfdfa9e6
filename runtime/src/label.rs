//! Labels: fixed labels, with values known at compile time, and bounded labels.

pub(crate) mod grammar;

mod arity;
mod bounded;
mod fixed;
mod key;
mod series_index;
mod single;

pub use arity::Labels;
#[doc(hidden)]
pub use arity::{HasLabels, LabelAt};
#[doc(hidden)]
pub use bounded::BoundedArg;
pub use bounded::{Bounded, BoundedValue, MAX_VALUE_LEN, OTHER};
pub use fixed::{LabelValue, MAX_VALUES};
pub use key::LabelKey;
#[doc(hidden)]
pub use series_index::SeriesIndex;
pub use single::Label;

pub(crate) use arity::{bounded_labels, bounded_series};
pub(crate) use key::CanonicalKey;
pub(crate) use series_index::MAX_LABELS;
