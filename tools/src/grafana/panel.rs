//! One panel: its queries and its visualization.

/// A hand-written panel, for [`Dashboard::section`](crate::grafana::Dashboard::section).
///
/// It draws lines over time unless [`stat`](Self::stat) or [`heatmap`](Self::heatmap) says
/// otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub(super) title: String,
    pub(super) unit: String,
    pub(super) description: String,
    pub(super) visualization: Visualization,
    pub(super) width: u32,
    pub(super) queries: Vec<PanelQuery>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visualization {
    Lines,
    Stat,
    Heatmap,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct PanelQuery {
    pub(super) legend: String,
    pub(super) expr: String,
}

/// The columns of Grafana's grid.
pub(super) const COLUMNS: u32 = 24;

impl Panel {
    /// A panel without queries, half as wide as the page. The unit is one of Grafana's: `s`,
    /// `bytes`, `ops`, `percentunit` (0 to 1), `short`, ….
    #[must_use]
    pub fn new(title: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            unit: unit.into(),
            description: String::new(),
            visualization: Visualization::Lines,
            width: COLUMNS / 2,
            queries: Vec::new(),
        }
    }

    /// Adds a query in PromQL. The legend is text in which `{{label}}` is replaced by the label's
    /// value.
    ///
    /// Selectors of the dashboard's metrics get matchers of the chosen jobs and instances; take
    /// rates over `[$__rate_interval]`, which fits the scrapes and the zoom.
    #[must_use]
    pub fn query(mut self, legend: impl Into<String>, expr: impl Into<String>) -> Self {
        self.queries.push(PanelQuery { legend: legend.into(), expr: expr.into() });
        self
    }

    /// Sets the description, in Markdown.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Shows the last value as a number, a quarter as wide as the page.
    #[must_use]
    pub fn stat(mut self) -> Self {
        self.visualization = Visualization::Stat;
        self.width(COLUMNS / 4)
    }

    /// Shows a histogram's buckets: queries must be `sum by (le) (..)`.
    #[must_use]
    pub fn heatmap(mut self) -> Self {
        self.visualization = Visualization::Heatmap;
        self
    }

    /// Sets the width in columns, of 24. A value out of range is clamped.
    #[must_use]
    pub fn width(mut self, columns: u32) -> Self {
        self.width = columns.clamp(1, COLUMNS);
        self
    }
}

/// A row and its panels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) panels: Vec<Panel>,
}
