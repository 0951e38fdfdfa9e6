//! Recognises prose without Markdown, which is its own help. The runtime reads Markdown at compile time.

/// Returns the first paragraph as one line, unless it may have markup. Code spans stay as written.
pub(crate) fn plain_paragraph(text: &str) -> Option<String> {
    let lines = text.lines().take_while(|line| !line.trim().is_empty());
    let words: Vec<_> = lines.clone().flat_map(str::split_ascii_whitespace).collect();
    let paragraph = words.join(" ");
    let is_prose = !paragraph.is_empty()
        && !text.starts_with([' ', '\t'])
        && lines.map(str::trim_start).all(starts_as_prose)
        && !has_markup(&paragraph);
    is_prose.then_some(paragraph)
}

/// Returns whether a line cannot start a block other than a paragraph.
fn starts_as_prose(line: &str) -> bool {
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = after_digits.len() < line.len() && after_digits.starts_with(['.', ')']);
    let starts_text = |c: char| c.is_alphanumeric() || matches!(c, '`' | '"' | '\'' | '(' | '$');
    line.starts_with(starts_text) && !is_numbered
}

/// Returns whether a paragraph may have markup other than code spans. A `_` between two letters is text.
fn has_markup(paragraph: &str) -> bool {
    let mut in_code = false;
    let mut before = ' ';
    let mut chars = paragraph.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let within_word = before.is_alphanumeric() && after.is_alphanumeric();
        match c {
            '`' if after == '`' => return true,
            '`' => in_code = !in_code,
            _ if in_code => {}
            '*' | '[' | ']' | '<' | '\\' | '&' | '|' | '~' | '\0'..='\x1f' => return true,
            '_' if !within_word => return true,
            _ => {}
        }
        before = c;
    }
    in_code
}

#[cfg(test)]
mod tests {
    use super::plain_paragraph;

    #[test]
    fn prose_is_its_own_help() {
        for text in [
            "Requests, by outcome.",
            "Guilds created (`active`), of 5% or $job: #1 > 2!",
            "Größe von guild_members_total; `[a](b) *c* _d`",
            "10 ms or more.",
        ] {
            assert_eq!(plain_paragraph(text).as_deref(), Some(text));
        }
        let text = "Requests \t that\r\n  wait.\n \nMore *text*.";
        assert_eq!(plain_paragraph(text).as_deref(), Some("Requests that wait."));
    }

    #[test]
    fn markdown_is_left_to_the_runtime() {
        for text in [
            "# Heading",
            "Heading\n===",
            "Text\n- item",
            "1. item",
            "    code",
            "```\ncode\n```",
            "a | b\n--|--",
            "Text\n> quote",
            "*emphasis*",
            "_emphasis_",
            "a _b_",
            "[link]",
            "<b>",
            "a \\* b",
            "a &amp; b",
            "~~a~~",
            "open `code",
            "``code``",
            "",
        ] {
            assert_eq!(plain_paragraph(text), None, "{text}");
        }
    }
}
