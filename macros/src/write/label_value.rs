//! The trait `LabelValue`.

use super::doc_text::write_doc;
use super::runtime_path::krate;
use super::spans::located;
use crate::diag::Diags;
use crate::model::LabelEnum;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns the implementation for a label.
pub(crate) fn write_label(label: &LabelEnum) -> TokenStream {
    let krate = krate(label.krate.as_ref());
    let ident = located(&label.ident);
    let variants = label.variants.as_deref().unwrap_or_default();
    let values = variants.iter().map(|variant| {
        let (value, doc) = (&variant.value, write_doc(&krate, &variant.doc));
        quote!(#krate::__private::LabelValueDesc { value: #value, doc: #doc })
    });
    let arms = variants.iter().enumerate().map(|(index, variant)| {
        let ident = located(&variant.ident);
        quote!(Self::#ident => #index)
    });
    let exported: Vec<_> = variants.iter().map(|variant| format!("`{}`", variant.value)).collect();
    let about = format!("Exported as {}.", exported.join(", "));
    quote! {
        #[doc = #about]
        #[automatically_derived]
        impl #krate::LabelValue for #ident {
            const VALUES: &'static [#krate::__private::LabelValueDesc] = &[#(#values),*];
            const __IS_CHECKED: bool = true;

            #[inline]
            fn index(self) -> ::core::primitive::usize {
                match self { #(#arms),* }
            }
        }
    }
}

/// Returns the errors, and an implementation without values that prevents follow-up errors.
pub(crate) fn write_label_stub(label: &LabelEnum, diags: Diags) -> TokenStream {
    let errors = diags.into_tokens();
    let krate = krate(label.krate.as_ref());
    let ident = located(&label.ident);
    // A generic parameter may lack `Copy` or `'static`, which the trait requires.
    let stub = label.generics.params.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl #krate::LabelValue for #ident {
                const VALUES: &'static [#krate::__private::LabelValueDesc] =
                    &[#krate::__private::LabelValueDesc { value: "_", doc: "" }];

                fn index(self) -> ::core::primitive::usize {
                    0
                }
            }
        }
    });
    quote!(#errors #stub)
}
