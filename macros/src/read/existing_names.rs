//! `existing_names(name, reason = "..")`.

use crate::attr::{self, Entries, Entry, EntryValue};
use crate::diag::Diags;
use crate::keys::Key;
use proc_macro2::Span;
use syn::ext::IdentExt;

/// The value of the key.
pub(crate) struct ExistingNames {
    pub(crate) names: Vec<ExistingName>,
    pub(crate) reason: String,
    /// True if it is no mistake that a name is not needed.
    pub(crate) may_be_unused: bool,
}

/// An exported name.
pub(crate) struct ExistingName {
    pub(crate) name: String,
    pub(crate) span: Span,
}

pub(crate) fn read_existing_names(diags: &mut Diags, entries: &Entries) -> Option<ExistingNames> {
    let entry = entries.find(Key::ExistingNames)?;
    let errors = diags.len();
    let mut names: Vec<ExistingName> = Vec::new();
    let (mut reason, mut may_be_unused) = (String::new(), false);
    let list = entry.list(diags)?;
    for item in attr::read_items(diags, list).items {
        let (name, span) = (item.name.unraw().to_string(), item.name.span());
        let has_value = !matches!(item.value, EntryValue::None);
        if name == Key::Reason.name() && has_value {
            let part = Entry { key: Key::Reason, span, value: item.value };
            reason = part.string(diags).map(|text| text.value()).unwrap_or_default();
        } else if name == Key::MayBeUnused.name() && !has_value {
            may_be_unused = true;
        } else if has_value {
            let message = format!("expected a name or a reason; write {}", entry.key.example());
            diags.error_at(span, message);
        } else if names.iter().any(|other| other.name == name) {
            diags.error_at(span, format!("`{name}` is listed twice; remove one"));
        } else {
            names.push(ExistingName { name, span });
        }
    }
    if diags.len() > errors {
        return None;
    }
    if names.is_empty() || reason.trim().is_empty() {
        let missing = if names.is_empty() { "name" } else { "reason" };
        let message =
            format!("`{}` has no {missing}; write {}", entry.key.name(), entry.key.example());
        diags.error_at(entry.span, message);
        return None;
    }
    Some(ExistingNames { names, reason, may_be_unused })
}
