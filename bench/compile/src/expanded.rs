//! The size of expanded code.

use crate::measure::GeneratedCrate;
use crate::source::{Declarations, Library};
use proc_macro2::{TokenStream, TokenTree};
use std::error::Error;
use std::fs;

/// The size of the source of one library and of its expansion.
pub(crate) struct Expanded {
    pub(crate) library: Library,
    pub(crate) source_lines: usize,
    pub(crate) bytes: usize,
    pub(crate) lines: usize,
    pub(crate) tokens: usize,
}

impl Expanded {
    /// Expands a crate with these metrics.
    pub(crate) fn new(
        library: Library,
        declarations: &Declarations,
    ) -> Result<Self, Box<dyn Error>> {
        let source = library.source(declarations);
        let build = GeneratedCrate::write(library, declarations, &source)?.expand();
        build.run()?;
        let text = fs::read_to_string(build.output())?;
        let stream: TokenStream =
            text.parse().map_err(|error| format!("expanded {}: {error}", library.title()))?;
        Ok(Self {
            library,
            source_lines: source.lines().count(),
            bytes: text.len(),
            lines: text.lines().count(),
            tokens: tokens(stream),
        })
    }
}

/// Returns the number of tokens. A group has one at each end.
fn tokens(stream: TokenStream) -> usize {
    let size = |token| match token {
        TokenTree::Group(group) => 2 + tokens(group.stream()),
        _ => 1,
    };
    stream.into_iter().map(size).sum()
}
