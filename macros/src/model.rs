//! What will be built.

use crate::read::Doc;
use proc_macro2::{Ident, Span, TokenStream};
use syn::{Generics, Type, Visibility};

/// A struct that derives `Metrics`.
pub(crate) struct Group {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    pub(crate) krate: TokenStream,
    pub(crate) namespace: String,
    pub(crate) doc: Doc,
    pub(crate) metrics: Vec<Metric>,
    /// The fields that are nested groups.
    pub(crate) groups: Vec<Field>,
    /// The fields that are no metrics.
    pub(crate) skipped: Vec<Field>,
}

/// A field's name and type.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

/// A field that is a metric.
pub(crate) struct Metric {
    pub(crate) field: Field,
    pub(crate) vis: Visibility,
    /// The exported name.
    pub(crate) name: String,
    pub(crate) doc: Doc,
    pub(crate) labels: Vec<Label>,
    /// How many labels the type shows that it has, if it does.
    pub(crate) label_types: Option<usize>,
    /// Where `labels` is written, if it is.
    pub(crate) labels_key: Option<Span>,
    pub(crate) buckets: Option<Buckets>,
}

/// A label's name.
pub(crate) struct Label {
    pub(crate) name: String,
    /// The accessor's parameter.
    pub(crate) param: Ident,
    pub(crate) span: Span,
}

/// The bounds of a histogram.
pub(crate) struct Buckets {
    pub(crate) key: Span,
    /// The expression.
    pub(crate) tokens: TokenStream,
    /// Where it is a list of literals: each with its value.
    pub(crate) list: Option<Vec<(TokenStream, f64)>>,
}

/// An enum that derives `LabelValue`.
pub(crate) struct LabelEnum {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) krate: TokenStream,
    pub(crate) variants: Vec<Variant>,
}

/// A variant of such an enum.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) value: String,
    /// Where its value is written.
    pub(crate) span: Span,
    pub(crate) doc: Doc,
}
