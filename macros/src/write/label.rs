//! `LabelValue`.

use super::located;
use crate::diag::Diags;
use crate::model::LabelEnum;
use proc_macro2::TokenStream;
use quote::quote;

/// The implementation of a label.
pub(crate) fn label(label: &LabelEnum) -> TokenStream {
    let krate = &label.krate;
    let ident = located(&label.ident);
    let values = label.variants.iter().map(|variant| {
        let (value, doc) = (&variant.value, &variant.doc.text);
        quote!(#krate::__private::LabelValueDesc { value: #value, doc: #doc })
    });
    let arms = label.variants.iter().enumerate().map(|(index, variant)| {
        let ident = located(&variant.ident);
        quote!(Self::#ident => #index)
    });
    quote! {
        #[automatically_derived]
        impl #krate::LabelValue for #ident {
            const VALUES: &'static [#krate::__private::LabelValueDesc] = &[#(#values),*];

            #[inline]
            fn index(self) -> ::core::primitive::usize {
                match self { #(#arms),* }
            }
        }
    }
}

/// The errors, and an implementation without values that keeps them from causing others.
pub(crate) fn label_stub(label: &LabelEnum, diags: Diags) -> TokenStream {
    let errors = diags.into_tokens();
    let krate = &label.krate;
    let ident = located(&label.ident);
    // A generic type would have to be `Copy` and `'static`, which its parameters may not be.
    let stub = label.generics.params.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl #krate::LabelValue for #ident {
                const VALUES: &'static [#krate::__private::LabelValueDesc] = &[];

                fn index(self) -> ::core::primitive::usize {
                    0
                }
            }
        }
    });
    quote!(#errors #stub)
}
