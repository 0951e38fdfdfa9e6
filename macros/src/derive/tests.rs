use super::{label_value, metrics, run};
use proc_macro2::TokenStream;

/// Returns the expansion as formatted source.
fn expand(derive: fn(&syn::DeriveInput) -> TokenStream, input: &str) -> String {
    let tokens = run(input.parse().unwrap(), derive);
    let file = syn::parse2(tokens.clone()).unwrap_or_else(|error| panic!("{error}: {tokens}"));
    prettyplease::unparse(&file)
}

/// Returns the error messages in the expansion.
fn errors(derive: fn(&syn::DeriveInput) -> TokenStream, input: &str) -> Vec<String> {
    let expanded = expand(derive, input);
    let messages = expanded.split("::core::compile_error! {").skip(1);
    let mut messages: Vec<_> =
        messages.map(|rest| rest.split('}').next().unwrap_or_default().trim().to_owned()).collect();
    if messages.is_empty() {
        let messages_of = expanded.split("::core::compile_error!").skip(1);
        messages =
            messages_of.map(|rest| rest.lines().next().unwrap_or_default().to_owned()).collect();
    }
    messages
}

macro_rules! expansions {
    ($($name:ident: $derive:ident($input:literal);)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(expand($derive, $input));
        }
    )*};
}

expansions! {
    counter_without_labels: metrics("/// Cache metrics.
        pub struct Cache {
            /// Look-ups that found nothing.
            misses_total: Counter,
        }");
    labels_and_a_keyword: metrics("#[metrics(namespace = \"execution\")] struct Tasks {
            /// Tasks, by type and outcome.
            ///
            /// More about them.
            #[metric(labels(type, outcome))]
            pub(crate) tasks_total: Counter<(TaskType, Outcome)>,
        }");
    histogram_with_a_list: metrics("struct Http {
            /// Time.
            #[metric(buckets = [0.1, 1, 1e1])]
            time_seconds: Histogram<(), Seconds>,
        }");
    histogram_with_a_call: metrics("struct Http {
            /// Time.
            #[metric(buckets = exponential::<8>(0.1, 2.0))]
            time_seconds: Histogram<(), Seconds>,
        }");
    nested_group_and_skipped_field: metrics("struct Node {
            #[metric(group)] tasks: Tasks,
            #[metric(skip)] started: Instant,
        }");
    another_path_of_the_crate: metrics("#[metrics(crate = my::metrics)] struct Cache {
            /// Misses.
            misses_total: Counter,
        }");
    exceptions_a_budget_and_stability: metrics("#[metrics(max_series = 10)]
        #[metrics(allow(unit_suffix, reason = \"older\"))]
        struct Net {
            /// Age.
            #[metric(stability = experimental)]
            age: Gauge<(), Seconds>,
            /// Frames.
            #[metric(labels(from, to), allow(swappable_labels, reason = \"both are ways\"))]
            #[metric(deprecated(since = \"0.2.0\", note = \"use `age`\"))]
            frames_total: Counter<(Way, Way)>,
        }");
    deprecated_and_renamed: metrics("struct Net {
            /// Frames that were lost.
            #[metric(deprecated(since = \"0.2.0\", note = \"use `dropped_total`\"))]
            lost_total: Counter,
            /// Frames that were dropped.
            #[metric(renamed_from = \"drops_total\", until = \"99.1\", stability = experimental)]
            dropped_total: Counter,
        }");
    docs_that_the_compiler_reads: metrics("#[doc = include_str!(\"net.md\")] struct Net {
            /// Frames of [`Net`].
            #[deprecated] #[doc(hidden)] #[expect(unused)]
            frames_total: Counter,
            /// Bytes
            #[doc = concat!(\"that came \", \"in.\")]
            bytes_total: Counter,
        }");
    mistakes_and_the_stub: metrics("struct Cache {
            misses_total: Counter,
            /// Hits.
            #[metric(labels(le))]
            hits_total: Counter<(A, B)>,
        }");
    label: label_value("/// How it ended.
        enum Outcome {
            /// Well.
            Success,
            #[label(rename = \"bad\")] OutOfMemory,
        }");
    label_with_a_mistake: label_value("enum Outcome { Failed, #[label(rename = \"failed\")] Broken }");
}

fn check_errors(derive: fn(&syn::DeriveInput) -> TokenStream, input: &str, expected: &[&str]) {
    let errors = errors(derive, input);
    assert_eq!(errors.len(), expected.len(), "{errors:#?}");
    for (error, expected) in errors.iter().zip(expected) {
        assert!(error.contains(expected), "{error} does not contain {expected}");
    }
}

#[test]
fn all_mistakes_of_a_struct_are_reported_together() {
    let input = "#[metrics(namespace = \"a-b\")] struct Cache {
        misses_total: Counter,
        /// Hits.
        #[metric(lables(a))]
        hits_total: Counter,
        /// Time.
        #[metric(buckets = [1, 0.5], labels(quantile, a, a))]
        time_seconds: Histogram<(A, B, C), Seconds>,
    }";
    check_errors(
        metrics,
        input,
        &[
            "is not a valid namespace",
            "unknown key `lables`; did you mean `labels`?",
            "metric `misses_total` has no help",
            "`quantile` is reserved",
            "label `a` is named twice",
            "bound 0.5 is not above 1",
        ],
    );
}

#[test]
fn derive_target_of_the_wrong_form_is_an_error() {
    check_errors(metrics, "enum E { A }", &["is derived on a struct"]);
    check_errors(metrics, "union U { a: u8 }", &["is derived on a struct"]);
    check_errors(metrics, "struct T(Counter);", &["needs named fields"]);
    check_errors(metrics, "struct U;", &["needs fields"]);
    check_errors(metrics, "struct G<T> {}", &["cannot be generic"]);
    check_errors(metrics, "struct G<'a> {}", &["cannot borrow"]);
    check_errors(label_value, "struct S {}", &["is derived on an enum"]);
    check_errors(label_value, "enum E {}", &["needs at least one value"]);
    check_errors(label_value, "enum E { A(u8) }", &["has fields"]);
}

#[test]
fn keys_are_checked_by_position() {
    check_errors(metrics, "#[metrics(skip)] struct S {}", &["it belongs on a field"]);
    check_errors(
        metrics,
        "struct S { #[metric(namespace = \"x\", skip)] a: u8 }",
        &["it belongs on the struct"],
    );
    check_errors(label_value, "#[label(rename = \"x\")] enum E { A }", &["belongs on a variant"]);
    check_errors(label_value, "#[label(labels(a))] enum E { A }", &["unknown key `labels`"]);
    let on_field = |keys: &str| format!("struct S {{ /// Help.\n #[metric({keys})] a: Gauge }}");
    check_errors(metrics, &on_field("note = \"n\""), &["it belongs inside `deprecated(..)`"]);
    check_errors(metrics, &on_field("reason = \"r\""), &["it belongs inside `allow(..)`"]);
    check_errors(metrics, &on_field("deprecated(labels(a))"), &["it belongs on a field"]);
    check_errors(
        metrics,
        &on_field("deprecated(since = \"1.0.0\", note = \"a\", note = \"b\")"),
        &["`note` is given twice; remove one"],
    );
    check_errors(
        label_value,
        "#[label(rename_all = \"snakecase\")] enum E { A }",
        &["did you mean `snake_case`?"],
    );
}

#[test]
fn attributes_of_another_place_are_one_error() {
    check_errors(
        metrics,
        "#[metric(namespace = \"app\")] struct S {}",
        &["on the struct the attribute is `#[metrics(..)]`; write `metrics` for `metric`"],
    );
    let on_field =
        |attribute: &str| format!("struct S {{ /// Help.\n {attribute} a_total: Counter<bool> }}");
    check_errors(metrics, &on_field("#[metrics(labels(a))]"), &["write `metric` for `metrics`"]);
    check_errors(metrics, &on_field("#[label(labels(a))]"), &["write `metric` for `label`"]);
    check_errors(metrics, &on_field("#[labels(a)]"), &["write `#[metric(labels(..))]`"]);
    check_errors(
        metrics,
        &on_field("#[metric(labels(a))] #[metrics(max_series = 3)]"),
        &["`#[metrics(..)]` belongs on the struct; move it there"],
    );
    check_errors(metrics, &on_field("#[metric(labels(a))] #[metrics()]"), &["has no keys"]);
    check_errors(
        metrics,
        &on_field("#[metrics(labels(a), unit = \"bytes\")]"),
        &["write `metric` for `metrics`", "unknown key `unit`"],
    );
    check_errors(metrics, &on_field("#[metric(labels(a))] #[metric()]"), &["has no keys"]);
    check_errors(metrics, &on_field("#[metric(labels(a))] #[metric]"), &["has no keys"]);
    check_errors(
        label_value,
        "#[metrics(rename_all = \"lowercase\")] enum E { A }",
        &["write `label` for `metrics`"],
    );
    check_errors(
        label_value,
        "enum E { #[metric(rename = \"b\")] A }",
        &["on a variant the attribute is `#[label(..)]`"],
    );
}

#[test]
fn placeholder_is_no_help() {
    for help in ["TODO", "FIXME: write", "...", "tbd"] {
        let input = format!("struct S {{ /// {help}\n a: Gauge }}");
        check_errors(metrics, &input, &["the help of `a` is a placeholder"]);
    }
}

#[test]
fn every_comma_stands_after_a_key() {
    let on_field =
        |keys: &str| format!("struct S {{ /// Help.\n #[metric({keys})] a: Histogram<bool> }}");
    let valid = "labels(way), buckets = [1]";
    check_errors(metrics, &on_field(&format!("{valid},")), &[]);
    check_errors(metrics, &on_field(&format!(", {valid}")), &["expected a key before the comma"]);
    check_errors(
        metrics,
        &on_field(&valid.replace(',', ",,")),
        &["expected a key before the comma"],
    );
    check_errors(metrics, &on_field(&valid.replace(',', "")), &["write a `,` before `buckets`"]);
    check_errors(
        metrics,
        &on_field("buckets = [1] labels(way)"),
        &["missing comma; write a `,` before `labels`"],
    );
    check_errors(metrics, &on_field("labels(way), buckets = 1, 2"), &["`buckets` takes a list"]);
    check_errors(
        metrics,
        &on_field("labels: way, buckets = [1]"),
        &["malformed value of `labels`; write `labels(a, b)`"],
    );
}

/// The key says the part of the metric, so rules about the part stay silent.
#[test]
fn an_unknown_key_is_the_only_error() {
    let check = |field: &str, expected: &str| {
        check_errors(metrics, &format!("struct S {{ {field} }}"), &[expected]);
    };
    check("/// Help.\n #[metric(lable(ok))] a_total: Counter<bool>", "did you mean `labels`?");
    check("/// Help.\n #[metric(bucket = [1])] a: Histogram", "did you mean `buckets`?");
    check("#[metric(help = \"Tasks\")] a_total: Counter", "write `/// ..` above the field");
    check("/// Help.\n #[metric(name = \"a_total\")] a: Counter", "so rename the field");
    check("/// Help.\n #[metric(unit = \"bytes\")] a_total: Counter", "`Counter<(), Bytes>`");
    check("#[metric(flatten)] a: Inner", "unknown key `flatten`; write `group`");
    check("/// Help.\n #[metric([\"ok\"])] a_total: Counter<(A, B)>", "expected a key");
    check_errors(
        metrics,
        "#[metrics(prefix = \"app\")] struct S {}",
        &["unknown key `prefix`; write `namespace = \\\"app\\\"`"],
    );
    check_errors(
        label_value,
        "#[label(case = \"snake\")] enum E { A }",
        &["unknown key `case`; write `rename_all"],
    );
}

#[test]
fn allow_needs_a_rule_and_a_reason() {
    let on_field = |allow: &str| format!("struct S {{ /// H.\n #[metric({allow})] a: G }}");
    let check = |allow: &str, expected: &str| check_errors(metrics, &on_field(allow), &[expected]);
    check("allow(unit_suffix)", "reason");
    check("allow(unit_sufix, reason = \"r\")", "did you mean `unit_suffix`?");
    check("allow(attribute_key, reason = \"r\")", "has no exceptions");
    check("allow(reason = \"r\")", "rule");
    check("allow(snake_case, reason = \"r\")", "not needed");
    check("allow(unit_suffix, reason = \"\")", "reason");
    check_errors(metrics, &on_field("allow(unit_suffix, reason = \"r\")"), &[]);
}

#[test]
fn repeated_key_is_one_error_from_the_first_to_the_second() {
    let input = "struct S { /// Help.
        #[metric(labels(a))] #[metric(buckets = [1])] a_seconds: Histogram<A, Seconds> }";
    check_errors(metrics, input, &[]);
    let input = "struct S { /// Help.
        #[metric(labels(a))] #[metric(labels(b))] a_total: Counter<A> }";
    check_errors(metrics, input, &["`labels` is given twice; remove one"]);
}

#[test]
fn values_of_the_wrong_shape_are_reported() {
    check_errors(metrics, "#[metrics(namespace = 3)] struct S {}", &["takes a string"]);
    check_errors(metrics, "#[metrics] struct S {}", &["the attribute has no keys"]);
    check_errors(
        metrics,
        "struct S { /// H.\n #[metric(labels = \"a\")] a_total: Counter<A> }",
        &["takes a list"],
    );
    check_errors(
        metrics,
        "struct S { /// H.\n #[metric(labels(a b))] a_total: Counter<(A, B)> }",
        &["write a `,` before `b`"],
    );
    check_errors(
        metrics,
        "struct S { /// H.\n #[metric(buckets = [x])] a: H }",
        &["expected a number"],
    );
    check_errors(
        metrics,
        "struct S { /// H.\n #[metric(buckets = [])] a: H }",
        &["at least one bound"],
    );
    check_errors(
        metrics,
        "struct S { /// H.\n #[metric(buckets = 1 +)] a: H }",
        &["takes a list of bounds"],
    );
    check_errors(metrics, "#[metrics(max_series = \"9\")] struct S {}", &["takes a number"]);
    check_errors(metrics, "#[metrics(max_series = -1)] struct S {}", &["takes a number"]);
    let stability = "struct S { /// H.\n #[metric(stability = beta)] a: G }";
    check_errors(metrics, stability, &["`experimental` or `stable`"]);
    let deprecated = "struct S { /// H.\n #[metric(deprecated(since = \"1\"))] a: G }";
    check_errors(metrics, deprecated, &["note"]);
    let deprecated = deprecated.replace("\"1\"", "\"1.0\", note = \"n\"");
    check_errors(metrics, &deprecated, &["`1.0` is not a semantic version"]);
    check_errors(metrics, "struct S { #[metric(skip = 3)] a: H }", &["takes no value"]);
    check_errors(metrics, "struct S { #[metric(skip, group)] a: H }", &["cannot be combined with"]);
}

#[test]
fn crate_key_takes_a_module_path() {
    for path in ["my::metrics", "::metrics", "crate::metrics", "self", "super::r#mod"] {
        check_errors(metrics, &format!("#[metrics(crate = {path})] struct S {{}}"), &[]);
    }
    for path in ["Self", "my::Self", "my<T>", "Fn(T)", "3", "a::"] {
        let message = "`crate` takes a path";
        check_errors(metrics, &format!("#[metrics(crate = {path})] struct S {{}}"), &[message]);
        check_errors(label_value, &format!("#[label(crate = {path})] enum E {{ A }}"), &[message]);
    }
}

#[test]
fn exception_may_be_unused() {
    let on_field = |allow: &str| format!("struct S {{ /// Help.\n #[metric({allow})] a: G }}");
    check_errors(metrics, &on_field("allow(snake_case, may_be_unused, reason = \"r\")"), &[]);
    check_errors(
        metrics,
        &on_field("allow(snake_case, may_be_unused = 1, reason = \"r\")"),
        &["takes no value"],
    );
    let on_group =
        |keys: &str| format!("#[metrics({keys})] struct S {{ /// Help.\n a_total: Counter }}");
    check_errors(metrics, &on_group("allow(snake_case, reason = \"r\")"), &["not needed"]);
    check_errors(metrics, &on_group("allow(snake_case, may_be_unused, reason = \"r\")"), &[]);
    let names = |rest: &str| on_group(&format!("existing_names(gone{rest}, reason = \"r\")"));
    check_errors(metrics, &names(""), &["no metric of the group is exported as `gone`"]);
    check_errors(metrics, &names(", may_be_unused"), &[]);
    check_errors(metrics, &names(" = 1"), &["expected a name or a reason"]);
}

#[test]
fn default_with_a_mistake_is_reported_once() {
    let group = |keys: &str| {
        format!(
            "#[metrics({keys})] struct S {{ /// Help.\n a_total: Counter<Way>, \
             /// Help.\n b_seconds: Histogram<(), Seconds> }}"
        )
    };
    check_errors(metrics, &group("labels(way), buckets = [1, 2]"), &[]);
    check_errors(metrics, &group("labels(way, ), buckets = [1, x]"), &["expected a number"]);
    check_errors(metrics, &group("labels(1), buckets = [1, 2]"), &["expected"]);
    check_errors(metrics, &group("labels = 1, buckets = [1, 2]"), &["`labels` takes"]);
}
