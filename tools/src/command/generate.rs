//! The commands `docs` and `rules`, which have options of their own.

use super::error::CommandError;
use super::output_file::{OutputFile, read};
use super::verdict::Verdict;
use crate::reference;
use crate::rules::Rules;
use std::path::PathBuf;
use tallymark::desc::GroupDesc;

/// Writes the reference: the whole file, or only the text between the two markers of a page.
pub(super) fn reference(
    title: &str,
    group: &GroupDesc,
    file: &OutputFile,
    in_place: bool,
    out: &mut String,
) -> Result<Verdict, CommandError> {
    match &file.path {
        Some(path) if in_place => {
            let page = reference::markdown_in_place(&read(path)?, group);
            file.write(&page.map_err(|error| CommandError::at(path, error))?, out)
        }
        _ => file.write(&reference::markdown(title, group), out),
    }
}

/// Writes the rules, and their test cases if there is a path for them. Without `rules`, generates rules
/// from the declaration.
pub(super) fn rules(
    rules: Option<&Rules<'static>>,
    group: &'static GroupDesc,
    file: &OutputFile,
    tests: Option<PathBuf>,
    out: &mut String,
) -> Result<Verdict, CommandError> {
    if let (Some(tests), Some(path)) = (&tests, &file.path)
        && tests.parent() != path.parent()
    {
        let problem =
            "the tests name the rule file without a folder; write both files to one folder";
        return Err(CommandError::at(tests, problem));
    }
    let rules = if let Some(rules) = rules {
        rules.clone()
    } else {
        let name = if group.namespace.is_empty() { "metrics" } else { group.namespace };
        Rules::from_group(name, group, &[], &[]).map_err(CommandError::other)?
    };
    let verdict = file.write(&rules.to_yaml(), out)?;
    let (Some(tests), Some(path)) = (tests, &file.path) else { return Ok(verdict) };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let tests = OutputFile { path: Some(tests), check: file.check };
    Ok(verdict.and(tests.write(&rules.to_test_yaml(&name), out)?))
}
