//! Model → tokens. This stage never looks at an attribute.

mod accessor;
mod accessor_docs;
mod assert;
mod construct;
mod descriptor;
mod doc_text;
mod label_value;
mod parameter;
mod runtime_path;
mod spans;
mod visit;

pub(crate) use label_value::{write_label, write_label_stub};

use crate::diag::Diags;
use crate::model::Group;
use parameter::Parameters;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns everything that is derived for a group.
pub(crate) fn write_group(group: &Group) -> TokenStream {
    let desc = descriptor::write_descriptor(group);
    let parameters = Parameters::new(group);
    let new = construct::write_new(group, &parameters);
    let accessors =
        group.metrics.iter().map(|metric| accessor::write_accessor(group, metric, &parameters));
    let ident = spans::located(&group.ident);
    let methods = parameters.hide_items(quote! {
        impl #ident {
            #new
            #(#accessors)*
        }
    });
    let metrics = visit::write_metrics_impl(group);
    let default = construct::write_default(group);
    let asserts = assert::write_group_asserts(group);
    quote! {
        impl #ident {
            #desc
        }
        #methods
        #metrics
        #default
        #asserts
    }
}

/// Returns the errors, and a stub that prevents follow-up errors: the same items with an empty
/// descriptor.
pub(crate) fn write_group_stub(group: &Group, diags: Diags) -> TokenStream {
    let errors = diags.into_tokens();
    let desc = descriptor::write_stub(group);
    let parameters = Parameters::new(group);
    let new = construct::write_new(group, &parameters);
    // An accessor with the name of another item is already an error.
    let metrics = group.metrics.iter().filter(|metric| metric.item_of_same_name().is_none());
    let accessors = metrics.map(|metric| accessor::write_stub(group, metric, &parameters));
    let ident = spans::located(&group.ident);
    let (impl_generics, ty_generics, where_clause) = group.generics.split_for_impl();
    // A generic parameter may lack `Send` or `'static`, which the traits require.
    let traits = group.generics.params.is_empty().then(|| {
        let metrics = visit::write_metrics_impl(group);
        let default = construct::write_default(group);
        let asserts = assert::write_metric_asserts(group);
        quote!(#metrics #default #asserts)
    });
    let methods = parameters.hide_items(quote! {
        impl #impl_generics #ident #ty_generics #where_clause {
            #new
            #(#accessors)*
        }
    });
    quote! {
        #errors
        impl #impl_generics #ident #ty_generics #where_clause {
            #desc
        }
        #methods
        #traits
    }
}
