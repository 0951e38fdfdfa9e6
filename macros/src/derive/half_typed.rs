//! Editors expand a struct while the user types, and complete the methods in the expansion. The stub
//! next to the errors therefore has every method of the finished struct.

use super::{metrics, run};
use syn::{Expr, ImplItem, Item, Stmt};

/// Returns the names of the inherent items in the expansion.
fn items(input: &str) -> Vec<String> {
    let tokens = run(input.parse().unwrap(), metrics);
    let file: syn::File = syn::parse2(tokens).unwrap();
    let mut names = Vec::new();
    for item in file.items.into_iter().flat_map(inner_items) {
        let Item::Impl(item) = item else { continue };
        if item.trait_.is_some() {
            continue;
        }
        names.extend(item.items.into_iter().filter_map(|item| match item {
            ImplItem::Const(item) => Some(item.ident.to_string()),
            ImplItem::Fn(item) => Some(item.sig.ident.to_string()),
            _ => None,
        }));
    }
    names
}

/// Returns the items in `const _: () = { .. }`, or the item itself.
fn inner_items(item: Item) -> Vec<Item> {
    let Item::Const(constant) = &item else { return vec![item] };
    let Expr::Block(block) = &*constant.expr else { return vec![item] };
    let statements = block.block.stmts.iter();
    statements
        .filter_map(|it| if let Stmt::Item(item) = it { Some(item.clone()) } else { None })
        .collect()
}

/// Expands a struct with one valid field and `field` after it.
fn check(field: &str, expected: &[&str]) {
    let input = format!(
        "struct Net {{
            /// Bytes.
            #[metric(labels(way))]
            bytes_total: Counter<Way>,
            {field}
        }}"
    );
    // The methods with parameters are behind the others.
    let mut all = vec!["DESC", "new", "bytes_total"];
    all.extend(expected);
    all.sort_unstable();
    let mut found = items(&input);
    found.sort_unstable();
    assert_eq!(found, all, "{field}");
}

#[test]
fn field_with_a_mistake_keeps_every_method() {
    check("frames_total: Counter", &["frames_total"]);
    check("/// Frames.\n #[metric(lab)] frames_total: Counter", &["frames_total"]);
    check("/// Frames.\n #[metric(labels)] frames_total: Counter<Way>", &["frames_total"]);
    check("/// Frames.\n #[metric(labels(,))] frames_total: Counter<Way>", &["frames_total"]);
    check("/// Frames.\n #[metric(buckets = )] frames_total: Histogram", &["frames_total"]);
    check("/// Frames.\n #[metric(allow(, reason))] frames_total: Counter", &["frames_total"]);
    check("/// Frames.\n #[metric(stability = exp)] frames_total: Counter", &["frames_total"]);
    check("/// Frames.\n #[metric] frames: Counter", &["frames"]);
}

/// The field has no accessor, because its type is not known.
#[test]
fn field_that_cannot_be_parsed_keeps_the_others() {
    check("/// Frames.\n frames_total: ", &[]);
    check("/// Frames.\n frames_total: , /** Lost. */ lost_total: Counter", &["lost_total"]);
    check("/// Frames.\n frames_total, /** Lost. */ lost_total: Counter<(A, B)>", &["lost_total"]);
    check("/// Frames.\n #[metric(labels(a))] pub", &[]);
    check("/// Frames.\n #[metric(labels(a))]", &[]);
    check("/// Frames.\n frames_total: Counter<", &[]);
}

/// rust-analyzer writes `__ra_fixup` for a missing type or name.
#[test]
fn field_fixed_by_the_editor_keeps_every_method() {
    check("/// Frames.\n frames_total: __ra_fixup", &["frames_total"]);
    check("/// Frames.\n __ra_fixup: __ra_fixup", &["__ra_fixup"]);
    check("/// Frames.\n frames_total: Counter<__ra_fixup>", &["frames_total"]);
    check("#[metric(skip)] x: __ra_fixup", &[]);
}

#[test]
fn struct_with_a_mistake_keeps_every_method() {
    let fields = "{ /// Bytes.\n bytes_total: Counter }";
    for head in ["#[metrics(nam)] struct S", "#[metrics(namespace = )] struct S", "struct S<'a>"] {
        assert_eq!(items(&format!("{head} {fields}")), ["DESC", "new", "bytes_total"], "{head}");
    }
}
