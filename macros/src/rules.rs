//! Every rule once: its name, the mistake, the reason and the fix. The page `docs/diagnostics.md` is
//! generated from this table.

/// A rule that declarations follow.
#[cfg_attr(not(test), expect(dead_code, reason = "the texts are for the generated page"))]
pub(crate) struct DeclarationRule {
    pub(crate) name: &'static str,
    /// The mistake that the rule reports.
    pub(crate) catches: &'static str,
    /// The reason for the rule.
    pub(crate) why: &'static str,
    /// The fix.
    pub(crate) fix: &'static str,
    /// True if `allow(rule, reason = "..")` can switch the rule off.
    pub(crate) exceptable: bool,
}

pub(crate) const TOTAL_SUFFIX: &str = "total_suffix";
pub(crate) const UNIT_SUFFIX: &str = "unit_suffix";
pub(crate) const BASE_UNIT: &str = "base_unit";
pub(crate) const TYPE_IN_NAME: &str = "type_in_name";
pub(crate) const SNAKE_CASE: &str = "snake_case";
pub(crate) const RESERVED_SUFFIX: &str = "reserved_suffix";
pub(crate) const BUCKETS_KIND: &str = "buckets_kind";
pub(crate) const BUCKET_UNIT: &str = "bucket_unit";
pub(crate) const REPEATED_NAMESPACE: &str = "repeated_namespace";
pub(crate) const SWAPPABLE_LABELS: &str = "swappable_labels";
pub(crate) const TARGET_LABEL: &str = "target_label";

/// The exceptable rules about types. Generated code checks them, because the macro does not know types.
pub(crate) const TYPED: [&str; 3] = [TOTAL_SUFFIX, UNIT_SUFFIX, SWAPPABLE_LABELS];

/// The exceptable rules that the names of labels can break.
pub(crate) const OF_LABELS: [&str; 2] = [SNAKE_CASE, TARGET_LABEL];

/// The rules, in the order of the page.
pub(crate) const RULES: &[DeclarationRule] = &[
    strict(
        "derive_target",
        "a derive on an item of the wrong form: another item, a tuple struct, generics",
        "each field of a group is a metric, so the fields need names, and generics would change the \
         number of metrics",
        "derive `Metrics` on a struct with named fields, and `LabelValue` on an enum without fields",
    ),
    strict(
        "attribute_key",
        "an attribute key that is unknown, misplaced, repeated or has a value of the wrong form",
        "an ignored key would look like a setting",
        "use the suggested key, or move the key to the place in the message",
    ),
    strict(
        "metric_type",
        "a field whose type is not a metric",
        "every field of a group is exported",
        "use `Counter`, `Gauge`, `UpDownCounter` or `Histogram`, or mark the field \
         `#[metric(group)]` or `#[metric(skip)]`",
    ),
    strict(
        "metric_name",
        "a metric name outside the grammar of Prometheus",
        "every version and tool reads `[a-zA-Z_][a-zA-Z0-9_]*`; `:` is for recording rules",
        "use ASCII letters, digits and `_`",
    ),
    strict(
        "field_name",
        "a metric field with a name that its accessor cannot have: `new`, `default`, `DESC`, `into` or \
         `try_into`",
        "the accessor of a metric has the name of its field",
        "rename the field",
    ),
    strict(
        "reserved_name",
        "the name of a self metric: `tallymark_ignored_values_total` or `tallymark_overflowed_values_total`",
        "both are on the page of every group with something to report, and a server rejects a name twice",
        "rename the field",
    ),
    strict(
        "label_name",
        "a label name outside the grammar, or a reserved name: `le`, `quantile`, `__*`",
        "Prometheus sets the reserved labels itself",
        "use another name",
    ),
    strict(
        "duplicate_label",
        "two labels with the same name",
        "a series has one value for each label",
        "rename one of the labels",
    ),
    exceptable(
        TARGET_LABEL,
        "a label called `job` or `instance`",
        "a server attaches both to each series, and renames the metric's own to `exported_job` and \
         `exported_instance` unless `honor_labels` is set",
        "use another name",
    ),
    strict(
        "label_type",
        "a label type without label values, a bound of 0, or an argument of the wrong type",
        "the values of a label are known in advance or limited in number",
        "derive `LabelValue`, or use `Bounded<T, MAX>`",
    ),
    strict(
        "label_count",
        "a number of label names that differs from the number of label types",
        "each label type needs a name",
        "write one name for each type in `labels(..)`",
    ),
    strict(
        "label_value",
        "a `LabelValue` with fields, without values, with an empty value, with a blank at an end, with a NUL character, with equal \
         values or with the value `__other__`; a `LabelValue` written by hand is checked where a metric uses it",
        "variants with equal values would share one series, an empty value means no label, the text format \
         cannot express NUL, and `__other__` is the overflow series of bounded labels",
        "rename a variant; use `Bounded<T, MAX>` for values that are not known in advance",
    ),
    strict(
        BUCKETS_KIND,
        "`buckets` on a metric that is not a histogram, or a histogram without `buckets`",
        "no default fits both a cache and a batch job",
        "remove the key, or add `buckets = ..`",
    ),
    strict(
        "bucket_order",
        "bounds that do not increase",
        "each bucket counts the values up to its bound",
        "write the bounds in increasing order, each once",
    ),
    strict(
        "bucket_finite",
        "a bound that is not finite, or an empty list of bounds",
        "`+Inf` is always there",
        "remove the bound, or write at least one",
    ),
    strict(
        BUCKET_UNIT,
        "a bound that the unit cannot hold: negative, between two steps of the stored form, or out of \
         range; wrong arguments of `linear` and `exponential`",
        "the exported `le` must be true for every counted observation, and an unreachable bucket \
         looks like a missing value",
        "round the bound or remove it; for negative values use a unit with `SIGNED`",
    ),
    strict(
        "unit",
        "a recorded value in another unit than the metric's, a second type argument that is no unit, or a counter of \
         ratios or temperatures",
        "a plain number does not show its unit, and a sum of ratios has no meaning",
        "record a `Duration` into `Seconds`, and a byte count into `Bytes`; write a gauge of ratios",
    ),
    strict(
        "help",
        "a metric without a paragraph of text in its docs, or with help that only repeats the name or says `TODO`",
        "the help explains the metric to readers of a dashboard",
        "write a doc comment that describes the measured value",
    ),
    exceptable(
        SNAKE_CASE,
        "capital letters in a name, a namespace or a label; an underscore at the start or end of a name or a \
         namespace, and two underscores in a row",
        "names in Prometheus are in snake case",
        "use lower case, and `_` between words",
    ),
    exceptable(
        TOTAL_SUFFIX,
        "a counter whose exported name does not end in `_total`, or `_total` on another kind",
        "`_total` tells readers to use `rate`, and OpenMetrics requires it",
        "rename the field",
    ),
    exceptable(
        UNIT_SUFFIX,
        "a name that does not end in the metric's unit, or ends in another unit",
        "the reader of a query sees only the name",
        "rename the field, or change the unit in the type",
    ),
    exceptable(
        BASE_UNIT,
        "a word that `promlint` reads as a unit and that is not a base unit: `milliseconds` or `days` \
         anywhere, and `ms`, `s`, `kb` or `d` after an underscore of the exported name. Also `millis`, \
         `micros`, `nanos`, `feet`, `mebibytes`, `percent` and `percentage`, and after an underscore \
         `msec`, `secs`, `kib`, `mib`, `gib`, `tib`, `pct` and `kwh`",
        "tools scale base units for display, and values in different units cannot be added",
        "name and record the metric in the base unit",
    ),
    exceptable(
        TYPE_IN_NAME,
        "a metric type after an underscore of the exported name: `counter`, `gauge`, `histogram`, \
         `summary` or `updowncounter`",
        "the type is already in the metadata",
        "remove the type from the name",
    ),
    exceptable(
        RESERVED_SUFFIX,
        "an exported name that ends in `_sum`, `_count`, `_bucket`, `_created` or `_info`, of any kind of metric",
        "samples of histograms, creation times and metadata have these suffixes",
        "rename the field",
    ),
    exceptable(
        REPEATED_NAMESPACE,
        "a field whose name starts with the namespace",
        "the exported name is the namespace and the field, so the word would be there twice",
        "remove the namespace from the field's name",
    ),
    strict(
        "allow",
        "an `allow` without a reason, of an unknown rule, or without a need",
        "an unexplained or outdated exception hides the next mistake",
        "write the reason, or remove the `allow`",
    ),
    exceptable(
        SWAPPABLE_LABELS,
        "two labels of one metric that take arguments of the same type",
        "swapped arguments compile and record wrong values",
        "give one label its own type: an enum or a `BoundedValue`",
    ),
    strict(
        "max_series",
        "more series than the group's `max_series`, or more than a number can hold",
        "each series costs memory in the service and in every server that scrapes it",
        "remove a label, lower a bound, or raise `max_series`",
    ),
    strict(
        "duplicate_metric",
        "two metrics with one name, or a metric named like a histogram sample of another",
        "servers reject or mix up such a page",
        "rename one, or give its group another namespace",
    ),
    strict(
        "rename",
        "`renamed_from` without `until`, with an `until` version that has been reached, or with an \
         invalid name",
        "dashboards get time to migrate, and the old name is not kept for ever",
        "write `renamed_from = \"old_total\", until = \"0.9\"`, and remove both in that version",
    ),
    strict(
        "stability",
        "a `stability` or `deprecated` without a valid value",
        "both appear in docs and help",
        "write `stability = experimental` or `deprecated(since = \"0.2.0\", note = \"..\")`",
    ),
];

/// Builds a rule without exceptions.
const fn strict(
    name: &'static str,
    catches: &'static str,
    why: &'static str,
    fix: &'static str,
) -> DeclarationRule {
    DeclarationRule { name, catches, why, fix, exceptable: false }
}

/// Builds a rule that `allow` can switch off.
const fn exceptable(
    name: &'static str,
    catches: &'static str,
    why: &'static str,
    fix: &'static str,
) -> DeclarationRule {
    DeclarationRule { exceptable: true, ..strict(name, catches, why, fix) }
}

/// Returns the names of the rules that `allow` can switch off.
pub(crate) fn exceptable_names() -> Vec<&'static str> {
    RULES.iter().filter(|rule| rule.exceptable).map(|rule| rule.name).collect()
}

/// Returns the rule called `name`.
pub(crate) fn find(name: &str) -> Option<&'static DeclarationRule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests;
