//! Model → tokens. This stage never looks at an attribute.

mod accessor;
mod accessor_docs;
mod assert;
mod construct;
mod descriptor;
mod doc_text;
mod label_asserts;
mod label_value;
mod parameter;
mod part;
mod runtime_path;
mod shared_type;
mod spans;
mod visit;

pub(crate) use label_value::{write_label, write_label_stub};
pub(crate) use shared_type::share_types;

use crate::diag::Diags;
use crate::model::{Group, Metric};
use parameter::Parameters;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns everything that is derived for a group.
pub(crate) fn write_group(group: &Group) -> TokenStream {
    let desc = descriptor::write_descriptor(group);
    let methods = write_methods(group, &desc, accessor::write_accessor, None);
    let metrics = visit::write_metrics_impl(group);
    let default = construct::write_default(group);
    let asserts = assert::write_group_asserts(group);
    let label_asserts = label_asserts::write_label_asserts(group);
    quote!(#methods #metrics #default #asserts #label_asserts)
}

/// Returns the errors, and a stub that prevents follow-up errors: the same items with an empty
/// descriptor.
pub(crate) fn write_group_stub(group: &Group, diags: Diags) -> TokenStream {
    // rustc does not report unresolved names in a module with a `compile_error!`, but does so if the error is in
    // a body (https://github.com/rust-lang/rust/pull/149484). A body with an error is never evaluated, so a
    // static of the group has no error of its own.
    let errors = diags.into_tokens();
    let methods =
        write_methods(group, &descriptor::write_stub(group), accessor::write_stub, Some(&errors));
    // A generic parameter may lack `Send` or `'static`, which the traits require.
    let traits = group.generics.params.is_empty().then(|| {
        let metrics = visit::write_metrics_stub(group);
        let default = construct::write_default(group);
        let asserts = assert::write_metric_asserts(group);
        quote!(#metrics #default #asserts)
    });
    quote!(#methods #traits)
}

/// Returns the descriptor, the constructor and the accessors. Methods with parameters are in a block of
/// their own; see [`parameter`].
fn write_methods(
    group: &Group,
    desc: &TokenStream,
    write_accessor: fn(&Metric, &Parameters) -> TokenStream,
    errors: Option<&TokenStream>,
) -> TokenStream {
    let parameters = Parameters::new(group);
    let new = construct::write_new(group, &parameters, errors);
    let (new, mut methods) =
        if group.skipped.is_empty() { (Some(new), Vec::new()) } else { (None, vec![new]) };
    // An accessor with the name of another item is already an error.
    let metrics = group.metrics.iter().filter(|metric| metric.item_of_same_name().is_none());
    methods.extend(metrics.map(|metric| write_accessor(metric, &parameters)));
    let ident = spans::located(&group.ident);
    let (impl_generics, ty_generics, where_clause) = group.generics.split_for_impl();
    let hidden = (!methods.is_empty()).then(|| {
        let imports = runtime_path::imports(&runtime_path::krate(group.krate.as_ref()));
        let functions = parameters.write_functions();
        quote! {
            const _: () = {
                #imports
                #functions
                impl #impl_generics #ident #ty_generics #where_clause {
                    #(#methods)*
                }
            };
        }
    });
    quote! {
        impl #impl_generics #ident #ty_generics #where_clause {
            #desc
            #new
        }
        #hidden
    }
}
