//! The keys that users of other libraries expect, with the place of the same thing here.

use super::{Key, KeyPosition, MetricPart, UnknownKey};

/// A key of other libraries.
struct ForeignKey {
    names: &'static [&'static str],
    /// The fix.
    fix: &'static str,
    about: &'static [MetricPart],
}

const ON_FIELDS: &[ForeignKey] = &[
    ForeignKey {
        names: &["name", "rename", "metric_name", "full_name", "alias"],
        fix: "the exported name is the namespace and the field's name, so rename the field",
        about: &[MetricPart::Name],
    },
    ForeignKey {
        names: &["help", "description", "describe", "desc", "doc", "about"],
        fix: "the help is the doc comment; write `/// ..` above the field",
        about: &[MetricPart::Help],
    },
    ForeignKey {
        names: &["unit", "units"],
        fix: "the unit is the second argument of the type, as in `Counter<(), Bytes>`",
        about: &[MetricPart::Name],
    },
    ForeignKey {
        names: &["kind", "type", "ty", "metric_type", "counter", "gauge", "histogram"],
        fix: "the kind is the field's type: `Counter`, `Gauge`, `UpDownCounter` or `Histogram`",
        about: &[],
    },
    ForeignKey {
        names: &["label_names", "variable_labels", "tag", "tags", "dimensions", "label_set"],
        fix: "write the names of the labels: `labels(a, b)`",
        about: &[MetricPart::Labels],
    },
    ForeignKey {
        names: &["bounds", "boundaries", "bucket_bounds", "histogram_buckets", "le"],
        fix: "write the bounds of a histogram: `buckets = [0.1, 1, 10]`",
        about: &[MetricPart::Buckets],
    },
    ForeignKey {
        names: &["cardinality", "max_cardinality", "max_values", "limit", "max", "bound"],
        fix: "the bound of a label is in its type, as in `Counter<Bounded<str, 100>>`",
        about: &[],
    },
    ForeignKey {
        names: &["default", "value", "init", "initial"],
        fix: "a metric starts at 0, and a skipped field is an argument of `new`; remove the key",
        about: &[MetricPart::Value],
    },
    ForeignKey { names: &["ignore", "skipped", "skip_field"], fix: "write `skip`", about: &[] },
    ForeignKey {
        names: &["nested", "flatten", "inherit", "subgroup", "metrics", "sub"],
        fix: "write `group`",
        about: &[],
    },
    ForeignKey {
        names: &["experimental", "unstable", "beta", "alpha"],
        fix: "write `stability = experimental`",
        about: &[],
    },
    CONSTANT_LABELS,
];

const ON_GROUPS: &[ForeignKey] = &[
    ForeignKey {
        names: &["prefix", "subsystem", "app", "name", "ns", "root"],
        fix: "write `namespace = \"app\"`, which precedes each name and an underscore",
        about: &[],
    },
    ForeignKey {
        names: &["rename_all", "rename_all_fields"],
        fix: "exported names are the names of the fields, in snake case; remove the key",
        about: &[],
    },
    ForeignKey {
        names: &["help", "description", "desc", "doc", "about"],
        fix: "write a doc comment above the struct",
        about: &[],
    },
    ForeignKey {
        names: &["krate", "crate_path", "path"],
        fix: "write `crate = my_crate::tallymark`",
        about: &[],
    },
    ForeignKey {
        names: &["limit", "max_cardinality", "cardinality", "budget"],
        fix: "write `max_series = 1_000`",
        about: &[],
    },
    ForeignKey {
        names: &["registry", "registerer", "register", "default", "dynamic"],
        fix: "a group is registered where the program starts: `tallymark::register(..)`; remove the key",
        about: &[],
    },
    CONSTANT_LABELS,
];

const CONSTANT_LABELS: ForeignKey = ForeignKey {
    names: &["const_labels", "constant_labels", "static_labels", "global_labels"],
    fix: "constant labels are given at registration: `LabeledGroup::from(group).label(..)`",
    about: &[],
};

const ON_ENUMS: &[ForeignKey] = &[ForeignKey {
    names: &["rename", "case", "format", "style", "rename_variants"],
    fix: "write `rename_all = \"snake_case\"`",
    about: &[],
}];

const ON_VARIANTS: &[ForeignKey] = &[ForeignKey {
    names: &["name", "value", "label", "to_string", "serialize", "text"],
    fix: "write `rename = \"..\"`",
    about: &[],
}];

/// Returns the error about a key of another library.
pub(super) fn find(name: &str, position: KeyPosition) -> Option<UnknownKey> {
    let table = match position {
        KeyPosition::Group => ON_GROUPS,
        KeyPosition::Field => ON_FIELDS,
        KeyPosition::Enum => ON_ENUMS,
        KeyPosition::Variant => ON_VARIANTS,
        KeyPosition::AllowList | KeyPosition::DeprecatedList => return None,
    };
    let key = table.iter().find(|key| key.names.contains(&name))?;
    let message = format!("unknown key `{name}`; {}", key.fix);
    let meant = match key.fix {
        "write `skip`" => Some(Key::Skip),
        "write `group`" => Some(Key::Group),
        _ => None,
    };
    Some(UnknownKey { message, about: key.about.to_vec(), meant })
}
