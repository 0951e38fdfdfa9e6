//! Doc comments, in every form that rustdoc takes.

use crate::model::{DocComment, DocText};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, LitStr, Meta};

/// One doc attribute.
struct Fragment {
    /// True for `///` and `/** */`, false for `#[doc = ..]`.
    is_comment: bool,
    text: FragmentText,
}

enum FragmentText {
    Literal(String),
    /// A macro call, such as `include_str!("..")`. Only the compiler knows the text.
    Call(TokenStream),
}

pub(crate) fn read_doc(attrs: &[Attribute]) -> DocComment {
    let docs = attrs.iter().filter_map(|attr| Some((read_fragment(attr)?, attr.span())));
    let (fragments, spans): (Vec<_>, Vec<_>) = docs.unzip();
    DocComment::new(join(&fragments), spans.first().copied())
}

fn read_fragment(attr: &Attribute) -> Option<Fragment> {
    let Meta::NameValue(meta) = &attr.meta else {
        return None;
    };
    if !meta.path.is_ident("doc") {
        return None;
    }
    match ungroup(&meta.value) {
        Expr::Lit(value) => match &value.lit {
            Lit::Str(text) => Some(read_literal(text)),
            _ => Some(unreadable()),
        },
        Expr::Macro(call) => {
            let text = FragmentText::Call(call.mac.to_token_stream());
            Some(Fragment { is_comment: false, text })
        }
        _ => Some(unreadable()),
    }
}

/// Returns the docs for a value that rustc reports as wrong. They keep it from being reported as missing.
fn unreadable() -> Fragment {
    Fragment { is_comment: false, text: FragmentText::Literal("Not known.".to_owned()) }
}

/// Returns the expression in the invisible groups that `macro_rules!` writes.
fn ungroup(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungroup(&group.expr),
        expr => expr,
    }
}

/// Reads a string. A doc comment is a string too; the source shows the difference.
fn read_literal(literal: &LitStr) -> Fragment {
    let text = literal.value();
    let source = literal.span().source_text();
    let is_block = source.as_ref().is_none_or(|source| source.starts_with("/*"));
    let is_comment = source.is_none_or(|source| source.starts_with('/'));
    let text = if is_block && text.contains('\n') { without_stars(&text) } else { text };
    Fragment { is_comment, text: FragmentText::Literal(text) }
}

/// Returns the text of a block comment without the column of stars that rustdoc removes.
fn without_stars(text: &str) -> String {
    let mut lines: Vec<_> = text.lines().collect();
    if lines.first().is_some_and(|line| line.bytes().all(|byte| byte == b'*')) {
        lines.remove(0);
    }
    if lines.last().is_some_and(|line| !line.is_empty() && line.bytes().all(|byte| byte == b'*')) {
        lines.pop();
    }
    if let Some(indent) = indent_of_stars(&lines) {
        for line in &mut lines {
            let rest = line.strip_prefix(indent).unwrap_or(line);
            let inner = rest.strip_prefix('*').unwrap_or(rest);
            let is_column = inner.is_empty() || inner.starts_with([' ', '*']);
            *line = if is_column { inner } else { rest };
        }
    }
    lines.join("\n")
}

/// Returns the white space before the stars, if every line has one in the same column. The first line and
/// empty lines at the ends may have none.
fn indent_of_stars<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let first = usize::from(!lines.first()?.trim_start().starts_with('*'));
    let lines = lines.get(first..)?;
    let start = lines.iter().position(|line| !line.trim().is_empty())?;
    let end = lines.iter().rposition(|line| !line.trim().is_empty())?;
    let mut indents = lines.get(start..=end)?.iter().map(|line| {
        let (indent, _) = line.split_once('*')?;
        indent.trim_matches([' ', '\t']).is_empty().then_some(indent)
    });
    let indent = indents.next()??;
    indents.all(|other| other.is_some_and(|other| other.len() == indent.len())).then_some(indent)
}

/// Joins the fragments, without the indentation that all lines share.
fn join(fragments: &[Fragment]) -> DocText {
    let indent = fragments.iter().map(|fragment| fragment.indent(fragments)).min().unwrap_or(0);
    let mut text = String::new();
    let mut parts = Vec::new();
    for fragment in fragments {
        match &fragment.text {
            FragmentText::Literal(literal) => {
                let indent = indent - fragment.space(fragments).min(indent);
                for line in literal.split('\n') {
                    text.push_str(line.get(indent..).unwrap_or_default().trim_end());
                    text.push('\n');
                }
            }
            FragmentText::Call(call) => {
                parts.push(std::mem::take(&mut text).into_token_stream());
                parts.push(call.clone());
                text.push('\n');
            }
        }
    }
    if parts.is_empty() {
        let text = text.trim_end().trim_start_matches('\n');
        DocText::Literal(text.to_owned())
    } else {
        DocText::Computed(quote!(#(#parts,)* #text))
    }
}

impl Fragment {
    /// Returns 1 for an attribute next to comments. Lines of comments start with the space after `///`, and
    /// lines of attributes have no such space.
    fn space(&self, all: &[Self]) -> usize {
        usize::from(!self.is_comment && all.iter().any(|other| other.is_comment))
    }

    /// Returns the indentation of the lines with text. The text of a call is not known here.
    fn indent(&self, all: &[Self]) -> usize {
        let indent = match &self.text {
            FragmentText::Literal(text) => {
                let lines = text.lines().filter(|line| !line.trim().is_empty());
                let indents =
                    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len());
                indents.min().unwrap_or(usize::MAX)
            }
            FragmentText::Call(_) => 0,
        };
        indent.saturating_add(self.space(all))
    }
}

#[cfg(test)]
mod tests {
    use super::{DocText, read_doc};
    use syn::DeriveInput;

    /// Checks the text of the docs above a struct.
    fn check(docs: &str, expected: &str) {
        let input: DeriveInput = syn::parse_str(&format!("{docs}\nstruct S {{}}")).unwrap();
        match read_doc(&input.attrs).text {
            DocText::Literal(text) => assert_eq!(text, expected, "{docs}"),
            DocText::Computed(tokens) => assert_eq!(tokens.to_string(), expected, "{docs}"),
        }
    }

    #[test]
    fn line_comments_lose_their_common_indentation() {
        check("/// One.\n///\n///     code\n///  two", "One.\n\n    code\n two");
        check("///One.\n/// two", "One.\n two");
        check("///   One.\n///    two", "One.\n two");
        check("///\n/// One.\n///  ", "One.");
        check("", "");
    }

    #[test]
    fn block_comments_lose_their_stars() {
        check("/** One. */", "One.");
        check("/**\n * One.\n * two\n *\n * Three.\n */", "One.\ntwo\n\nThree.");
        check("/**\n     * One.\n     *   two\n     */", "One.\n  two");
        check("/**\n * One.\n **/", "One.");
        check("/** One.\n * two\n */", "One.\n two");
        check("/**\nOne.\n\n* item\n*/", "One.\n\n item");
        check("/**\n* One.\n  * two\n*/", "* One.\n  * two");
        check("/**\n    One.\n      two\n */", "One.\n  two");
        check("/**\n *One.\n *two\n */", "*One.\n*two");
    }

    #[test]
    fn attributes_keep_their_text() {
        check("#[doc = \"One.\\n  two\"]", "One.\n  two");
        check("#[doc = \"* a\\n* b\"]", "* a\n* b");
        check("#[doc = r#\" \"One.\" \"#] #[doc(hidden)] #[doc = \" two\"]", "\"One.\"\ntwo");
        check("/// One.\n#[doc = \"two\"]\n/// three", "One.\ntwo\nthree");
    }

    #[test]
    fn macro_calls_are_for_the_compiler() {
        check("#[doc = include_str!(\"a\")]", "\"\" , include_str ! (\"a\") , \"\\n\"");
        check(
            "/// One\n#[doc = concat!(\"a\", \"b\")]\n/// two",
            "\"One\\n\" , concat ! (\"a\" , \"b\") , \"\\ntwo\\n\"",
        );
    }
}
