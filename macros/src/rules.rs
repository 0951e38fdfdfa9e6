//! Every rule once: what it is called, what it catches, why, and how to mend it. The page
//! `docs/diagnostics.md` is made of this table.

/// What a declaration must keep to.
#[cfg_attr(not(test), expect(dead_code, reason = "what is said of a rule is for the page"))]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) catches: &'static str,
    pub(crate) why: &'static str,
    pub(crate) mend: &'static str,
    /// Whether `allow(rule, reason = "..")` makes an exception of a metric.
    pub(crate) exceptable: bool,
}

pub(crate) const TOTAL_SUFFIX: &str = "total_suffix";
pub(crate) const UNIT_SUFFIX: &str = "unit_suffix";
pub(crate) const BASE_UNIT: &str = "base_unit";
pub(crate) const TYPE_IN_NAME: &str = "type_in_name";
pub(crate) const SNAKE_CASE: &str = "snake_case";
pub(crate) const RESERVED_SUFFIX: &str = "reserved_suffix";
pub(crate) const SWAPPABLE_LABELS: &str = "swappable_labels";

/// The exceptable rules that depend on types, and are decided when those are known.
pub(crate) const TYPED: [&str; 3] = [TOTAL_SUFFIX, UNIT_SUFFIX, SWAPPABLE_LABELS];

macro_rules! rules {
    ($($name:ident $($exceptable:ident)?: $catches:literal, $why:literal, $mend:literal;)*) => {
        /// In the order of the page.
        pub(crate) const RULES: &[Rule] = &[$(Rule {
            name: stringify!($name),
            catches: $catches,
            why: $why,
            mend: $mend,
            exceptable: rules!(@exceptable $($exceptable)?),
        }),*];
    };
    (@exceptable) => { false };
    (@exceptable exceptable) => { true };
}

rules! {
    shape: "a derive on something it is not for: enums, tuple structs, generics",
        "a group's fields are its metrics, and their names and number must be known",
        "give `Metrics` a struct with named fields and `LabelValue` an enum without fields";
    key: "an attribute key that is unknown, misplaced, repeated or has the wrong value",
        "a key that is passed over in silence is a setting nobody made",
        "take the key that is suggested, or move it where the message says";
    metric_type: "a field that is no metric",
        "everything in a group is scraped",
        "make it a `Counter`, `Gauge`, `UpDownCounter` or `Histogram`, or mark it `#[metric(group)]` or `#[metric(skip)]`";
    metric_name: "a name outside Prometheus' grammar",
        "`[a-zA-Z_][a-zA-Z0-9_]*` is what every version and tool reads; `:` is for recording rules",
        "use ASCII letters, digits and `_`";
    label_name: "a label outside the grammar, or a reserved one: `le`, `quantile`, `__*`",
        "Prometheus sets these itself",
        "choose another name";
    duplicate_label: "a label that is named twice",
        "a series has one value a label",
        "rename one";
    label_type: "a label's type that is none, or an argument of another type",
        "a label's values are known, or bounded",
        "derive `LabelValue`, or use `Open<T, MAX>`";
    label_count: "not as many names as label types",
        "each type needs its name",
        "write one name for each type in `labels(..)`";
    label_value: "a `LabelValue` with fields, without values, with an empty value or one twice",
        "two variants with one value are one series, and an empty value is no label",
        "rename one; use `Open<T, MAX>` for values that are not known";
    buckets_kind: "`buckets` on what has none, or a histogram without",
        "no default fits both a cache and a batch job",
        "remove the key, or add `buckets = ..`";
    bucket_order: "bounds that do not increase",
        "each bucket counts what is at most its bound",
        "write them in increasing order, each once";
    bucket_finite: "a bound that is not finite, or none at all",
        "`+Inf` is always there",
        "leave it out; write at least one bound";
    unit: "an amount in another unit than the metric's",
        "a number says nothing of its unit",
        "give a `Duration` to `Seconds`, a byte count to `Bytes`";
    help: "a metric without help, or whose help only repeats its name",
        "help is what the reader of a dashboard has",
        "write a doc comment that says what is counted";
    snake_case exceptable: "capital letters in a name",
        "names are in snake case everywhere in Prometheus",
        "rename the field";
    total_suffix exceptable: "a counter without `_total`, or `_total` on something else",
        "`_total` tells the reader to take a `rate`, and OpenMetrics demands it",
        "rename the field";
    unit_suffix exceptable: "a name that does not end in the metric's unit, or in another one",
        "a reader of a query cannot see the unit elsewhere",
        "rename the field, or change the type's unit";
    base_unit exceptable: "a unit that is not a base unit, such as `_milliseconds` or `_kb`",
        "tools show base units in a fitting size by themselves, and two units do not add up",
        "name it in the base unit and record in it";
    type_in_name exceptable: "the metric's type in its name, such as `_counter`",
        "the type is metadata already",
        "leave it out";
    reserved_suffix exceptable: "a name that ends in `_sum`, `_count` or `_bucket`",
        "these are the samples of a histogram",
        "rename the field";
    allow: "an `allow` without a reason, of an unknown rule, or one that is not needed",
        "an exception that nobody can explain, or that no longer holds, hides the next mistake",
        "give the reason, or remove it";
    swappable_labels exceptable: "two labels of one metric that take arguments of one type",
        "swapped arguments compile and are wrong",
        "make one a type of its own: an enum, or an `OpenValue`";
    max_series: "more series than the group's `max_series`, or than can be counted",
        "each series costs memory here and in every server that scrapes it",
        "drop a label, lower a bound, or raise the budget";
    duplicate_metric: "two metrics of one name, or one with a name among another's samples",
        "a scrape with both is refused or mixed up",
        "rename one, or give its group another namespace";
    rename: "a former name without an end, with one that has come, or that is no name",
        "who asks for the old name has time to change, and the name still goes",
        "write `renamed_from = \"old_total\", until = \"0.9\"`, and remove both in that version";
    stability: "a `stability` or a `deprecated` that says nothing",
        "both appear in docs and help",
        "write `stability = experimental`, `deprecated(since = \"..\", note = \"..\")`";
}

/// The rules of which exceptions can be made.
pub(crate) fn exceptable() -> Vec<&'static str> {
    RULES.iter().filter(|rule| rule.exceptable).map(|rule| rule.name).collect()
}

/// The rule of this name.
pub(crate) fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests;
