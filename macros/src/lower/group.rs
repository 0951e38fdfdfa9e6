use super::field::add_field;
use super::{allow, krate, no_generics};
use crate::diag::Diags;
use crate::keys::Place;
use crate::model::Group;
use crate::read::{self, Doc, Entry, Value};
use syn::{Data, DeriveInput, Fields, LitInt};

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
        max_series: entries
            .iter()
            .find(|entry| entry.name() == "max_series")
            .and_then(|entry| max_series(diags, entry)),
        allows: allow::read(diags, &entries),
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

fn max_series(diags: &mut Diags, entry: &Entry) -> Option<LitInt> {
    let number = match &entry.value {
        Value::Tokens(tokens) => syn::parse2::<LitInt>(tokens.clone()).ok(),
        _ => None,
    };
    let number = number.filter(|number| number.base10_parse::<u64>().is_ok());
    if number.is_none() {
        diags.value(entry, "`max_series` takes a number; write `max_series = 1_000`");
    }
    number
}
