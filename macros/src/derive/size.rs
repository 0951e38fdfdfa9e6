//! The size of the expansion. A metric becomes table rows and calls, and its size does not depend on
//! the number of label values or buckets.

use super::{metrics, run};
use proc_macro2::{TokenStream, TokenTree};
use std::fmt::Write as _;

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
