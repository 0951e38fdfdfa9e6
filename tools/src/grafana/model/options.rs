//! The display options of each panel type.

use super::super::panel::Visualization;
use serde::Serialize;

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Options<'a> {
    Lines(Lines),
    Stat(Stat),
    Heatmap(Heatmap<'a>),
}

impl<'a> Options<'a> {
    pub(super) fn for_visualization(visualization: Visualization, unit: &'a str) -> Self {
        match visualization {
            Visualization::Lines => Self::Lines(Lines::new()),
            Visualization::Stat => Self::Stat(Stat::new()),
            Visualization::Heatmap => Self::Heatmap(Heatmap::new(unit)),
        }
    }
}

/// The line style.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Custom {
    /// The axis starts at 0, unless a value is negative.
    axis_soft_min: u32,
    fill_opacity: u32,
    line_width: u32,
    show_points: &'static str,
}

/// The colour of a single number. Grafana's default shows any number above 80 in red.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FieldColor {
    mode: &'static str,
    fixed_color: &'static str,
}

impl FieldColor {
    pub(super) fn for_visualization(visualization: Visualization) -> Option<Self> {
        (visualization == Visualization::Stat)
            .then_some(Self { mode: "fixed", fixed_color: "text" })
    }
}

impl Custom {
    pub(super) fn for_visualization(visualization: Visualization) -> Option<Self> {
        let lines =
            Self { axis_soft_min: 0, fill_opacity: 10, line_width: 1, show_points: "never" };
        (visualization == Visualization::Lines).then_some(lines)
    }
}

#[derive(Serialize)]
pub(super) struct Lines {
    legend: Legend,
    tooltip: Tooltip,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Legend {
    calcs: [&'static str; 0],
    display_mode: &'static str,
    placement: &'static str,
    #[serde(rename = "showLegend")]
    show: bool,
}

#[derive(Serialize)]
struct Tooltip {
    mode: &'static str,
    sort: &'static str,
}

impl Lines {
    fn new() -> Self {
        Self {
            legend: Legend { calcs: [], display_mode: "list", placement: "bottom", show: true },
            tooltip: Tooltip { mode: "multi", sort: "desc" },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stat {
    color_mode: &'static str,
    graph_mode: &'static str,
    justify_mode: &'static str,
    orientation: &'static str,
    percent_change_color_mode: &'static str,
    reduce_options: Reduce,
    show_percent_change: bool,
    text_mode: &'static str,
    wide_layout: bool,
}

#[derive(Serialize)]
struct Reduce {
    calcs: [&'static str; 1],
    fields: &'static str,
    values: bool,
}

impl Stat {
    fn new() -> Self {
        Self {
            color_mode: "value",
            graph_mode: "area",
            justify_mode: "auto",
            orientation: "auto",
            percent_change_color_mode: "standard",
            reduce_options: Reduce { calcs: ["lastNotNull"], fields: "", values: false },
            show_percent_change: false,
            text_mode: "auto",
            wide_layout: true,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Heatmap<'a> {
    /// False: the query returns the buckets.
    calculate: bool,
    cell_gap: u32,
    color: Color,
    exemplars: Exemplars,
    filter_values: Filter,
    legend: Shown,
    rows_frame: Rows,
    show_value: &'static str,
    tooltip: HeatmapTooltip,
    y_axis: Axis<'a>,
}

#[derive(Serialize)]
struct Color {
    exponent: f64,
    fill: &'static str,
    mode: &'static str,
    reverse: bool,
    scale: &'static str,
    scheme: &'static str,
    steps: u32,
}

#[derive(Serialize)]
struct Exemplars {
    color: &'static str,
}

#[derive(Serialize)]
struct Filter {
    le: f64,
}

#[derive(Serialize)]
struct Shown {
    show: bool,
}

#[derive(Serialize)]
struct Rows {
    layout: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HeatmapTooltip {
    mode: &'static str,
    show_color_scale: bool,
    y_histogram: bool,
}

#[derive(Serialize)]
struct Axis<'a> {
    #[serde(rename = "axisPlacement")]
    placement: &'static str,
    reverse: bool,
    unit: &'a str,
}

impl<'a> Heatmap<'a> {
    fn new(unit: &'a str) -> Self {
        Self {
            calculate: false,
            cell_gap: 1,
            color: Color {
                exponent: 0.5,
                fill: "dark-orange",
                mode: "scheme",
                reverse: false,
                scale: "exponential",
                scheme: "Oranges",
                steps: 64,
            },
            exemplars: Exemplars { color: "rgba(255,0,255,0.7)" },
            // Cells without observations stay blank.
            filter_values: Filter { le: 1e-9 },
            legend: Shown { show: true },
            rows_frame: Rows { layout: "auto" },
            show_value: "never",
            tooltip: HeatmapTooltip { mode: "single", show_color_scale: true, y_histogram: true },
            y_axis: Axis { placement: "left", reverse: false, unit },
        }
    }
}
