//! Model → tokens. This stage never looks at an attribute.

mod accessor;
mod accessor_docs;
mod assert;
mod construct;
mod descriptor;
mod label_asserts;
mod label_value;
mod runtime_path;
mod spans;
mod visit;

pub(crate) use label_value::{write_label, write_label_stub};

use crate::diag::Diags;
use crate::model::Group;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns everything that is derived for a group.
pub(crate) fn write_group(group: &Group) -> TokenStream {
    let desc = descriptor::write_descriptor(group);
    let new = construct::write_new(group);
    let accessors = group.metrics.iter().map(|metric| accessor::write_accessor(group, metric));
    let ident = spans::located(&group.ident);
    let metrics = visit::write_metrics_impl(group);
    let default = construct::write_default(group);
    let asserts = assert::write_group_asserts(group);
    let label_asserts = label_asserts::write_label_asserts(group);
    quote! {
        impl #ident {
            #desc
            #new
            #(#accessors)*
        }
        #metrics
        #default
        #asserts
        #label_asserts
    }
}

/// Returns the errors, and a stub that prevents follow-up errors: the same items with an empty
/// descriptor.
pub(crate) fn write_group_stub(group: &Group, diags: Diags) -> TokenStream {
    let errors = diags.into_tokens();
    let desc = descriptor::write_stub(group);
    let new = construct::write_new(group);
    let accessors = group.metrics.iter().map(|metric| accessor::write_stub(group, metric));
    let ident = spans::located(&group.ident);
    let (impl_generics, ty_generics, where_clause) = group.generics.split_for_impl();
    // A generic parameter may lack `Send` or `'static`, which the traits require.
    let traits = group.generics.params.is_empty().then(|| {
        let metrics = visit::write_metrics_impl(group);
        let default = construct::write_default(group);
        let asserts = assert::write_metric_asserts(group);
        quote!(#metrics #default #asserts)
    });
    quote! {
        #errors
        impl #impl_generics #ident #ty_generics #where_clause {
            #desc
            #new
            #(#accessors)*
        }
        #traits
    }
}
