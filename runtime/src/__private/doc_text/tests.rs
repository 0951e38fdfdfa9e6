use super::{check_help, help, trim, unindent, unindented_length};

/// Checks the help of a doc comment.
fn check(doc: &str, expected: &str) {
    assert_eq!(help::<2000>(doc).as_str(), expected, "{doc}");
}

#[test]
fn first_paragraph_is_one_line() {
    check("Requests.", "Requests.");
    check("Requests\n that  wait.\t\n\nMore.", "Requests that wait.");
    check("\n\n  Größe der\r\nAnfragen.\r\n\r\nMehr.", "Größe der Anfragen.");
    check("", "");
    check(" \n\t\n", "");
}

#[test]
fn blocks_that_are_no_prose_are_passed_over() {
    for block in [
        "# Memory",
        "###### Memory ######",
        "#",
        "Memory\n======",
        "Two lines\nof a heading\n---",
        "---",
        " * * *",
        "```\nlet x = 1;\n\nlet y = 2;\n```",
        "~~~~ rust\n```\n~~~\n~~~~",
        "    let x = 1;\n\n    let y = 2;",
        "- first\n- second\n\n  more of it\n\n- third",
        "* first",
        "10. tenth\n11) eleventh",
        "| a | b |\n|---|:-:|\n| 1 | 2 |",
        "a | b\n--|--\n1 | 2",
        "> quoted\ntext",
        "<div>\nHTML\n</div>",
        "<!-- a\n\ncomment -->",
        "<script>\n\nlet x = 1;\n\n</script>",
        "<x-y a=\"1>\">",
        "[guide]: ../guide.md",
        "[^1]: A note\nof two lines.",
    ] {
        check(block, "");
        check(&format!("{block}\n\nRequests.\n"), "Requests.");
        check(&format!("\n\n{block}\n\n\nRequests\nthat wait.\n\nMore."), "Requests that wait.");
    }
}

#[test]
fn blocks_end_a_paragraph() {
    for block in
        ["# Memory", "***", "```\ncode\n```", "- item", "1. item", "> quote", "<p>", "|a|b|\n|-|-|"]
    {
        check(&format!("Requests.\n{block}"), "Requests.");
    }
    for line in ["2. of them", "10) of them", "+", "    code", "<peer>", "[a]: b", "#5 of them"] {
        assert!(
            help::<100>(&format!("Requests\n{line}")).as_str().starts_with("Requests "),
            "{line}"
        );
    }
    check("10 ms or more.", "10 ms or more.");
    check("#5 of them.", "#5 of them.");
}

#[test]
fn links_become_their_text() {
    check("Time in [`Engine::run`](crate::engine::Engine::run).", "Time in `Engine::run`.");
    check("See the [guide](../guide.md), [a b](<x y> \"title\").", "See the guide, a b.");
    check("See [x](a(b)c) and [y]( z 'it' ) and [z]().", "See x and y and z.");
    check(
        "In [Engine], [`Engine`], [Engine::run()], [Vec<u8>], [r#type!].",
        "In Engine, `Engine`, Engine::run(), Vec<u8>, r#type!.",
    );
    check("In [struct@Foo] and [`fn@foo`].", "In Foo and `foo`.");
    check(
        "In [the engine][Engine] and [Engine][] and [the `x`][1].\n\n[1]: x",
        "In the engine and Engine and the `x`.",
    );
    check("See [the guide].\n\n[the guide]: ../guide.md", "See the guide.");
    check("A ![logo](x.png) and [![badge](a)](b).", "A logo and badge.");
    check("At <https://a.b/c_d_e> or <a@b.c>.", "At https://a.b/c_d_e or a@b.c.");
    check("Counted once[^1].\n\n[^1]: Or twice.", "Counted once.");
    check("[**All** of `it`](x) at\n[two\nlines](x).", "All of `it` at two lines.");
}

#[test]
fn brackets_that_are_no_links_stay() {
    for text in [
        "A value in [0, 1].",
        "A value in [0,1).",
        "Of [[job]] and ${job} and {{ $labels.job }}.",
        "The last of values[i].",
        "Seen [in seconds].",
        "Open [bracket.",
        "An [x](open.",
        "Closed] bracket.",
        "[] and [ ].",
        "[a b][c d].",
    ] {
        check(text, text);
    }
}

#[test]
fn emphasis_becomes_its_text() {
    check("*One*, **two**, ***three***, _one_, __two__.", "One, two, three, one, two.");
    check("**bold *and* more** and *a **b** c*.", "bold and more and a b c.");
    check("~~old~~ new ~ more.", "old new ~ more.");
    check("in*tra*word and `*code*` and \\*escaped\\*.", "intraword and `*code*` and *escaped*.");
    check("*a `*` b*", "a `*` b");
    for text in [
        "2 * 3 * 4 is 24.",
        "guild_members_total and __name__x and a_b.",
        "*open and `_code_` and **open.",
        "a*\"b\"",
        "5** of them.",
    ] {
        check(text, text);
    }
    let deep = "*a ".repeat(40);
    check(&deep, deep.trim_end());
}

#[test]
fn code_escapes_entities_and_html() {
    check("`a  b` ``c ` d`` ``` e `` f", "`a b` ``c ` d`` ``` e `` f");
    check("`[x](y)` `&amp;` `<b>` `\\`", "`[x](y)` `&amp;` `<b>` `\\`");
    check("&lt;a&gt; &amp; &quot;b&quot; &#65;&#x1F600;&nbsp;&#39;", "<a> & \"b\" A😀 '");
    check("a & b &unknown; &#0; &#xD800; &#; \\&amp;", "a & b &unknown; &#0; &#xD800; &#; &amp;");
    check(
        "Costs <b>a lot</b><br/>and <a href=\"x>y\">more</a> <!-- no -->.",
        "Costs a lotand more .",
    );
    check(
        "Bytes of a Vec<u8> from <peer> to <node>, if a < b.",
        "Bytes of a Vec<u8> from <peer> to <node>, if a < b.",
    );
    check("Ends with a backslash \\", "Ends with a backslash \\");
    check("One\\\ntwo \\a.", "One two \\a.");
}

#[test]
fn unindent_removes_what_all_lines_share() {
    let check = |doc: &str, expected: &str| assert_eq!(unindent::<200>(doc).as_str(), expected);
    check("\n  a \r\n\n    b\n\t\n", "a\n\n  b");
    check("a\n  b", "a\n  b");
    check(" ü", "ü");
    check("", "");
}

#[test]
fn trim_changes_only_what_needs_a_change() {
    let check = |doc: &str, expected: &str, changes: bool| {
        assert_eq!(unindented_length(doc), if changes { doc.len() } else { 0 }, "{doc:?}");
        assert_eq!(trim(doc, &unindent::<200>(doc)), expected, "{doc:?}");
    };
    check("\n \na\n  b \n\n", "a\n  b", false);
    check("a", "a", false);
    check(" \n", "", false);
    check("", "", false);
    check("\n  a\n   b", "a\n b", true);
    check("a\r\nb\r\n", "a\nb", true);
    check("ü ", "ü", true);
}

#[test]
fn check_help_reports_missing_and_empty_help() {
    let check = |doc: &str, expected: Option<&str>| {
        let help = help::<100>(doc);
        let problem = check_help("app_misses_total", "misses_total", doc, help.as_str());
        match (problem, expected) {
            (None, None) => {}
            (Some(problem), Some(expected)) => {
                assert!(problem.as_str().contains(expected), "{}", problem.as_str());
            }
            (problem, _) => panic!("{doc}: {problem:?}"),
        }
    };
    check(" \n", Some("metric `misses_total` has no help; write a doc comment"));
    check("# Misses", Some("the doc comment of `misses_total` has no paragraph of text; add"));
    check("**Misses** total.", Some("only repeats its name"));
    check("App `misses` total", Some("only repeats its name"));
    check("Misses", None);
    check("Misses total of all.", None);
}

/// Every text of four parts, most of which are markup.
#[test]
fn any_text_becomes_one_line() {
    const PARTS: [&str; 20] = [
        "*", "**", "_", "`", "[", "]", "(", ")", "<", "b>", "!", "\\", "&#", "~~", " ", "\n", "- ",
        "|-|", "ü", "a:",
    ];
    for number in 0..PARTS.len().pow(4) {
        let part = |power| PARTS[number / PARTS.len().pow(power) % PARTS.len()];
        let text = [part(3), part(2), part(1), part(0)].concat();
        let help = help::<16>(&text);
        let plain =
            !help.as_str().contains(['\n', '\r', '\t']) && help.as_str().trim() == help.as_str();
        assert!(plain && help.as_str().len() <= text.len(), "{text:?}: {:?}", help.as_str());
    }
}
