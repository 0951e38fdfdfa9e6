use super::{krate, no_generics};
use crate::diag::Diags;
use crate::keys::Place;
use crate::model::{Buckets, Field, Group, Label, Metric};
use crate::read::{self, Doc, Entry, Value};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, GenericArgument, PathArguments, Type};

/// The group a struct declares; `None` if the input is no struct with named fields.
pub(crate) fn group(diags: &mut Diags, input: &DeriveInput) -> Option<Group> {
    no_generics(diags, &input.generics, "a group of metrics");
    let entries = read::entries(diags, &input.attrs, Place::Group);
    let krate = krate(diags, &entries);
    let namespace = namespace(diags, &entries);
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(fields) => {
                let message = "a group of metrics needs named fields: their names are the metrics'";
                diags.over(fields, message);
                return None;
            }
            Fields::Unit => {
                diags
                    .at(input.ident.span(), "a group of metrics needs fields; write `{}` for none");
                return None;
            }
        },
        Data::Enum(data) => {
            let message =
                "`Metrics` is derived on a struct; for a label's values derive `LabelValue`";
            diags.at(data.enum_token.span, message);
            return None;
        }
        Data::Union(data) => {
            diags.at(data.union_token.span, "`Metrics` is derived on a struct");
            return None;
        }
    };
    let mut group = Group {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        generics: input.generics.clone(),
        krate,
        namespace,
        doc: Doc::read(&input.attrs),
        metrics: Vec::new(),
        groups: Vec::new(),
        skipped: Vec::new(),
    };
    for field in fields {
        add_field(diags, &mut group, field);
    }
    Some(group)
}

fn namespace(diags: &mut Diags, entries: &[Entry]) -> String {
    let given = entries.iter().find(|entry| entry.name() == "namespace");
    let Some(text) = given.and_then(|entry| entry.string(diags)) else {
        return String::new();
    };
    if let Some(problem) = crate::names::metric_problem(&text.value()) {
        diags.over(&text, format!("`{}` is not a namespace; {problem}", text.value()));
        return String::new();
    }
    text.value()
}

fn add_field(diags: &mut Diags, group: &mut Group, field: &syn::Field) {
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
    let labels = find("labels");
    group.metrics.push(Metric {
        label_types: label_types(&field.ty),
        field: plain,
        vis: field.vis.clone(),
        name,
        doc: Doc::read(&field.attrs),
        labels: labels.map(|entry| read_labels(diags, entry)).unwrap_or_default(),
        labels_key: labels.map(Entry::span),
        buckets: find("buckets").and_then(|entry| read_buckets(diags, entry)),
    });
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

fn read_labels(diags: &mut Diags, entry: &Entry) -> Vec<Label> {
    let Value::List(list) = &entry.value else {
        diags.at(entry.span(), "`labels` takes a list of names; write `labels(a, b)`");
        return Vec::new();
    };
    let mut labels = Vec::new();
    let mut expect_name = true;
    for token in list.stream() {
        match (&token, expect_name) {
            (TokenTree::Ident(ident), true) => labels.extend(read_label(diags, ident)),
            (TokenTree::Punct(comma), false) if comma.as_char() == ',' => {}
            _ => {
                diags.over(&token, "expected names between commas; write `labels(a, b)`");
                return labels;
            }
        }
        expect_name = !expect_name;
    }
    labels
}

fn read_label(diags: &mut Diags, ident: &Ident) -> Option<Label> {
    let name = ident.unraw().to_string();
    // The rest of the words that cannot be an identifier even as `r#word`.
    if ["self", "super", "crate", "Self", "_"].contains(&name.as_str()) {
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

fn read_buckets(diags: &mut Diags, entry: &Entry) -> Option<Buckets> {
    let Value::Tokens(tokens) = &entry.value else {
        diags.at(entry.span(), "`buckets` takes bounds; write `buckets = [0.1, 1, 10]`");
        return None;
    };
    let mut trees = tokens.clone().into_iter();
    if let (Some(TokenTree::Group(list)), None) = (trees.next(), trees.next())
        && list.delimiter() == Delimiter::Bracket
    {
        let list = read_bounds(diags, list.stream())?;
        let floats = list.iter().map(|(tokens, value)| float(tokens, *value));
        return Some(Buckets {
            key: entry.span(),
            tokens: quote::quote!([#(#floats),*]),
            list: Some(list),
        });
    }
    if syn::parse2::<syn::Expr>(tokens.clone()).is_err() {
        diags.over(tokens, "expected a list such as `[0.1, 1, 10]`, a constant or a `const` call");
        return None;
    }
    Some(Buckets { key: entry.span(), tokens: tokens.clone(), list: None })
}

/// A bound as a float, so that `[1, 5]` need not be written `[1.0, 5.0]`.
fn float(tokens: &TokenStream, value: f64) -> TokenStream {
    let span = tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
    if !value.is_finite() {
        return tokens.clone();
    }
    let mut literal = proc_macro2::Literal::f64_suffixed(value.abs());
    literal.set_span(span.resolved_at(Span::call_site()));
    if value.is_sign_negative() { quote::quote!(-#literal) } else { literal.to_token_stream() }
}

fn read_bounds(diags: &mut Diags, list: TokenStream) -> Option<Vec<(TokenStream, f64)>> {
    let mut bounds = Vec::new();
    let mut bound = TokenStream::new();
    let mut all_read = true;
    let comma: TokenTree = proc_macro2::Punct::new(',', proc_macro2::Spacing::Alone).into();
    for token in list.into_iter().chain([comma]) {
        if !matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',') {
            bound.extend([token]);
        } else if !bound.is_empty() {
            let bound = std::mem::take(&mut bound);
            if let Some(value) = literal(&bound) {
                bounds.push((bound, value));
            } else {
                all_read = false;
                diags.over(&bound, "expected a number; use a constant for what is computed");
            }
        }
    }
    all_read.then_some(bounds)
}

fn literal(tokens: &TokenStream) -> Option<f64> {
    let text = tokens.to_string().replace([' ', '_'], "");
    let text = text.strip_suffix("f64").unwrap_or(&text);
    // `f64::from_str` reads words such as `inf` that are no literals.
    let digits = text.trim_start_matches('-').chars().next()?.is_ascii_digit();
    digits.then(|| text.parse().ok()).flatten()
}
