//! `renamed_from` and `until`.

use crate::attr::Entries;
use crate::diag::Diags;
use crate::keys::Key;
use crate::model::FormerName;

/// Returns the former name. The two keys are valid only together.
pub(crate) fn read_former_name(diags: &mut Diags, entries: &Entries) -> Option<FormerName> {
    match (entries.find(Key::RenamedFrom), entries.find(Key::Until)) {
        (None, None) => None,
        (Some(from), Some(until)) => {
            let (name, until) = (from.string(diags), until.string(diags));
            Some(FormerName { name: name?, until: until? })
        }
        (Some(from), None) => {
            let example = Key::Until.example();
            let message = format!(
                "`renamed_from` has no `until`; add the first version without the old name: {example}"
            );
            diags.error_at(from.span, message);
            None
        }
        (None, Some(until)) => {
            let example = Key::RenamedFrom.example();
            let message = format!("`until` has no `renamed_from`; add {example} or remove `until`");
            diags.error_at(until.span, message);
            None
        }
    }
}
