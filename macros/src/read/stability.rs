//! `stability` and `deprecated`.

use crate::attr::{self, Entries};
use crate::diag::Diags;
use crate::keys::{Key, KeyPosition};
use crate::model::DeprecationNote;

/// Returns whether the stability is `experimental`. The default is `stable`.
pub(crate) fn read_experimental(diags: &mut Diags, entries: &Entries) -> bool {
    let Some(entry) = entries.find(Key::Stability) else {
        return false;
    };
    let Some(tokens) = entry.assigned(diags) else {
        return false;
    };
    match tokens.to_string().as_str() {
        "experimental" => return true,
        "stable" => {}
        _ => entry.report_shape(diags),
    }
    false
}

pub(crate) fn read_deprecated(diags: &mut Diags, entries: &Entries) -> Option<DeprecationNote> {
    let entry = entries.find(Key::Deprecated)?;
    let list = entry.list(diags)?;
    let parts = attr::read_list(diags, list, KeyPosition::DeprecatedList)?;
    let (since, note) = (parts.find(Key::Since), parts.find(Key::Note));
    if let (Some(since), Some(note)) = (since, note) {
        return Some(DeprecationNote { since: since.string(diags)?, note: note.string(diags)? });
    }
    let missing = if since.is_none() { Key::Since } else { Key::Note };
    let message =
        format!("`deprecated` has no `{}`; write {}", missing.name(), entry.key.example());
    diags.error_at(entry.span, message);
    None
}
