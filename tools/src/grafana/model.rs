//! The dashboard's JSON model, with the names of Grafana's schema.

mod options;

use super::layout::{Flow, GridRect, PanelIds, uid};
use super::panel::{self, Visualization};
use super::scope::scoped;
use options::{Custom, FieldColor, Options};
use serde::Serialize;

/// The schema version that Grafana 11 writes. Later versions of Grafana read it.
const SCHEMA_VERSION: u32 = 39;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DashboardJson<'a> {
    uid: String,
    title: &'a str,
    description: &'a str,
    tags: [&'static str; 1],
    editable: bool,
    /// 1: the cursor is shown in all panels at once.
    graph_tooltip: u32,
    refresh: &'static str,
    time: Time,
    timezone: &'static str,
    schema_version: u32,
    templating: Templating,
    panels: Vec<PanelJson<'a>>,
}

#[derive(Serialize)]
struct Time {
    from: &'static str,
    to: &'static str,
}

#[derive(Serialize)]
struct Templating {
    list: [Variable; 3],
}

impl super::Dashboard {
    /// The dashboard as Grafana imports and provisions it: JSON, with a newline at the end.
    ///
    /// The output depends only on the declaration and the added sections. The `uid` is derived from
    /// the title, and a panel's `id` from the titles of its section and itself, so links to panels
    /// stay valid when other panels change.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_text::to_json(&DashboardJson::from_dashboard(self))
    }
}

impl<'a> DashboardJson<'a> {
    fn from_dashboard(dashboard: &'a super::Dashboard) -> Self {
        Self {
            uid: uid(&dashboard.title),
            title: &dashboard.title,
            description: &dashboard.description,
            tags: ["tallymark"],
            editable: true,
            graph_tooltip: 1,
            refresh: "30s",
            time: Time { from: "now-1h", to: "now" },
            timezone: "browser",
            schema_version: SCHEMA_VERSION,
            templating: Templating { list: variables(dashboard.probe.as_deref()) },
            panels: panels(dashboard),
        }
    }
}

fn panels(dashboard: &super::Dashboard) -> Vec<PanelJson<'_>> {
    let (mut flow, mut numbers) = (Flow::default(), PanelIds::default());
    let mut all = Vec::new();
    for section in dashboard.sections() {
        let id = numbers.next(&section.title, "");
        all.push(PanelJson::Row(Row::new(id, &section.title, flow.heading())));
        for panel in &section.panels {
            let id = numbers.next(&section.title, &panel.title);
            let place = flow.panel(panel);
            all.push(PanelJson::Graph(Box::new(Graph::new(id, panel, place, &dashboard.samples))));
        }
    }
    all
}

#[derive(Serialize)]
#[serde(untagged)]
enum PanelJson<'a> {
    Row(Row<'a>),
    Graph(Box<Graph<'a>>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: u32,
    r#type: &'static str,
    title: &'a str,
    collapsed: bool,
    grid_pos: GridRect,
    /// Always empty: the panels of an expanded row follow the row.
    panels: [(); 0],
}

impl<'a> Row<'a> {
    fn new(id: u32, title: &'a str, grid_pos: GridRect) -> Self {
        Self { id, r#type: "row", title, collapsed: false, grid_pos, panels: [] }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Graph<'a> {
    id: u32,
    r#type: &'static str,
    title: &'a str,
    description: &'a str,
    datasource: Datasource,
    grid_pos: GridRect,
    field_config: FieldConfig<'a>,
    options: Options<'a>,
    targets: Vec<Target<'a>>,
}

impl<'a> Graph<'a> {
    fn new(id: u32, panel: &'a panel::Panel, grid_pos: GridRect, samples: &[String]) -> Self {
        let queries = panel.queries.iter().enumerate();
        Self {
            id,
            r#type: match panel.visualization {
                Visualization::Lines => "timeseries",
                Visualization::Stat => "stat",
                Visualization::Heatmap => "heatmap",
            },
            title: &panel.title,
            description: &panel.description,
            datasource: DATASOURCE,
            grid_pos,
            field_config: FieldConfig {
                defaults: Defaults {
                    unit: &panel.unit,
                    color: FieldColor::for_visualization(panel.visualization),
                    custom: Custom::for_visualization(panel.visualization),
                },
                overrides: [],
            },
            options: Options::for_visualization(panel.visualization, &panel.unit),
            targets: queries
                .map(|(index, query)| Target {
                    ref_id: letters(index),
                    datasource: DATASOURCE,
                    expr: scoped(&query.expr, samples),
                    legend_format: &query.legend,
                    format: match panel.visualization {
                        Visualization::Heatmap => "heatmap",
                        Visualization::Lines | Visualization::Stat => "time_series",
                    },
                    editor_mode: "code",
                    range: true,
                })
                .collect(),
        }
    }
}

/// A, B, .. Z, AA, AB, ..
fn letters(index: usize) -> String {
    let last = char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index % 26]);
    match index / 26 {
        0 => last.to_string(),
        before => letters(before - 1) + &last.to_string(),
    }
}

#[derive(Clone, Copy, Serialize)]
struct Datasource {
    r#type: &'static str,
    uid: &'static str,
}

/// The data source chosen in the dashboard's variable.
const DATASOURCE: Datasource = Datasource { r#type: "prometheus", uid: "${datasource}" };

#[derive(Serialize)]
struct FieldConfig<'a> {
    defaults: Defaults<'a>,
    overrides: [(); 0],
}

#[derive(Serialize)]
struct Defaults<'a> {
    unit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<FieldColor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<Custom>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target<'a> {
    ref_id: String,
    datasource: Datasource,
    expr: String,
    legend_format: &'a str,
    format: &'static str,
    editor_mode: &'static str,
    range: bool,
}

/// A dashboard variable, shown as a choice above the panels.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Variable {
    name: &'static str,
    label: &'static str,
    r#type: &'static str,
    query: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    datasource: Option<Datasource>,
    /// 1: when the dashboard is opened; 2: when its time changes.
    refresh: u32,
    /// 1: by name.
    sort: u32,
    multi: bool,
    include_all: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_value: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Current>,
}

#[derive(Serialize)]
struct Current {
    text: [&'static str; 1],
    value: [&'static str; 1],
}

fn variables(probe: Option<&str>) -> [Variable; 3] {
    let probe = probe.unwrap_or("up");
    let datasource = Variable {
        name: "datasource",
        label: "Data source",
        r#type: "datasource",
        query: "prometheus".to_owned(),
        datasource: None,
        refresh: 1,
        sort: 0,
        multi: false,
        include_all: false,
        all_value: None,
        current: None,
    };
    let label_values = |name, label, query| Variable {
        name,
        label,
        r#type: "query",
        query,
        datasource: Some(DATASOURCE),
        refresh: 2,
        sort: 1,
        multi: true,
        include_all: true,
        // Shorter than a list of all values, and also matches values that appear later.
        all_value: Some(".*"),
        current: Some(Current { text: ["All"], value: ["$__all"] }),
    };
    [
        datasource,
        label_values("job", "Job", format!("label_values({probe}, job)")),
        label_values(
            "instance",
            "Instance",
            format!("label_values({probe}{{job=~\"$job\"}}, instance)"),
        ),
    ]
}
