//! Every attribute key once: where it is allowed, and the shape of its value.

mod foreign;

use crate::suggest;

/// A part of a metric that a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MetricPart {
    /// The exported name.
    Name,
    Help,
    Labels,
    Buckets,
    /// The field's type.
    Type,
    /// The value of a skipped field.
    Value,
    /// The reason of an exception.
    Reason,
}

/// The error about a key that is unknown or misplaced.
pub(crate) struct UnknownKey {
    pub(crate) message: String,
    /// The parts that the key is about.
    pub(crate) about: Vec<MetricPart>,
    /// The key without a value that is meant.
    pub(crate) meant: Option<Key>,
}

/// A place where keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPosition {
    Group,
    Field,
    Enum,
    Variant,
    AllowList,
    DeprecatedList,
}

impl KeyPosition {
    pub(crate) const ALL: [Self; 6] = [
        Self::Group,
        Self::Field,
        Self::Enum,
        Self::Variant,
        Self::AllowList,
        Self::DeprecatedList,
    ];

    /// Returns the place of an attribute in words.
    pub(crate) fn place(self) -> &'static str {
        match self {
            Self::Group => "the struct",
            Self::Field | Self::AllowList | Self::DeprecatedList => "a field",
            Self::Enum => "the enum",
            Self::Variant => "a variant",
        }
    }

    /// Returns an example of the attribute, in backticks.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Group => "`#[metrics(namespace = \"..\")]`",
            Self::Field | Self::AllowList | Self::DeprecatedList => "`#[metric(labels(..))]`",
            Self::Enum => "`#[label(rename_all = \"..\")]`",
            Self::Variant => "`#[label(rename = \"..\")]`",
        }
    }

    /// Returns the name of the attribute or list that holds the keys.
    pub(crate) fn container(self) -> &'static str {
        match self {
            Self::Group => "metrics",
            Self::Field => "metric",
            Self::Enum | Self::Variant => "label",
            Self::AllowList => Key::Allow.name(),
            Self::DeprecatedList => Key::Deprecated.name(),
        }
    }

    fn description(self) -> String {
        let container = self.container();
        match self {
            Self::Group => format!("on the struct: `#[{container}(..)]`"),
            Self::Field => format!("on a field: `#[{container}(..)]`"),
            Self::Enum => format!("on the enum: `#[{container}(..)]`"),
            Self::Variant => format!("on a variant: `#[{container}(..)]`"),
            Self::AllowList | Self::DeprecatedList => format!("inside `{container}(..)`"),
        }
    }

    fn is_label_value(self) -> bool {
        matches!(self, Self::Enum | Self::Variant)
    }
}

/// The row of a key in the table below.
struct KeySpec {
    name: &'static str,
    positions: &'static [KeyPosition],
    /// The value in words.
    takes: &'static str,
    /// An example of the value, as written after the key.
    example: &'static str,
}

macro_rules! keys {
    ($($key:ident = $name:literal at $($position:ident)|+: $takes:literal, $example:literal;)*) => {
        /// A key of an attribute, or of a list inside an attribute.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Key {
            $($key),*
        }

        impl Key {
            const ALL: &[Self] = &[$(Self::$key),*];

            const fn spec(self) -> KeySpec {
                match self {
                    $(Self::$key => KeySpec {
                        name: $name,
                        positions: &[$(KeyPosition::$position),+],
                        takes: $takes,
                        example: $example,
                    }),*
                }
            }
        }
    };
}

keys! {
    Namespace = "namespace" at Group: "a string literal", " = \"app\"";
    MaxSeries = "max_series" at Group: "a number literal", " = 1_000";
    Crate = "crate" at Group | Enum: "a path", " = my_crate::tallymark";
    Labels = "labels" at Field | Group: "a list of names", "(a, b)";
    Buckets = "buckets" at Field | Group: "a list of bounds, a constant or a `const` call", " = [0.1, 1, 10]";
    Allow = "allow" at Group | Field: "a rule and a reason", "(rule, reason = \"..\")";
    ExistingNames = "existing_names" at Group: "exported names and a reason", "(name, reason = \"..\")";
    Stability = "stability" at Field: "`experimental` or `stable`", " = experimental";
    Deprecated = "deprecated" at Field:
        "a version and a note", "(since = \"0.2.0\", note = \"use other_total\")";
    RenamedFrom = "renamed_from" at Field: "a string", " = \"old_total\"";
    Until = "until" at Field: "a string", " = \"0.9\"";
    Group = "group" at Field: "no value", "";
    Skip = "skip" at Field: "no value", "";
    RenameAll = "rename_all" at Enum: "a string", " = \"snake_case\"";
    Rename = "rename" at Variant: "a string", " = \"..\"";
    Reason = "reason" at AllowList: "a string", " = \"..\"";
    MayBeUnused = "may_be_unused" at AllowList: "no value", "";
    Since = "since" at DeprecatedList: "a string", " = \"0.2.0\"";
    Note = "note" at DeprecatedList: "a string", " = \"..\"";
}

impl Key {
    /// Returns whether a key of any position has this name.
    pub(crate) fn is_name(name: &str) -> bool {
        Self::ALL.iter().any(|key| key.name() == name)
    }

    /// Returns an example of the first key called `name`, in backticks.
    pub(crate) fn find_example(name: &str) -> Option<String> {
        Self::ALL.iter().find(|key| key.name() == name).map(|key| key.example())
    }

    /// Returns the part of a metric that the key is about.
    fn about(self) -> Vec<MetricPart> {
        match self {
            Self::Labels => vec![MetricPart::Labels],
            Self::Buckets => vec![MetricPart::Buckets],
            // The exception of a rule is missing.
            Self::Allow => vec![MetricPart::Name, MetricPart::Labels],
            _ => Vec::new(),
        }
    }

    /// Returns the key called `name` at `position`, or the error.
    pub(crate) fn parse(name: &str, position: KeyPosition) -> Result<Self, UnknownKey> {
        let same_name = Self::ALL.iter().filter(|key| key.name() == name);
        let mut other_position = None;
        for key in same_name {
            let positions = key.spec().positions;
            if positions.contains(&position) {
                return Ok(*key);
            }
            other_position = other_position.or_else(|| {
                let label_value = position.is_label_value();
                positions.iter().find(|other| other.is_label_value() == label_value)
            });
        }
        if let Some(other) = other_position {
            let message = format!("misplaced key `{name}`; it belongs {}", other.description());
            let about =
                if name == Self::Reason.name() { vec![MetricPart::Reason] } else { Vec::new() };
            return Err(UnknownKey { message, about, meant: None });
        }
        if let Some(unknown) = foreign::find(name, position) {
            return Err(unknown);
        }
        let known: Vec<_> = Self::allowed_at(position).map(Self::name).collect();
        let nearest = suggest::nearest(name, known.iter().copied());
        let meant = nearest.and_then(|near| Self::parse(near, position).ok());
        let about = match meant {
            Some(key) => key.about(),
            None => vec![MetricPart::Labels, MetricPart::Buckets],
        };
        let meant = meant.filter(|key| [Self::Group, Self::Skip].contains(key));
        let message = format!("unknown key `{name}`; {}", suggest::hint(name, &known));
        Err(UnknownKey { message, about, meant })
    }

    /// Returns the keys that are allowed at `position`.
    pub(crate) fn allowed_at(position: KeyPosition) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |key| key.spec().positions.contains(&position))
    }

    /// Returns the key as users write it.
    pub(crate) const fn name(self) -> &'static str {
        self.spec().name
    }

    /// Returns the message for a value of the wrong shape.
    pub(crate) fn wrong_shape(self) -> String {
        format!("`{}` takes {}; write {}", self.name(), self.spec().takes, self.example())
    }

    /// Returns an example of the key with its value, in backticks.
    pub(crate) fn example(self) -> String {
        format!("`{}{}`", self.name(), self.spec().example)
    }

    /// Returns whether the key may be given more than once. Each exception has its own reason.
    pub(crate) fn may_repeat(self) -> bool {
        self == Self::Allow
    }
}
