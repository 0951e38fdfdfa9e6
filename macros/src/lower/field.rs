use super::allow;
use super::buckets::read_buckets;
use crate::diag::Diags;
use crate::keys::Place;
use crate::model::{Deprecated, Field, Group, Label, Metric, Rename};
use crate::read::{self, Doc, Entry, Value};
use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::{GenericArgument, PathArguments, Type};

/// Adds what a field declares.
pub(super) fn add_field(diags: &mut Diags, group: &mut Group, field: &syn::Field) {
    let Some(ident) = field.ident.clone() else {
        return;
    };
    let entries = read::entries(diags, &field.attrs, Place::Field);
    let find = |name: &str| entries.iter().find(|entry| entry.name() == name);
    let plain = Field { ident, ty: field.ty.clone() };
    if let Some(key) = find("group").or_else(|| find("skip")) {
        key.no_value(diags);
        for other in entries.iter().filter(|other| other.key != key.key) {
            diags.at(
                other.span(),
                format!("`{}` has no meaning beside `{}`; remove one", other.key, key.key),
            );
        }
        let fields = if key.name() == "group" { &mut group.groups } else { &mut group.skipped };
        fields.push(plain);
        return;
    }
    let name = plain.ident.unraw().to_string();
    let name =
        if group.namespace.is_empty() { name } else { format!("{}_{name}", group.namespace) };
    let (labels, buckets) = (find("labels"), find("buckets"));
    let (labels_read, labels_written) =
        labels.map_or_else(|| (Vec::new(), Some(0)), |entry| read_labels(diags, entry));
    let read = buckets.and_then(|entry| read_buckets(diags, entry));
    group.metrics.push(Metric {
        index: group.metrics.len(),
        label_types: label_types(&field.ty),
        field: plain,
        vis: field.vis.clone(),
        name,
        doc: Doc::read(&field.attrs),
        labels: labels_read,
        labels_written,
        labels_key: labels.map(Entry::span),
        buckets_read: buckets.is_none() || read.is_some(),
        buckets: read,
        allows: allow::read(diags, &entries),
        experimental: find("stability").is_some_and(|entry| experimental(diags, entry)),
        deprecated: find("deprecated").and_then(|entry| deprecated(diags, entry)),
        rename: rename(diags, find("renamed_from"), find("until")),
    });
}

/// Whether the stability is `experimental`, and not `stable`, which is the default.
fn experimental(diags: &mut Diags, entry: &Entry) -> bool {
    let text = match &entry.value {
        Value::Tokens(tokens) => tokens.to_string(),
        _ => String::new(),
    };
    if text != "experimental" && text != "stable" {
        let message = "`stability` is `experimental` or `stable`; write `stability = experimental`";
        diags.value(entry, message);
    }
    text == "experimental"
}

fn deprecated(diags: &mut Diags, entry: &Entry) -> Option<Deprecated> {
    const CURE: &str = "write `deprecated(since = \"0.2.0\", note = \"use `other_total`\")`";
    let Value::List(list) = &entry.value else {
        diags.at(entry.span(), format!("`deprecated` says since when and what to use; {CURE}"));
        return None;
    };
    let (mut since, mut note) = (None, None);
    for part in read::list_entries(diags, list.stream()) {
        let slot = match part.name().as_str() {
            "since" => &mut since,
            "note" => &mut note,
            other => {
                let hint = crate::suggest::hint(other, &["since", "note"]);
                diags.at(part.span(), format!("unknown key `{other}`; {hint}"));
                return None;
            }
        };
        *slot = Some(part.string(diags)?);
    }
    match (since, note) {
        (Some(since), Some(note)) => Some(Deprecated { since, note }),
        (since, _) => {
            let missing = if since.is_none() { "since" } else { "note" };
            diags.at(entry.span(), format!("`deprecated` has no `{missing}`; {CURE}"));
            None
        }
    }
}

/// The former name; it and its end come together.
fn rename(diags: &mut Diags, from: Option<&Entry>, until: Option<&Entry>) -> Option<Rename> {
    match (from, until) {
        (None, None) => None,
        (Some(from), Some(until)) => {
            let (from, until) = (from.string(diags), until.string(diags));
            Some(Rename { from: from?, until: until? })
        }
        (Some(from), None) => {
            let message = "`renamed_from` has no end; add the version without the old name: \
                           `until = \"0.9\"`";
            diags.at(from.span(), message);
            None
        }
        (None, Some(until)) => {
            let message = "`until` has no meaning without `renamed_from = \"..\"`; remove it";
            diags.at(until.span(), message);
            None
        }
    }
}

/// How many labels the type visibly has: those of a tuple that is its first argument. What else
/// there may be (an alias, a single label) only the compiler knows.
fn label_types(ty: &Type) -> Option<usize> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return label_types(&group.elem),
        Type::Paren(paren) => return label_types(&paren.elem),
        _ => return None,
    };
    let PathArguments::AngleBracketed(args) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match args.args.first()? {
        GenericArgument::Type(Type::Tuple(tuple)) => Some(tuple.elems.len()),
        _ => None,
    }
}

/// The labels' names, and how many are written.
fn read_labels(diags: &mut Diags, entry: &Entry) -> (Vec<Label>, Option<usize>) {
    let Value::List(list) = &entry.value else {
        diags.at(entry.span(), "`labels` takes a list of names; write `labels(a, b)`");
        return (Vec::new(), None);
    };
    let (mut labels, mut written) = (Vec::new(), 0);
    let mut expect_name = true;
    for token in list.stream() {
        match (&token, expect_name) {
            (TokenTree::Ident(ident), true) => {
                labels.extend(read_label(diags, ident));
                written += 1;
            }
            (TokenTree::Punct(comma), false) if comma.as_char() == ',' => {}
            _ => {
                diags.over(&token, "expected names between commas; write `labels(a, b)`");
                return (labels, None);
            }
        }
        expect_name = !expect_name;
    }
    (labels, Some(written))
}

fn read_label(diags: &mut Diags, ident: &Ident) -> Option<Label> {
    let name = ident.unraw().to_string();
    // The rest of the words that cannot be an identifier even as `r#word`.
    if ["self", "super", "crate", "$crate", "Self", "_"].contains(&name.as_str()) {
        diags.at(
            ident.span(),
            format!("`{name}` cannot be a parameter's name; choose another name"),
        );
        return None;
    }
    let span = ident.span().resolved_at(Span::call_site());
    let param = match syn::parse_str::<Ident>(&name) {
        Ok(_) => Ident::new(&name, span),
        Err(_) => Ident::new_raw(&name, span),
    };
    Some(Label { name, param, span: ident.span() })
}
