//! Whatever stands there, the macros answer with Rust: they never panic.

use super::{label_value, metrics, run};
use proc_macro2::{Group, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::select;

/// What declarations are made of, and some that they are not.
const WORDS: &[&str] = &[
    "a",
    "r#type",
    "größe",
    "A",
    "Counter",
    "Histogram",
    "Open",
    "str",
    "crate",
    "self",
    "Self",
    "_",
    "struct",
    "enum",
    "union",
    "where",
    "for",
    "dyn",
    "const",
    "pub",
    "metric",
    "metrics",
    "label",
    "labels",
    "buckets",
    "group",
    "skip",
    "allow",
    "reason",
    "unit_suffix",
    "swappable_labels",
    "stability",
    "experimental",
    "deprecated",
    "since",
    "note",
    "max_series",
    "namespace",
    "rename",
    "rename_all",
    "doc",
    "#",
    "=",
    ",",
    ";",
    ":",
    "::",
    "<",
    ">",
    "-",
    "!",
    "&",
    "'a",
    "$",
    "\"\"",
    "\"a\"",
    "\"snake_case\"",
    "0",
    "-1",
    "1.5",
    "1e999",
    "99999999999999999999",
    "0x1f",
    "1_000",
    "true",
    "b'x'",
    "'x'",
    "()",
    "[]",
    "{}",
    "#[doc = \"Help.\"]",
    "#[metric()]",
    "#[label()]",
];

/// Every key, and every shape of type.
const GROUP: &str = r#"
    /// A group.
    #[metrics(namespace = "net", max_series = 1_000, allow(unit_suffix, reason = "r"))]
    #[metrics(crate = ::my::tallymark)]
    pub struct Net {
        /// Bytes, by way.
        #[metric(labels(way, r#type, peer))]
        pub(crate) bytes_total: Counter<(Way, bool, Open<str, 12>), Bytes>,
        /// Time.
        #[metric(labels(way), buckets = [0.1, 1, 1e1], stability = experimental)]
        latency_seconds: Histogram<Way, Seconds>,
        /// How large it was.
        #[metric(buckets = buckets::linear::<4>(1.0, 2.0))]
        #[metric(deprecated(since = "1.0.0", note = "use `b`"))]
        size: Histogram,
        /// Hops on the way.
        #[metric(labels(from, to), allow(swappable_labels, reason = "alike"))]
        paths: Gauge<(Way, Way)>,
        #[metric(group)]
        inner: Inner<'static>,
        #[metric(skip)]
        name: [&'static str; 2],
    }"#;

const LABEL: &str = r#"
    /// Which way.
    #[label(rename_all = "kebab-case", crate = my::tallymark)]
    pub enum Way {
        /// In.
        In,
        #[label(rename = "out")]
        LeftOut,
    }"#;

/// Source text whose brackets match.
fn soup() -> impl Strategy<Value = String> {
    let word = select(WORDS).prop_map(str::to_owned);
    let text = word.prop_recursive(4, 40, 8, |inner| {
        let words = prop::collection::vec(inner, 0..8).prop_map(|words| words.join(" "));
        (select(&[("(", ")"), ("[", "]"), ("{", "}"), ("", "")][..]), words)
            .prop_map(|((open, close), words)| format!("{open}{words}{close}"))
    });
    prop::collection::vec(text, 0..8).prop_map(|words| words.join(" "))
}

/// One change of a declaration, at a token that is counted through all brackets.
#[derive(Clone, Debug)]
enum Change {
    Delete,
    Repeat,
    Replace(String),
    Insert(String),
}

fn changes() -> impl Strategy<Value = Vec<(usize, Change)>> {
    let change = prop_oneof![
        Just(Change::Delete),
        Just(Change::Repeat),
        soup().prop_map(Change::Replace),
        soup().prop_map(Change::Insert),
    ];
    prop::collection::vec((0..200_usize, change), 1..5)
}

fn changed(tokens: TokenStream, at: &mut usize, change: &Change) -> TokenStream {
    let parsed = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
    let mut out = TokenStream::new();
    for token in tokens {
        let here = *at == 0;
        *at = at.wrapping_sub(1);
        let token = match token {
            TokenTree::Group(group) if !here => {
                Group::new(group.delimiter(), changed(group.stream(), at, change)).into()
            }
            token => token,
        };
        match change {
            Change::Delete if here => {}
            Change::Repeat if here => out.extend([token.clone(), token]),
            Change::Replace(text) if here => out.extend(parsed(text)),
            Change::Insert(text) if here => {
                out.extend(parsed(text));
                out.extend([token]);
            }
            _ => out.extend([token]),
        }
    }
    out
}

fn check(input: &TokenStream) {
    for derive in [metrics, label_value] {
        let output = run(input.clone(), derive);
        let parsed = syn::parse2::<syn::File>(output.clone());
        assert!(parsed.is_ok(), "{input}\nbecame\n{output}\n{:?}", parsed.err());
    }
}

fn check_changed(source: &str, changes: &[(usize, Change)]) {
    let mut tokens: TokenStream = source.parse().unwrap();
    for (at, change) in changes {
        tokens = changed(tokens, &mut at.clone(), change);
    }
    check(&tokens);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tokens_are_answered(text in soup()) {
        check(&text.parse().unwrap_or_default());
    }

    #[test]
    fn any_attributes_are_answered(metrics in soup(), metric in soup(), label in soup(), ty in soup()) {
        let group = format!("#[metrics({metrics})] struct S {{ #[metric({metric})] a_total: {ty} }}");
        check(&group.parse().unwrap_or_default());
        let group = format!("struct S {{ /// Help.\n #[metric({metric})] a_total: Counter<A> }}");
        check(&group.parse().unwrap_or_default());
        let label = format!("#[label({label})] enum E {{ #[label({metric})] A, B }}");
        check(&label.parse().unwrap_or_default());
    }

    #[test]
    fn any_change_of_a_group_is_answered(changes in changes()) {
        check_changed(GROUP, &changes);
    }

    #[test]
    fn any_change_of_a_label_is_answered(changes in changes()) {
        check_changed(LABEL, &changes);
    }
}

#[test]
fn what_is_changed_was_right() {
    for (source, derive) in [(GROUP, metrics as fn(&_) -> _), (LABEL, label_value)] {
        let output = run(source.parse().unwrap(), derive).to_string();
        assert!(!output.contains("compile_error"), "{output}");
    }
}
