//! Docs and help as constants.

use crate::model::{DocComment, DocText, Metric};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Returns the whole doc comment, as a constant expression. Docs that macro calls build are known only to
/// the compiler.
pub(super) fn write_doc(krate: &TokenStream, doc: &DocComment) -> TokenStream {
    match &doc.text {
        DocText::Literal(text) => text.into_token_stream(),
        DocText::Computed(parts) => quote! {{
            const __TEXT: &::core::primitive::str = ::core::concat!(#parts);
            const __DOC: &#krate::__private::ConstStr<
                { #krate::__private::doc_text::unindented_length(__TEXT) },
            > = &#krate::__private::doc_text::unindent(__TEXT);
            #krate::__private::doc_text::trim(__TEXT, __DOC)
        }},
    }
}

/// Returns the help of a metric with notes after it, as a constant expression.
pub(super) fn write_help(krate: &TokenStream, doc: &DocComment, notes: &str) -> TokenStream {
    if let Some(help) = doc.plain_paragraph() {
        return format!("{help}{notes}").into_token_stream();
    }
    let doc = write_doc(krate, doc);
    let length = notes.len();
    quote! {{
        const __DOC: &::core::primitive::str = #doc;
        const __HELP: &#krate::__private::ConstStr<{ __DOC.len() + #length }> =
            &#krate::__private::doc_text::help(__DOC).str(#notes);
        __HELP.as_str()
    }}
}

/// Returns the attributes with the docs of an accessor: those of the field, then `about`. rustdoc also tests the
/// examples in the docs of the field, so it must not see this copy then.
pub(super) fn write_doc_attributes(metric: &Metric, about: &str) -> TokenStream {
    if let Some(text) = metric.doc.plain_text() {
        let text = format!("{text}\n\n{about}");
        return quote!(#[doc = #text]);
    }
    let doc = match &metric.doc.text {
        DocText::Literal(text) => text.into_token_stream(),
        DocText::Computed(parts) => quote!(::core::concat!(#parts)),
    };
    quote! {
        #[cfg_attr(not(doctest), doc = #doc)]
        #[doc = ""]
        #[doc = #about]
    }
}
