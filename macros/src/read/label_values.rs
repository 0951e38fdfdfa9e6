//! `rename_all` and `rename`.

use crate::attr::Entries;
use crate::diag::Diags;
use crate::keys::Key;
use crate::rename_rule::RenameRule;
use crate::suggest;
use syn::LitStr;

/// Returns the rule in `rename_all = ".."`, or the default.
pub(crate) fn read_rename_rule(diags: &mut Diags, entries: &Entries) -> RenameRule {
    let given = entries.find(Key::RenameAll).and_then(|entry| entry.string(diags));
    let Some(text) = given else {
        return RenameRule::default();
    };
    text.value().parse().unwrap_or_else(|_| {
        let hint = suggest::hint(&text.value(), &RenameRule::ALL.map(RenameRule::name));
        diags.error_spanned(&text, format!("unknown rename rule `{}`; {hint}", text.value()));
        RenameRule::default()
    })
}

/// Returns the value in `rename = ".."`.
pub(crate) fn read_rename(diags: &mut Diags, entries: &Entries) -> Option<LitStr> {
    entries.find(Key::Rename)?.string(diags)
}
