use crate::attr;
use crate::diag::Diags;
use crate::keys::KeyPosition;
use crate::model::{LabelEnum, LabelVariant};
use crate::read::{derive_target, doc, group_keys, label_values};
use crate::rename_rule::RenameRule;
use syn::ext::IdentExt;
use syn::{DeriveInput, LitStr, Variant};

/// Returns the label that an enum declares.
pub(crate) fn lower_label_enum(diags: &mut Diags, input: &DeriveInput) -> LabelEnum {
    let entries = attr::read_attributes(diags, &input.attrs, KeyPosition::Enum);
    let krate = group_keys::read_crate(diags, &entries, KeyPosition::Enum);
    let rule = label_values::read_rename_rule(diags, &entries);
    let variants = derive_target::read_variants(diags, input).map(|variants| {
        variants.iter().map(|variant| lower_variant(diags, variant, rule)).collect()
    });
    LabelEnum { ident: input.ident.clone(), generics: input.generics.clone(), krate, variants }
}

fn lower_variant(diags: &mut Diags, variant: &Variant, rule: RenameRule) -> LabelVariant {
    let entries = attr::read_attributes(diags, &variant.attrs, KeyPosition::Variant);
    let rename = label_values::read_rename(diags, &entries);
    let ident = variant.ident.clone();
    LabelVariant {
        value: match &rename {
            Some(rename) => rename.value(),
            None => rule.apply(&ident.unraw().to_string()),
        },
        span: rename.as_ref().map_or_else(|| ident.span(), LitStr::span),
        ident,
        fields: variant.fields.clone(),
        doc: doc::read_doc(&variant.attrs),
    }
}
