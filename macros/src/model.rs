//! The declaration as read and completed: the input of the checks and of the writer.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Fields, Generics, LitInt, LitStr, Type, Visibility};

/// The largest number of labels of one metric.
pub(crate) const MAX_LABELS: usize = 8;

/// The sentence that marks an experimental metric in help and docs.
pub(crate) const EXPERIMENTAL: &str = " Experimental: the metric may change or be removed.";

/// A struct that derives `Metrics`.
pub(crate) struct Group {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The value of `crate = ..`.
    pub(crate) krate: Option<TokenStream>,
    pub(crate) namespace: String,
    /// The location of the namespace.
    pub(crate) namespace_span: Option<Span>,
    pub(crate) doc: DocComment,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) allows: Vec<Allow>,
    pub(crate) metrics: Vec<Metric>,
    /// The fields that are nested groups.
    pub(crate) groups: Vec<NamedField>,
    /// The fields marked with `skip`.
    pub(crate) skipped: Vec<NamedField>,
}

impl Group {
    /// Returns the exception of `rule` that applies to `metric`. The metric's own comes first.
    pub(crate) fn find_allow<'a>(&'a self, metric: &'a Metric, rule: &str) -> Option<&'a Allow> {
        metric.allows.iter().chain(&self.allows).find(|allow| allow.rule == rule)
    }
}

/// The name and type of a field.
pub(crate) struct NamedField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

/// A field that is a metric.
pub(crate) struct Metric {
    /// The position among the metrics of its group.
    pub(crate) index: usize,
    pub(crate) field: NamedField,
    pub(crate) vis: Visibility,
    /// The exported name.
    pub(crate) name: String,
    pub(crate) doc: DocComment,
    /// The parts of the type, or `None` if only the compiler knows them.
    pub(crate) visible: Option<VisibleType>,
    pub(crate) labels: MetricLabels,
    pub(crate) buckets: MetricBuckets,
    pub(crate) allows: Vec<Allow>,
    pub(crate) experimental: bool,
    pub(crate) deprecated: Option<DeprecationNote>,
    pub(crate) former_name: Option<FormerName>,
}

impl Metric {
    /// Returns the exported help: the first paragraph of the doc comment, and the notes that the
    /// reader of a dashboard needs.
    pub(crate) fn help(&self) -> String {
        let mut help = self.doc.first_paragraph();
        if self.experimental {
            help.push_str(EXPERIMENTAL);
        }
        if let Some(deprecated) = &self.deprecated {
            let (since, note) = (deprecated.since.value(), deprecated.note.value());
            help = format!("{help} Deprecated since {since}: {note}");
        }
        help
    }
}

/// A doc comment.
#[derive(Default)]
pub(crate) struct DocComment {
    /// The whole text.
    pub(crate) text: String,
    /// The location of the first line.
    pub(crate) start: Option<Span>,
}

impl DocComment {
    /// Returns the first paragraph as one line.
    pub(crate) fn first_paragraph(&self) -> String {
        let lines = self.text.lines().take_while(|line| !line.trim().is_empty());
        lines.map(str::trim).collect::<Vec<_>>().join(" ")
    }
}

/// The labels of a metric.
pub(crate) struct MetricLabels {
    /// The labels that could be read.
    pub(crate) names: Vec<Label>,
    /// The number of names in `labels(..)`, if the list is well formed.
    pub(crate) written: Option<usize>,
    /// The number of label types, if the field's type shows it.
    pub(crate) types: Option<usize>,
    /// The location of the key `labels`.
    pub(crate) key: Option<Span>,
}

impl MetricLabels {
    /// Returns whether all labels could be read.
    pub(crate) fn all_read(&self) -> bool {
        self.written == Some(self.names.len())
    }

    /// Returns whether names and types agree in number, as far as the type shows it.
    pub(crate) fn has_right_count(&self) -> bool {
        self.all_read() && self.types.is_none_or(|types| types == self.names.len())
    }
}

/// A label of a metric.
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// A field's type that shows its kind, labels and unit.
pub(crate) struct VisibleType {
    pub(crate) kind: VisibleKind,
    pub(crate) labels: Vec<VisibleLabel>,
    /// The unit, or `None` for the default unit `Count`.
    pub(crate) unit: Option<Type>,
}

/// A metric kind, as the name of a type shows it.
#[derive(Clone, Copy)]
pub(crate) enum VisibleKind {
    Counter,
    Gauge,
    UpDownCounter,
    Histogram,
}

impl VisibleKind {
    /// Returns the kind with its article.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Counter => "a counter",
            Self::Gauge => "a gauge",
            Self::UpDownCounter => "an up-down counter",
            Self::Histogram => "a histogram",
        }
    }
}

/// The type of a label.
pub(crate) enum VisibleLabel {
    /// An enum or `bool`. An alias looks the same.
    Fixed(Type),
    /// `Bounded<value, max>`.
    Bounded { value: Type, max: TokenStream },
}

/// The value of `buckets = ..`.
pub(crate) enum MetricBuckets {
    Absent,
    /// The key is written, and its value has a mistake.
    Unreadable,
    Given(BucketBounds),
}

impl MetricBuckets {
    pub(crate) fn bounds(&self) -> Option<&BucketBounds> {
        match self {
            Self::Given(bounds) => Some(bounds),
            Self::Absent | Self::Unreadable => None,
        }
    }
}

/// The bounds of a histogram.
pub(crate) struct BucketBounds {
    /// The location of the key.
    pub(crate) key: Span,
    pub(crate) source: BoundsSource,
}

/// The form in which bounds are written.
pub(crate) enum BoundsSource {
    /// A list of number literals.
    List(Vec<BucketBound>),
    /// A constant or a `const` call.
    Expr(TokenStream),
}

/// A bound in a list.
pub(crate) struct BucketBound {
    pub(crate) tokens: TokenStream,
    pub(crate) value: f64,
}

/// An exception of a rule.
pub(crate) struct Allow {
    pub(crate) rule: &'static str,
    pub(crate) reason: String,
    /// The location of the rule's name.
    pub(crate) span: Span,
}

/// The value of `deprecated(..)`.
pub(crate) struct DeprecationNote {
    pub(crate) since: LitStr,
    pub(crate) note: LitStr,
}

/// The name of a metric before it was renamed. Both names are exported until version `until`.
pub(crate) struct FormerName {
    pub(crate) name: LitStr,
    pub(crate) until: LitStr,
}

impl FormerName {
    /// Returns the help that is exported under the former name.
    pub(crate) fn help(&self, metric: &Metric) -> String {
        let (help, until) = (metric.doc.first_paragraph(), self.until.value());
        format!("{help} Renamed to {}; this name is removed in {until}.", metric.name)
    }
}

/// An enum that derives `LabelValue`.
pub(crate) struct LabelEnum {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// The value of `crate = ..`.
    pub(crate) krate: Option<TokenStream>,
    /// The variants, or `None` if the input is not an enum.
    pub(crate) variants: Option<Vec<LabelVariant>>,
}

/// A variant of a [`LabelEnum`].
pub(crate) struct LabelVariant {
    pub(crate) ident: Ident,
    pub(crate) fields: Fields,
    /// The exported value.
    pub(crate) value: String,
    /// The location of the value.
    pub(crate) span: Span,
    pub(crate) doc: DocComment,
}
