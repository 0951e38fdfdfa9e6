//! What will be built.

use crate::read::Doc;
use proc_macro2::{Ident, Span, TokenStream};
use std::cell::Cell;
use syn::{Generics, LitInt, LitStr, Type, Visibility};

/// A struct that derives `Metrics`.
pub(crate) struct Group {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    pub(crate) krate: TokenStream,
    pub(crate) namespace: String,
    pub(crate) doc: Doc,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) allows: Vec<Allow>,
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
    /// Which it is of its group.
    pub(crate) index: usize,
    pub(crate) field: Field,
    pub(crate) vis: Visibility,
    /// The exported name.
    pub(crate) name: String,
    pub(crate) doc: Doc,
    /// Those that could be read.
    pub(crate) labels: Vec<Label>,
    /// How many are written, if their number can be told.
    pub(crate) labels_written: Option<usize>,
    /// How many labels the type shows that it has, if it does.
    pub(crate) label_types: Option<usize>,
    /// Where `labels` is written, if it is.
    pub(crate) labels_key: Option<Span>,
    /// `None` if there are none.
    pub(crate) buckets: Option<Buckets>,
    /// Whether `buckets` is written, and could be read.
    pub(crate) buckets_read: bool,
    pub(crate) allows: Vec<Allow>,
    pub(crate) experimental: bool,
    pub(crate) deprecated: Option<Deprecated>,
    pub(crate) rename: Option<Rename>,
}

impl Metric {
    /// Whether all labels could be read.
    pub(crate) fn labels_read(&self) -> bool {
        self.labels_written == Some(self.labels.len())
    }

    /// Whether there are as many label names as label types, as far as the type shows it.
    pub(crate) fn has_right_count(&self) -> bool {
        self.labels_read() && self.label_types.is_none_or(|types| types == self.labels.len())
    }

    /// What is exported as help: the doc comment's first paragraph, and what a reader of a
    /// dashboard has to know beside it.
    pub(crate) fn help(&self) -> String {
        let mut help = self.doc.help();
        if self.experimental {
            help.push_str(" Experimental: it may change or go.");
        }
        if let Some(deprecated) = &self.deprecated {
            let (since, note) = (deprecated.since.value(), deprecated.note.value());
            help = format!("{help} Deprecated since {since}: {note}");
        }
        help
    }
}

/// A metric that is on its way out.
pub(crate) struct Deprecated {
    pub(crate) since: LitStr,
    pub(crate) note: LitStr,
}

/// The name the metric had before, and for how long it has both.
pub(crate) struct Rename {
    pub(crate) from: LitStr,
    pub(crate) until: LitStr,
}

impl Rename {
    /// What is exported as help of the former name.
    pub(crate) fn help(&self, metric: &Metric) -> String {
        let (help, until) = (metric.doc.help(), self.until.value());
        format!("{help} Renamed to {}, and gone in {until}.", metric.name)
    }
}

/// An exception of a rule.
pub(crate) struct Allow {
    pub(crate) rule: &'static str,
    pub(crate) reason: String,
    /// Where the rule is named.
    pub(crate) span: Span,
    /// Whether a check of a name made use of it. The rules about types are not decided here.
    pub(crate) used: Cell<bool>,
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
