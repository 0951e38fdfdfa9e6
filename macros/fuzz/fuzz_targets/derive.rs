//! Runs the derives on each item of a source file, and checks that the output is valid Rust. Other
//! texts are one input.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;
use quote::ToTokens;

fuzz_target!(|text: &str| {
    if let Ok(file) = syn::parse_file(text) {
        file.items.into_iter().for_each(|item| check(&item.into_token_stream()));
    } else if let Ok(tokens) = text.parse() {
        check(&tokens);
    }
});

fn check(input: &TokenStream) {
    for derive in [tallymark_macros::metrics, tallymark_macros::label_value] {
        let output = derive(input.clone());
        let parsed = syn::parse2::<syn::File>(output.clone());
        assert!(parsed.is_ok(), "input: {input}\noutput: {output}\n{:?}", parsed.err());
    }
}
