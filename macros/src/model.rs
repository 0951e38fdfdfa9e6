//! The declaration as read and completed: the input of the checks and of the writer.

use crate::builtin_unit::BuiltinUnit;
use crate::keys::MetricPart;
use crate::{conventions, markdown, rules};
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::{Fields, Generics, LitInt, LitStr, Meta, Type, Visibility};

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
    /// The fields that a `#[cfg]` removed, or `None` if they are unknown.
    pub(crate) removed_fields: Option<Vec<String>>,
    pub(crate) metrics: Vec<Metric>,
    /// The fields that are nested groups.
    pub(crate) groups: Vec<NamedField>,
    /// The fields marked with `skip`.
    pub(crate) skipped: Vec<NamedField>,
    /// The rules about types whose exceptions for the group the macro has judged.
    pub(crate) decided_allows: Vec<&'static str>,
    /// True if the exceptions have a mistake, so that it is unclear which rules apply.
    pub(crate) has_unclear_allows: bool,
}

impl Group {
    /// Returns the exception of `rule` that applies to `metric`. The metric's own comes first.
    pub(crate) fn find_allow<'a>(&'a self, metric: &'a Metric, rule: &str) -> Option<&'a Allow> {
        metric.allows.iter().chain(&self.allows).find(|allow| allow.rule == rule)
    }

    /// Returns whether a field that a `#[cfg]` removed may need the exception of the group in another
    /// configuration.
    pub(crate) fn may_need_elsewhere(&self, allow: &Allow) -> bool {
        if allow.may_be_unused {
            return true;
        }
        let Some(removed) = &self.removed_fields else { return true };
        let context = conventions::NameContext {
            part: conventions::NamePart::of_field(&self.namespace),
            namespace: &self.namespace,
            facts: None,
        };
        removed.iter().any(|name| {
            // Only the names of removed fields are known, not their types and labels.
            rules::TYPED.contains(&allow.rule)
                || rules::OF_LABELS.contains(&allow.rule)
                || conventions::find_problems(name, context)
                    .iter()
                    .any(|problem| problem.rule == allow.rule)
        })
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
    /// The attributes of the field that also apply to the accessor, such as `doc(hidden)`.
    pub(crate) accessor_attributes: Vec<Meta>,
    pub(crate) former_name: Option<FormerName>,
    /// True if the field has a `#[metric(..)]` with a key.
    pub(crate) has_keys: bool,
    /// The parts with a reported mistake. Rules about them would only repeat it.
    pub(crate) mistakes: Vec<MetricPart>,
    /// The rules about types that the macro has decided, so that generated code need not.
    pub(crate) decided: Vec<&'static str>,
}

impl Metric {
    /// Returns whether a mistake in this part is already reported.
    pub(crate) fn has_mistake(&self, part: MetricPart) -> bool {
        self.mistakes.contains(&part)
    }

    /// Returns the type if generated code can name its kind, its unit and each of its labels.
    pub(crate) fn direct_type(&self) -> Option<&VisibleType> {
        let is_clear = !self.has_mistake(MetricPart::Type) && self.labels.has_right_count();
        let visible = self.visible.as_ref().filter(|_| is_clear)?;
        (visible.labels.len() == self.labels.names.len()).then_some(visible)
    }

    /// Returns whether the macro has decided the rule: the metric follows it, or an error is reported.
    pub(crate) fn is_decided(&self, rule: &str) -> bool {
        self.decided.contains(&rule)
    }

    /// Returns the item that has the name of the field, in words. An accessor cannot have its name.
    pub(crate) fn item_of_same_name(&self) -> Option<&'static str> {
        match self.field.ident.unraw().to_string().as_str() {
            "new" => Some("the constructor"),
            "default" => Some("`Default::default`"),
            "DESC" => Some("the declaration"),
            // They take the group by value, so the compiler prefers them to an accessor.
            "into" | "try_into" => Some("a method of every type"),
            _ => None,
        }
    }

    /// Returns the notes after the help, which the reader of a dashboard needs.
    pub(crate) fn help_notes(&self) -> String {
        let mut notes = String::new();
        if self.experimental {
            notes.push_str(EXPERIMENTAL);
        }
        if let Some(deprecated) = &self.deprecated {
            notes.push_str(&deprecated.help_note());
        }
        notes
    }
}

/// A doc comment.
pub(crate) struct DocComment {
    pub(crate) text: DocText,
    /// The first paragraph as one line, if it is a literal without Markdown.
    plain: Option<String>,
    /// The location of the first line.
    pub(crate) start: Option<Span>,
}

/// The whole text of a doc comment.
pub(crate) enum DocText {
    Literal(String),
    /// The arguments of `concat!`, among them macro calls such as `include_str!("..")`.
    Computed(TokenStream),
}

impl DocComment {
    pub(crate) fn new(text: DocText, start: Option<Span>) -> Self {
        let plain = match &text {
            DocText::Literal(text) => markdown::plain_paragraph(text),
            DocText::Computed(_) => None,
        };
        Self { text, plain, start }
    }

    /// Returns a text without a letter or digit, such as dots.
    pub(crate) fn wordless(&self) -> Option<String> {
        match &self.text {
            DocText::Literal(text) if !text.contains(char::is_alphanumeric) => Some(text.clone()),
            _ => None,
        }
    }

    /// Returns whether there is no text.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.text, DocText::Literal(text) if text.is_empty())
    }

    /// Returns the whole text if it is one line without Markdown, so that the help is the same.
    pub(crate) fn plain_text(&self) -> Option<&str> {
        match (&self.text, &self.plain) {
            (DocText::Literal(text), Some(help)) if text == help => Some(text),
            _ => None,
        }
    }

    /// Returns the first paragraph as one line, if it is a literal without Markdown. The runtime extracts
    /// it from other docs.
    pub(crate) fn plain_paragraph(&self) -> Option<&str> {
        self.plain.as_deref()
    }
}

/// The labels of a metric.
#[derive(Clone)]
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
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// A field's type that shows its kind, labels and unit.
pub(crate) struct VisibleType {
    pub(crate) kind: VisibleKind,
    /// The labels as written. A single type that is not a tuple may be an alias of one.
    pub(crate) labels: Vec<VisibleLabel>,
    /// The number of labels, or `None` if a single type may be an alias of a tuple.
    pub(crate) label_count: Option<usize>,
    /// The unit, or `None` for the default unit `Count`.
    pub(crate) unit: Option<Type>,
    /// The unit if it has the name of a unit of the runtime.
    pub(crate) builtin_unit: Option<&'static BuiltinUnit>,
}

impl VisibleType {
    /// Returns the kind and unit that decide the suffixes of the name, if the macro knows the unit.
    pub(crate) fn facts(&self) -> Option<conventions::TypeFacts> {
        let (_, kind) = self.kind.name().split_once(' ')?;
        let is_counter = self.kind == VisibleKind::Counter;
        Some(conventions::TypeFacts { kind, is_counter, unit: self.unit_name()? })
    }

    /// Returns the name of the unit in OpenMetrics, which is empty for `Count`. Returns `None` for a unit
    /// of the user.
    pub(crate) fn unit_name(&self) -> Option<&'static str> {
        self.builtin_unit.map(|unit| unit.name)
    }
}

/// A metric kind, as the name of a type shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    Bounded { ty: Type, value: Box<Type>, max: TokenStream },
}

impl VisibleLabel {
    /// Returns the whole type.
    pub(crate) fn ty(&self) -> &Type {
        match self {
            Self::Fixed(ty) | Self::Bounded { ty, .. } => ty,
        }
    }
}

/// The value of `buckets = ..`.
#[derive(Clone)]
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
#[derive(Clone)]
pub(crate) struct BucketBounds {
    /// The location of the key.
    pub(crate) key: Span,
    /// True if an earlier histogram of the same unit has the same default, and checks it.
    pub(crate) is_checked: bool,
    pub(crate) source: BoundsSource,
}

/// The form in which bounds are written.
#[derive(Clone)]
pub(crate) enum BoundsSource {
    /// A list of number literals.
    List(Vec<BucketBound>),
    /// A constant or a `const` call.
    Expr(TokenStream),
}

/// A bound in a list.
#[derive(Clone)]
pub(crate) struct BucketBound {
    pub(crate) tokens: TokenStream,
    pub(crate) value: f64,
}

/// An exception of a rule.
pub(crate) struct Allow {
    pub(crate) rule: &'static str,
    pub(crate) reason: String,
    /// True if it is no mistake that nothing needs the exception.
    pub(crate) may_be_unused: bool,
    /// The location of the rule's name.
    pub(crate) span: Span,
}

/// The value of the key `deprecated(..)`, or of the attribute `#[deprecated]`.
pub(crate) struct DeprecationNote {
    /// The first version with the deprecation. The attribute may have none.
    pub(crate) since: Option<LitStr>,
    pub(crate) note: Option<LitStr>,
    pub(crate) is_attribute: bool,
}

impl DeprecationNote {
    /// Returns the note after the help.
    fn help_note(&self) -> String {
        let since = self.since.as_ref().map(|since| format!(" since {}", since.value()));
        let since = since.unwrap_or_default();
        match &self.note {
            Some(note) => format!(" Deprecated{since}: {}", note.value()),
            None => format!(" Deprecated{since}."),
        }
    }
}

/// The name of a metric before it was renamed. Both names are exported until version `until`.
pub(crate) struct FormerName {
    pub(crate) name: LitStr,
    pub(crate) until: LitStr,
}

impl FormerName {
    /// Returns the note after the help under the former name.
    pub(crate) fn help_note(&self, metric: &Metric) -> String {
        format!(" Renamed to {}; this name is removed in {}.", metric.name, self.until.value())
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
