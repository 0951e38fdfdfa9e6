use super::item::EntryValue;
use crate::diag::Diags;
use crate::keys::{Key, MetricPart};
use proc_macro2::{Span, TokenStream};
use syn::LitStr;
use syn::parse::Parser;

/// A known key with its value.
pub(crate) struct Entry {
    pub(crate) key: Key,
    /// The location of the key.
    pub(crate) span: Span,
    pub(crate) value: EntryValue,
}

impl Entry {
    /// Returns the tokens after `=`.
    pub(crate) fn assigned(&self, diags: &mut Diags) -> Option<&TokenStream> {
        if let EntryValue::Assigned(tokens) = &self.value {
            return Some(tokens);
        }
        self.report_shape(diags);
        None
    }

    /// Returns the tokens in parentheses.
    pub(crate) fn list(&self, diags: &mut Diags) -> Option<TokenStream> {
        if let EntryValue::List(list) = &self.value {
            return Some(list.stream());
        }
        self.report_shape(diags);
        None
    }

    /// Returns the value as a string.
    pub(crate) fn string(&self, diags: &mut Diags) -> Option<LitStr> {
        let text = syn::parse2(self.assigned(diags)?.clone());
        if text.is_err() {
            self.report_shape(diags);
        }
        text.ok()
    }

    /// Returns the value as the path of a module, as `use` takes it.
    pub(crate) fn module_path(&self, diags: &mut Diags) -> Option<TokenStream> {
        let tokens = self.assigned(diags)?;
        let path = syn::Path::parse_mod_style.parse2(tokens.clone());
        if path.is_ok_and(|path| path.segments.iter().all(|segment| segment.ident != "Self")) {
            return Some(tokens.clone());
        }
        self.report_shape(diags);
        None
    }

    /// Reports a value if the key takes none.
    pub(crate) fn no_value(&self, diags: &mut Diags) {
        if !matches!(self.value, EntryValue::None) {
            self.report_shape(diags);
        }
    }

    /// Reports that the value has the wrong shape, at the value if it is assigned.
    pub(crate) fn report_shape(&self, diags: &mut Diags) {
        let message = self.key.wrong_shape();
        match &self.value {
            EntryValue::Assigned(tokens) => diags.error_spanned(tokens, message),
            EntryValue::None | EntryValue::List(_) => diags.error_at(self.span, message),
            EntryValue::Malformed => {}
        }
    }
}

/// The entries of one position.
#[derive(Default)]
pub(crate) struct Entries {
    entries: Vec<Entry>,
    /// The parts that unknown and misplaced keys are about. Rules about them would only repeat the
    /// mistake.
    pub(crate) mistaken: Vec<MetricPart>,
}

impl Entries {
    pub(crate) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds the entries of another attribute of the same position.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
        self.mistaken.append(&mut other.mistaken);
    }

    /// Returns the first entry with this key.
    pub(crate) fn find(&self, key: Key) -> Option<&Entry> {
        self.iter().find(|entry| entry.key == key)
    }
}
