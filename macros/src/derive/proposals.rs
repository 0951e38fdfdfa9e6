//! A message about a name proposes one other name and one exception. Both are applied here, and the result
//! follows every rule.

use super::{metrics, run};
use proptest::prelude::*;
use proptest::sample::select;

/// Words that break rules, words that look like them, and others.
const WORDS: &str = "seconds bytes ratio celsius kelvin ms us kb days milliseconds percent m s
    counter gauge histogram Gauge total count sum bucket created info requests tasks request query
    app x1 9a type self new usEast HTTPServer _ a 404 temperature room";

const TYPES: &[(&str, &str)] = &[
    ("Counter", ""),
    ("Counter", "Bytes"),
    ("Counter", "Seconds"),
    ("Gauge", ""),
    ("Gauge", "Ratio"),
    ("Gauge", "Celsius"),
    ("UpDownCounter", ""),
    ("Histogram", ""),
    ("Histogram", "Seconds"),
];

#[derive(Clone, Debug)]
struct Declaration {
    namespace: String,
    field: String,
    kind: &'static str,
    unit: String,
    allow: String,
}

impl Declaration {
    fn errors(&self) -> Vec<String> {
        let Self { namespace, field, kind, unit, allow } = self;
        let group = match namespace.as_str() {
            "" => String::new(),
            namespace => format!("#[metrics(namespace = \"{namespace}\")]"),
        };
        let ty = if unit.is_empty() { (*kind).to_owned() } else { format!("{kind}<(), {unit}>") };
        let buckets = if *kind == "Histogram" { "#[metric(buckets = [1, 10])]" } else { "" };
        let input =
            format!("{group} struct S {{ /// Described here.\n {buckets} {allow} {field}: {ty} }}");
        let tokens = input.parse().unwrap_or_else(|error| panic!("{error}: {input}"));
        let tokens = run(tokens, metrics).to_string().replace("\\\"", "\"");
        let messages = tokens.split("compile_error !").skip(1);
        messages.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    }
}

/// Returns the text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(found, _)| found)
}

fn check(declaration: &Declaration) {
    let errors = declaration.errors();
    let Some(error) = errors.first() else { return };
    assert_eq!(errors.len(), 1, "{declaration:?}: {errors:#?}");
    if let Some(field) = between(error, "rename the field to `", "`") {
        let unit =
            between(error, "record in `", "rename").and_then(|rest| between(rest, "write `", "`"));
        let unit = unit.map_or_else(|| declaration.unit.clone(), str::to_owned);
        let better = Declaration { field: field.to_owned(), unit, ..declaration.clone() };
        assert!(better.errors().is_empty(), "{error}\n{better:?}: {:#?}", better.errors());
    }
    if let Some(allow) = between(error, "or write `#[metric(allow(", ", reason") {
        let allow = format!("#[metric(allow({allow}, reason = \"a reason\"))]");
        let excepted = Declaration { allow, ..declaration.clone() };
        assert!(excepted.errors().is_empty(), "{error}\n{excepted:?}: {:#?}", excepted.errors());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn proposals_and_exceptions_follow_every_rule(
        words in prop::collection::vec(select(WORDS.split_whitespace().collect::<Vec<_>>()), 1..5),
        (kind, unit) in select(TYPES),
        namespace in select(&["", "app", "us"][..]),
    ) {
        let field = words.join("_");
        let is_ident = syn::parse_str::<syn::Ident>(&field).is_ok();
        prop_assume!(is_ident && field != "new");
        let (namespace, unit) = (namespace.to_owned(), unit.to_owned());
        check(&Declaration { namespace, field, kind, unit, allow: String::new() });
    }
}
