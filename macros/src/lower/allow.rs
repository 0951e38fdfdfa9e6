use crate::diag::Diags;
use crate::model::Allow;
use crate::read::{self, Entry, Value};
use crate::{rules, suggest};
use std::cell::Cell;
use syn::LitStr;

const CURE: &str = "write `allow(rule, reason = \"..\")`";

/// The exceptions that a group or a field makes.
pub(super) fn read(diags: &mut Diags, entries: &[Entry]) -> Vec<Allow> {
    let allows = entries.iter().filter(|entry| entry.name() == crate::keys::REPEATABLE);
    let mut read = Vec::new();
    for entry in allows {
        read.extend(read_one(diags, entry));
    }
    let mut all: Vec<Allow> = Vec::new();
    for allow in read {
        if let Some(first) = all.iter().find(|first| first.rule == allow.rule) {
            diags.at(first.span, format!("`{}` is allowed here first", first.rule));
            diags.at(allow.span, format!("`{}` is allowed again; remove one", allow.rule));
        } else {
            all.push(allow);
        }
    }
    all
}

fn read_one(diags: &mut Diags, entry: &Entry) -> Vec<Allow> {
    let Value::List(list) = &entry.value else {
        diags.at(entry.span(), format!("`allow` takes a rule and a reason; {CURE}"));
        return Vec::new();
    };
    let (mut named, mut reason, mut mistakes) = (Vec::new(), None, false);
    for part in read::list_entries(diags, list.stream()) {
        let name = part.name();
        if name == "reason" {
            let text = part.string(diags);
            mistakes |= text.is_none();
            reason = text;
        } else if !matches!(part.value, Value::None) {
            diags.at(part.span(), format!("expected a rule or a reason; {CURE}"));
            mistakes = true;
        } else {
            match rule(&name) {
                Ok(rule) => named.push((rule, part.span())),
                Err(problem) => {
                    diags.at(part.span(), problem);
                    mistakes = true;
                }
            }
        }
    }
    if mistakes {
        return Vec::new();
    }
    if named.is_empty() {
        diags.at(entry.span(), format!("`allow` names no rule; {CURE}"));
    }
    let Some(reason) = reason.filter(|reason| !reason.value().trim().is_empty()) else {
        if let Some((rule, _)) = named.first() {
            let message =
                format!("`allow({rule})` has no reason; write `allow({rule}, reason = \"..\")`");
            diags.at(entry.span(), message);
        }
        return Vec::new();
    };
    let allow =
        |(rule, span)| Allow { rule, reason: LitStr::value(&reason), span, used: Cell::new(false) };
    named.into_iter().map(allow).collect()
}

/// The rule of this name, if exceptions of it can be made.
fn rule(name: &str) -> Result<&'static str, String> {
    match rules::find(name) {
        Some(rule) if rule.exceptable => Ok(rule.name),
        Some(_) => Err(format!("`{name}` has no exceptions; mend what it says, and remove this")),
        None => {
            Err(format!("unknown rule `{name}`; {}", suggest::hint(name, &rules::exceptable())))
        }
    }
}
