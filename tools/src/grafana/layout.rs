//! The grid positions and the ids of panels.

use super::panel::{COLUMNS, Panel, Visualization};
use serde::Serialize;
use std::collections::HashSet;

/// A rectangle on the dashboard's grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct GridRect {
    h: u32,
    w: u32,
    x: u32,
    y: u32,
}

/// Places panels from left to right and from top to bottom, as text flows.
#[derive(Debug, Default)]
pub(super) struct Flow {
    x: u32,
    y: u32,
    /// The height of the highest panel in the current line.
    line: u32,
}

impl Flow {
    /// Places the heading of a row on its own line.
    pub(super) fn heading(&mut self) -> GridRect {
        self.end_line();
        let rect = GridRect { h: 1, w: COLUMNS, x: 0, y: self.y };
        self.y += 1;
        rect
    }

    pub(super) fn panel(&mut self, panel: &Panel) -> GridRect {
        let height = match panel.visualization {
            Visualization::Stat => 4,
            Visualization::Lines | Visualization::Heatmap => 8,
        };
        if self.x + panel.width > COLUMNS {
            self.end_line();
        }
        let rect = GridRect { h: height, w: panel.width, x: self.x, y: self.y };
        self.x += panel.width;
        self.line = self.line.max(height);
        rect
    }

    fn end_line(&mut self) {
        self.y += self.line;
        self.x = 0;
        self.line = 0;
    }
}

/// Panel ids, derived from titles. Links to panels contain the id, so an id derived from the
/// position would break links whenever a metric is added.
#[derive(Debug, Default)]
pub(super) struct PanelIds(HashSet<u32>);

impl PanelIds {
    pub(super) fn next(&mut self, section: &str, title: &str) -> u32 {
        let mut number = 1 + hash(&[section, title]) % 1_000_000;
        while !self.0.insert(number) {
            number += 1;
        }
        number
    }
}

/// Returns the title in lower case with dashes. If this form loses characters, or is longer than the
/// 40 characters Grafana allows, a hash of the title is added, so that two titles have two uids.
pub(super) fn uid(title: &str) -> String {
    const MAX: usize = 40;
    let words: Vec<_> = title.split(' ').filter(|word| !word.is_empty()).collect();
    let slug = words.join("-").to_ascii_lowercase();
    let whole = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !slug.is_empty() && slug.len() <= MAX && slug.chars().all(whole) {
        return slug;
    }
    let kept: String = slug.chars().filter(|c| whole(*c)).take(MAX - 9).collect();
    let hash = format!("{:08x}", hash(&[title]));
    if kept.is_empty() { hash } else { format!("{kept}-{hash}") }
}

/// The FNV-1a hash, which does not depend on the platform or the version of Rust.
fn hash(parts: &[&str]) -> u32 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_is_the_title_or_tells_titles_apart() {
        assert_eq!(uid("Execution performance"), "execution-performance");
        let long = "Execution performance of everything there is, by type";
        assert_eq!(uid(long).len(), 40);
        assert_ne!(uid(long), uid(&format!("{long} of task")));
        assert_ne!(uid("a: b"), uid("a b"));
        assert_ne!(uid("çä"), uid("éö"));
        assert_eq!(uid("").len(), 8);
    }

    #[test]
    fn equal_titles_get_two_numbers() {
        let mut numbers = PanelIds::default();
        assert_ne!(numbers.next("Tasks", "Duration"), numbers.next("Tasks", "Duration"));
    }

    #[test]
    fn a_line_is_as_high_as_its_highest_panel() {
        let mut flow = Flow::default();
        let lines = Panel::new("a", "s");
        let places = [
            flow.panel(&lines.clone().stat()),
            flow.panel(&lines),
            flow.panel(&lines),
            flow.heading(),
        ];
        assert_eq!(places.map(|rect| (rect.x, rect.y)), [(0, 0), (6, 0), (0, 8), (0, 16)]);
    }
}
