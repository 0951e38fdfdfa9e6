//! `allow(rule, reason = "..")`.

use crate::attr::{self, Entries, Entry, EntryValue};
use crate::diag::Diags;
use crate::keys::{Key, MetricPart};
use crate::model::Allow;
use crate::{rules, suggest};
use syn::ext::IdentExt;

/// Returns the exceptions of a group or a field.
pub(crate) fn read_allows(diags: &mut Diags, entries: &Entries) -> Vec<Allow> {
    if entries.mistaken.contains(&MetricPart::Reason) {
        // The reason is misplaced, and reported there.
        return Vec::new();
    }
    let mut all: Vec<Allow> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.key == Key::Allow) {
        for allow in read_allow(diags, entry).unwrap_or_default() {
            if let Some(first) = all.iter().find(|first| first.rule == allow.rule) {
                diags.error_at(first.span, format!("`{}` is allowed here first", first.rule));
                let message = format!("`{}` is allowed again; remove one", allow.rule);
                diags.error_at(allow.span, message);
            } else {
                all.push(allow);
            }
        }
    }
    all
}

/// Returns one exception for each rule that the entry names, or `None` if there is a mistake.
fn read_allow(diags: &mut Diags, entry: &Entry) -> Option<Vec<Allow>> {
    let errors = diags.len();
    let list = entry.list(diags)?;
    let (mut rules, mut reason, mut may_be_unused) = (Vec::new(), None, false);
    for item in attr::read_items(diags, list).items {
        let (name, span) = (item.name.unraw().to_string(), item.name.span());
        if name == Key::Reason.name() {
            let part = Entry { key: Key::Reason, span, value: item.value };
            reason = part.string(diags).map(|text| text.value());
        } else if name == Key::MayBeUnused.name() {
            Entry { key: Key::MayBeUnused, span, value: item.value }.no_value(diags);
            may_be_unused = true;
        } else if matches!(item.value, EntryValue::None) {
            match exceptable_rule(&name) {
                Ok(rule) => rules.push((rule, span)),
                Err(message) => diags.error_at(span, message),
            }
        } else {
            let message = format!("expected a rule or a reason; write {}", entry.key.example());
            diags.error_at(span, message);
        }
    }
    if diags.len() > errors {
        return None;
    }
    let Some((first, _)) = rules.first() else {
        let message = format!("`allow` names no rule; write {}", entry.key.example());
        diags.error_at(entry.span, message);
        return None;
    };
    let Some(reason) = reason.filter(|reason| !reason.trim().is_empty()) else {
        let message =
            format!("`allow({first})` has no reason; write `allow({first}, reason = \"..\")`");
        diags.error_at(entry.span, message);
        return None;
    };
    let rules = rules.into_iter();
    let allow = |(rule, span)| Allow { rule, reason: reason.clone(), may_be_unused, span };
    Some(rules.map(allow).collect())
}

/// Returns the rule called `name` if it has exceptions, or the error message.
fn exceptable_rule(name: &str) -> Result<&'static str, String> {
    match rules::find(name) {
        Some(rule) if rule.exceptable => Ok(rule.name),
        Some(_) => {
            Err(format!("rule `{name}` has no exceptions; fix the mistake and remove the `allow`"))
        }
        None => Err(format!(
            "unknown rule `{name}`; {}",
            suggest::hint(name, &rules::exceptable_names())
        )),
    }
}
