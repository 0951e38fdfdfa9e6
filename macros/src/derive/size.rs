//! The size of the expansion. A metric becomes table rows and calls, and its size does not depend on
//! the number of label values or buckets.

use super::{label_value, metrics, run};
use declarations::{Declarations, Shape};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use std::fmt::Write as _;
use syn::Item;

// The declarations whose compile time `bench/compile` measures.
#[expect(dead_code, reason = "the benchmark declares the same metrics with other libraries")]
#[path = "../../../bench/compile/src/source/declarations.rs"]
mod declarations;
#[path = "../../../bench/compile/src/source/ours.rs"]
mod ours;

const KINDS: [(&str, &str); 5] = [
    ("counter", "/// Events, by nothing. \n NAME_total: Counter,"),
    ("counter, 1 label", "/// Events, by way.\n #[metric(labels(a))] NAME_total: Counter<A>,"),
    (
        "counter, 3 labels",
        "/// Events, by way.\n #[metric(labels(a, b, c))] NAME_total: Counter<(A, B, C)>,",
    ),
    (
        "histogram, 1 label",
        "/// Sizes, by way.\n #[metric(labels(a), buckets = SIZES)] NAME: Histogram<A>,",
    ),
    (
        "counter with exceptions",
        "/// Events, by way.\n #[metric(labels(a, b), allow(total_suffix, swappable_labels, reason = \"r\"))]
        NAME: Counter<(A, A)>,",
    ),
];

fn tokens(stream: TokenStream) -> usize {
    let size = |token| match token {
        TokenTree::Group(group) => 2 + tokens(group.stream()),
        _ => 1,
    };
    stream.into_iter().map(size).sum()
}

/// Returns the number of tokens of a group with `count` metrics.
fn size(field: &str, count: usize) -> usize {
    let mut fields = String::new();
    for index in 0..count {
        fields += &field.replace("NAME", &format!("name{index}"));
    }
    tokens(run(format!("struct S {{ {fields} }}").parse().unwrap(), metrics))
}

#[test]
fn a_metric_is_a_few_hundred_tokens() {
    let mut table = String::from("tokens of each metric + tokens of its group\n");
    for (kind, field) in KINDS {
        let (one, more) = (size(field, 1), size(field, 51));
        assert_eq!((more - one) % 50, 0, "each metric has the same size");
        let each = (more - one) / 50;
        writeln!(table, "{kind:<24}{each:>6}  + {}", one - each).unwrap();
    }
    insta::assert_snapshot!(table);
}

const MAX_BYTES_PER_METRIC: usize = 800;
const MAX_TOKENS_PER_METRIC: usize = 160;
const MAX_BYTES_PER_DISTINCT_METRIC: usize = 2_400;
const MAX_TOKENS_PER_DISTINCT_METRIC: usize = 530;

/// Returns the bytes and the tokens of the code for each of 500 metrics of `bench/compile`. Those of
/// the groups and the label enums are included.
fn size_per_metric(shape: Shape) -> (usize, usize) {
    let declarations = Declarations { shape, metrics: 500, changes: 0 };
    let file = syn::parse_file(&ours::ours(&declarations)).unwrap();
    let expand = |item: Item| match item {
        Item::Struct(group) => run(group.into_token_stream(), metrics),
        Item::Enum(label) => run(label.into_token_stream(), label_value),
        _ => TokenStream::new(),
    };
    let code: TokenStream = file.items.into_iter().map(expand).collect();
    let bytes = code.to_string().len();
    (bytes / declarations.metrics, tokens(code) / declarations.metrics)
}

#[test]
fn five_hundred_metrics_expand_to_little_code() {
    let (bytes, tokens) = size_per_metric(Shape::Plain);
    assert!(bytes <= MAX_BYTES_PER_METRIC, "{bytes} bytes a metric");
    assert!(tokens <= MAX_TOKENS_PER_METRIC, "{tokens} tokens a metric");
}

#[test]
fn five_hundred_metrics_with_nothing_in_common_expand_to_little_code() {
    let (bytes, tokens) = size_per_metric(Shape::Distinct);
    assert!(bytes <= MAX_BYTES_PER_DISTINCT_METRIC, "{bytes} bytes a metric");
    assert!(tokens <= MAX_TOKENS_PER_DISTINCT_METRIC, "{tokens} tokens a metric");
}
