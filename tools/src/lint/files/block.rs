//! The queries of Markdown pages and of lists of queries.

use super::query::FileQuery;
use crate::lint::variables::parse_query;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// Returns the queries of the `promql` blocks of a Markdown page.
pub(super) fn read_markdown(text: &str) -> Vec<FileQuery> {
    let mut queries = Vec::new();
    let mut inside = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let language = info.split([' ', ',', '{']).next().unwrap_or_default();
                inside = language.eq_ignore_ascii_case("promql").then(String::new);
            }
            Event::Text(line) => {
                if let Some(block) = &mut inside {
                    block.push_str(&line);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let first = text.get(..range.start).unwrap_or_default().matches('\n').count() + 2;
                queries.extend(inside.take().into_iter().flat_map(|text| read_block(&text, first)));
            }
            _ => {}
        }
    }
    queries
}

/// The largest number of lines of a query in a block.
const MAX_LINES: usize = 40;

/// Returns the queries of a block. `first` is the number of its first line. The longest run of lines that is
/// PromQL is one query.
pub(super) fn read_block(text: &str, first: usize) -> Vec<FileQuery> {
    let lines = text.lines().enumerate().map(|(index, line)| (first + index, line));
    let is_query = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<_> = lines.filter(|(_, line)| is_query(line)).collect();
    let mut queries = Vec::new();
    let mut rest = &lines[..];
    while let Some((number, _)) = rest.first() {
        let joined = |(one, _): (&[(usize, &str)], _)| {
            one.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n")
        };
        let runs = (1..=rest.len().min(MAX_LINES)).rev().map(|length| rest.split_at(length));
        let mut runs = runs.map(|run| (joined(run), run.1));
        let whole = runs.find(|(text, _)| matches!(parse_query(text), Ok(Some(_))));
        let (text, after) = whole.unwrap_or_else(|| {
            let one = rest.split_at(1);
            (joined(one), one.1)
        });
        queries.push(FileQuery::new(format!("line {number}"), text));
        rest = after;
    }
    queries
}
