use super::{krate, no_generics};
use crate::case;
use crate::diag::Diags;
use crate::keys::Place;
use crate::model::{LabelEnum, Variant};
use crate::read::{self, Doc, Entry};
use crate::suggest;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields};

/// The label an enum declares; without variants if the input is no enum.
pub(crate) fn label(diags: &mut Diags, input: &DeriveInput) -> LabelEnum {
    no_generics(diags, &input.generics, "a label");
    let entries = read::entries(diags, &input.attrs, Place::Enum);
    let krate = krate(diags, &entries);
    let rule = rule(diags, &entries);
    let variants = match &input.data {
        Data::Enum(data) => {
            if data.variants.is_empty() {
                let message = "a label needs at least one value; add a variant";
                diags.at(input.ident.span(), message);
            }
            data.variants.iter().map(|variant| self::variant(diags, variant, &rule)).collect()
        }
        Data::Struct(data) => {
            let message = "`LabelValue` is derived on an enum; for values that are not known in advance use `Open<T, MAX>` with an `OpenValue`";
            diags.at(data.struct_token.span, message);
            Vec::new()
        }
        Data::Union(data) => {
            diags.at(data.union_token.span, "`LabelValue` is derived on an enum");
            Vec::new()
        }
    };
    LabelEnum { ident: input.ident.clone(), generics: input.generics.clone(), krate, variants }
}

fn rule(diags: &mut Diags, entries: &[Entry]) -> String {
    let given = entries.iter().find(|entry| entry.name() == "rename_all");
    if let Some(rule) = given.and_then(|entry| entry.string(diags)) {
        if case::RULES.contains(&rule.value().as_str()) {
            return rule.value();
        }
        let hint = suggest::hint(&rule.value(), &case::RULES);
        diags.over(&rule, format!("unknown rename rule `{}`; {hint}", rule.value()));
    }
    "snake_case".to_owned()
}

fn variant(diags: &mut Diags, variant: &syn::Variant, rule: &str) -> Variant {
    if !matches!(variant.fields, Fields::Unit) {
        let message = format!(
            "variant `{}` has fields; a label's values are known in advance, use `Open<T, MAX>` for others",
            variant.ident
        );
        diags.over(&variant.fields, message);
    }
    let entries = read::entries(diags, &variant.attrs, Place::Variant);
    let renamed = entries.first().and_then(|entry| entry.string(diags));
    if let Some(renamed) = renamed.as_ref().filter(|renamed| renamed.value().is_empty()) {
        let message = "an empty value is the same as no label in Prometheus; name it";
        diags.over(renamed, message);
    }
    Variant {
        value: renamed.as_ref().map_or_else(
            || case::rename(&variant.ident.unraw().to_string(), rule),
            syn::LitStr::value,
        ),
        span: renamed.map_or_else(|| variant.ident.span(), |renamed| renamed.span()),
        ident: variant.ident.clone(),
        doc: Doc::read(&variant.attrs),
    }
}
