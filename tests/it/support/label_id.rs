//! A label value that is a text or an integer.

use measures::{BoundedValue, label::LabelKey};

/// A value of a label, as a caller spells it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Id {
    Text(String),
    Signed(i64),
    Unsigned(u64),
}

impl Id {
    /// Returns the exported text.
    pub(crate) fn text(&self) -> String {
        self.key().to_string()
    }
}

impl BoundedValue for Id {
    fn key(&self) -> LabelKey<'_> {
        match self {
            Self::Text(text) => LabelKey::Str(text),
            Self::Signed(value) => LabelKey::Signed(*value),
            Self::Unsigned(value) => LabelKey::Unsigned(*value),
        }
    }
}
