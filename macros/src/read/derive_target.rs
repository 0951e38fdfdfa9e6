//! The item under the derive: a struct with named fields, or an enum.

use crate::diag::Diags;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Data, DataStruct, DeriveInput, Field, Fields, FieldsNamed, GenericParam, Generics};
use syn::{Token, Variant};

/// Returns the fields of a group.
pub(crate) fn read_fields<'a>(
    diags: &mut Diags,
    input: &'a DeriveInput,
) -> Option<&'a Punctuated<Field, Token![,]>> {
    report_generics(diags, &input.generics, "a group of metrics");
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(&fields.named),
            Fields::Unnamed(fields) => {
                let message = "a group of metrics needs named fields; write `struct Name { .. }`";
                diags.error_spanned(fields, message);
            }
            Fields::Unit => {
                let message = "a group of metrics needs fields; \
                               write `struct Name {}` for a group without metrics";
                diags.error_at(input.ident.span(), message);
            }
        },
        Data::Enum(data) => {
            let message =
                "`Metrics` is derived on a struct; derive `LabelValue` on an enum of label values";
            diags.error_at(data.enum_token.span, message);
        }
        Data::Union(data) => {
            let message = "`Metrics` is derived on a struct; replace the union with a struct";
            diags.error_at(data.union_token.span, message);
        }
    }
    None
}

/// Returns the names of the fields that a `#[cfg]` removed before the derive ran. The source of the struct
/// still has them. Returns `None` if the source cannot be read, as in a struct that a macro writes.
pub(crate) fn removed_fields(input: &DeriveInput) -> Option<Vec<String>> {
    let Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) = &input.data else {
        return None;
    };
    let source = fields.brace_token.span.join().source_text()?;
    if !source.contains("cfg") {
        return Some(Vec::new());
    }
    let written = syn::parse_str::<FieldsNamed>(&source).ok()?;
    let kept = |field: &Field| fields.named.iter().any(|kept| kept.ident == field.ident);
    let removed = written.named.iter().filter(|field| !kept(field));
    Some(removed.filter_map(|field| Some(field.ident.as_ref()?.unraw().to_string())).collect())
}

/// Returns the variants of a label.
pub(crate) fn read_variants<'a>(
    diags: &mut Diags,
    input: &'a DeriveInput,
) -> Option<&'a Punctuated<Variant, Token![,]>> {
    report_generics(diags, &input.generics, "a label");
    match &input.data {
        Data::Enum(data) => return Some(&data.variants),
        Data::Struct(data) => {
            let message = "`LabelValue` is derived on an enum of values; derive `Metrics` on a group of \
                           metrics, and for values that are not known in advance use `Bounded<T, MAX>`";
            diags.error_at(data.struct_token.span, message);
        }
        Data::Union(data) => {
            let message = "`LabelValue` is derived on an enum; replace the union with an enum";
            diags.error_at(data.union_token.span, message);
        }
    }
    None
}

fn report_generics(diags: &mut Diags, generics: &Generics, subject: &str) {
    if generics.params.is_empty() {
        return;
    }
    let is_borrow = generics.params.iter().all(|it| matches!(it, GenericParam::Lifetime(_)));
    let message = if is_borrow {
        format!(
            "{subject} cannot borrow, because it lives in a `static`; remove the lifetime, and write `&'static` in its fields"
        )
    } else {
        format!("{subject} cannot be generic; remove the parameters")
    };
    diags.error_spanned(&generics.params, message);
}
