//! For any input, the derives do not panic, and their output is valid Rust.

mod edit;

use super::{label_value, metrics, run};
use crate::keys::{Key, KeyPosition};
use edit::{Edit, EditKind};
use proc_macro2::TokenStream;
use proptest::prelude::*;
use proptest::sample::select;

const ALL_POSITIONS: [KeyPosition; 6] = [
    KeyPosition::Group,
    KeyPosition::Field,
    KeyPosition::Enum,
    KeyPosition::Variant,
    KeyPosition::AllowList,
    KeyPosition::DeprecatedList,
];

/// Valid declarations that use every key. Edits start from one of them.
const DECLARATIONS: [&str; 4] = [
    r#"
    /// Peers.
    #[metrics(namespace = "p2p", labels(way), buckets = DURATION)]
    #[metrics(existing_names(p2p_dials, p2p_rtt, may_be_unused, reason = "dashboards use the names"))]
    struct Peers {
        /// Dials, by way.
        dials: Counter<Way>,
        /// Time to a peer and back.
        rtt: Histogram<Way, Seconds>,
        /// Calls that were made.
        #[metric(allow(total_suffix, may_be_unused, reason = "another build needs it"))]
        calls_total: Counter,
    }"#,
    r#"
    /// Frames of the network.
    #[metrics(namespace = "net", max_series = 1_000, crate = my::metrics)]
    #[metrics(allow(unit_suffix, base_unit, reason = "dashboards use the names"))]
    pub(crate) struct Net {
        /// Bytes that came in.
        received_kb_total: Counter<(), Bytes>,
        /// Frames, from and to.
        ///
        /// Both ends count.
        #[metric(labels(from, type), allow(swappable_labels, reason = "both are ways"))]
        pub frames_total: Counter<(Way, Way)>,
        /// Frames, by peer.
        #[metric(labels(peer), stability = experimental)]
        r#loop: Gauge<Bounded<u16, 12>>,
        /// Frames that were turned away.
        #[metric(renamed_from = "net_rejected_total", until = "99.1")]
        refused_total: Counter,
        /// Frames that were lost.
        #[metric(deprecated(since = "0.2.0", note = "use `frames_total`"))]
        lost_total: tallymark::Counter,
        /// Time to an answer.
        #[metric(buckets = [0.1, 1, 1e1])]
        answer_seconds: Histogram<(), Seconds>,
        /// Size of a frame.
        #[metric(labels(way), buckets = exponential::<8>(0.1, 2.0))]
        frame_bytes: Histogram<Way, Bytes>,
        #[metric(group)]
        inner: Inner,
        #[metric(skip)]
        started: Instant,
    }"#,
    r#"
    /// How it ended.
    #[label(rename_all = "kebab-case", crate = my::metrics)]
    pub enum Outcome {
        /// Well.
        Success,
        #[label(rename = "oom")]
        OutOfMemory,
        r#Self_,
    }"#,
    "struct Empty {}",
];

/// The words of token soup: keys, words that the macro knows, and Rust tokens.
const WORDS: &str = r#"
    metrics metric label doc namespace max_series allow existing_names may_be_unused crate labels buckets stability deprecated
    renamed_from until group skip rename_all rename reason since note stable experimental unit_suffix swappable_labels
    snake_case Counter Histogram Net a b_total le r#type größe struct enum union pub fn impl dyn for
    where const mut self Self super _ type r#fn 'a "" "text" "a-b" b"x" 'c' 0 1_000 0.1 1e400
    99999999999999999999 - , , = = : :: ; < > # ! & * .. ? | ->"#;

/// Returns a strategy for the source text of random token trees.
fn soup() -> impl Strategy<Value = String> {
    let words: Vec<_> = WORDS.split_whitespace().collect();
    let word = select(words).prop_map(str::to_owned);
    word.prop_recursive(4, 48, 12, |inner| {
        let delimiters = select(&[("", ""), ("(", ")"), ("[", "]"), ("{", "}")][..]);
        // A list with commas reaches more of the parser.
        let between = select(&[" ", ", "][..]);
        (delimiters, between, prop::collection::vec(inner, 0..12)).prop_map(
            |((open, close), between, words)| format!("{open} {} {close}", words.join(between)),
        )
    })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        Just(EditKind::Delete),
        Just(EditKind::Duplicate),
        Just(EditKind::Swap),
        soup().prop_map(EditKind::Replace),
    ];
    let edit = (any::<prop::sample::Index>(), edit).prop_map(|(at, kind)| Edit { at, kind });
    prop::collection::vec(edit, 1..6)
}

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap_or_else(|error| panic!("{error}: {source}"))
}

type Derive = fn(&syn::DeriveInput) -> TokenStream;

fn check(derive: Derive, input: &TokenStream) {
    if let Err(error) = syn::parse2::<syn::File>(run(input.clone(), derive)) {
        panic!("{error}; from {input}");
    }
}

/// Runs both derives on the input.
fn check_both(input: &TokenStream) {
    check(metrics, input);
    check(label_value, input);
}

fn check_entry(position: KeyPosition, entry: &str) {
    let derive: Derive = match position {
        KeyPosition::Enum | KeyPosition::Variant => label_value,
        _ => metrics,
    };
    check(derive, &tokens(&with_entry(position, entry)));
}

/// Returns a valid item with `entry` in the attribute or list at `position`.
fn with_entry(position: KeyPosition, entry: &str) -> String {
    let name = position.container();
    match position {
        KeyPosition::Group => {
            format!("#[{name}({entry})] struct S {{ /** Help. */ a_total: Counter }}")
        }
        KeyPosition::Field => {
            format!("struct S {{ /** Help. */ #[{name}({entry})] a_total: Counter<(A, B)> }}")
        }
        KeyPosition::Enum => format!("#[{name}({entry})] enum E {{ A, B }}"),
        KeyPosition::Variant => format!("enum E {{ A, #[{name}({entry})] B }}"),
        KeyPosition::AllowList | KeyPosition::DeprecatedList => {
            with_entry(KeyPosition::Field, &format!("{name}({entry})"))
        }
    }
}

proptest! {
    #[test]
    fn soup_for_an_item(soup in soup()) {
        check_both(&tokens(&soup));
    }

    #[test]
    fn soup_in_an_attribute(soup in soup()) {
        for position in ALL_POSITIONS {
            check_entry(position, &soup);
        }
    }

    #[test]
    fn soup_for_the_value_of_every_key(soup in soup()) {
        for position in ALL_POSITIONS {
            for key in Key::allowed_at(position).map(Key::name) {
                check_entry(position, &format!("{key} = {soup}"));
                check_entry(position, &format!("{key}({soup})"));
            }
        }
    }

    #[test]
    fn soup_for_a_type(soup in soup()) {
        let source = format!("struct S {{ /** Help. */ a_total: {soup}, #[metric(skip)] b: {soup} }}");
        check(metrics, &tokens(&source));
    }

    #[test]
    fn edited_declarations(declaration in select(&DECLARATIONS[..]), edits in edits()) {
        check_both(&edit::apply(tokens(declaration), &edits));
    }
}

#[test]
fn every_key_is_in_a_declaration_and_all_are_valid() {
    let all = DECLARATIONS.concat();
    for position in ALL_POSITIONS {
        for key in Key::allowed_at(position).map(Key::name) {
            let forms =
                [format!("{key} ="), format!("{key}("), format!("({key})"), format!(", {key},")];
            assert!(forms.iter().any(|form| all.contains(form)), "{key}");
        }
    }
    for declaration in DECLARATIONS {
        let derive = if declaration.contains("enum") { label_value } else { metrics };
        let written = run(tokens(declaration), derive).to_string();
        assert!(!written.contains("compile_error"), "{written}");
    }
}
