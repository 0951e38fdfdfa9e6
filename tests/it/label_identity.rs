//! The identity of series: no page has two series with one label set, and each value is in the series
//! of its labels. A real Prometheus reads pages with texts of every kind.

use crate::support::label_id::Id;
use crate::support::page_server::serve;
use crate::support::scrape::page_of;
use crate::support::server::{Server, wait_until};
use measures::label::MAX_VALUE_LEN;
use measures::{Bounded, Counter, Exposition, Gauge, LabelValue, LabeledGroup, Metrics};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = measures)]
enum Zone {
    #[label(rename = "7")]
    Seven,
    #[label(rename = "other")]
    Other,
    #[label(rename = "a \"b\" \\c\n")]
    Odd,
}

const ZONES: [Zone; 3] = [Zone::Seven, Zone::Other, Zone::Odd];

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Hostile {
    /// Events, by zone, id and name.
    #[metric(labels(zone, id, name))]
    events_total: Counter<(Zone, Bounded<Id, 1000>, Bounded<str, 1000>)>,
    /// The level, by id.
    #[metric(labels(id))]
    level: Gauge<Bounded<Id, 1000>>,
    /// Events of few ids.
    #[metric(labels(id))]
    few_total: Counter<Bounded<Id, 3>>,
    /// Events of the smallest ids.
    #[metric(labels(id))]
    small_total: Counter<Bounded<i64, 1000>>,
}

/// One record.
#[derive(Clone, Debug)]
struct Event {
    /// The group: each has other constant labels.
    group: usize,
    zone: usize,
    id: Id,
    name: String,
}

fn texts() -> impl Strategy<Value = String> {
    let fixed = [
        "",
        "__other__",
        "0",
        "7",
        "-7",
        "07",
        "-0",
        "+7",
        "a,b",
        "{",
        "}",
        "\"",
        "\\",
        "\\n",
        "\n",
        "\r",
        "\0",
        "a\0",
        "\u{feff}",
        "é",
        "💥",
        "a\"},{b=\"",
        "\\\"",
        "# HELP x",
        "exactly 16 bytes",
        "seventeen letters",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
    ];
    let long = [MAX_VALUE_LEN, MAX_VALUE_LEN + 1, 5000].map(|len| "x".repeat(len));
    let fixed: Vec<_> = fixed.into_iter().map(str::to_owned).chain(long).collect();
    prop_oneof![
        4 => proptest::sample::select(fixed),
        2 => "[ab]{0,3}",
        1 => "\\PC{0,20}",
        1 => "[ab]{15,40}",
    ]
}

fn ids() -> impl Strategy<Value = Id> {
    prop_oneof![
        texts().prop_map(Id::Text),
        (-10..260_i64).prop_map(Id::Signed),
        (0..260_u64).prop_map(Id::Unsigned),
        (-10..260_i64).prop_map(|value| Id::Text(value.to_string())),
        any::<i64>().prop_map(Id::Signed),
        any::<u64>().prop_map(Id::Unsigned),
    ]
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (0..2_usize, 0..3_usize, ids(), texts());
    let event = event.prop_map(|(group, zone, id, name)| Event { group, zone, id, name });
    proptest::collection::vec(event, 1..40)
}

/// Series with their values, by name and sorted labels.
type Series = BTreeMap<(String, Vec<(String, String)>), f64>;

fn key(name: &str, labels: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let mut labels: Vec<_> =
        labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    labels.sort();
    (name.to_owned(), labels)
}

/// Returns whether a value has a series of its own while there is room.
fn has_series(text: &str) -> bool {
    text != "__other__" && text.len() <= MAX_VALUE_LEN && !text.contains('\0')
}

/// The group's constant label, which has a hostile value too.
const SHARDS: [&str; 2] = ["__other__", "7\"\\\n"];

/// The series that the events make, on a page of two groups.
fn expected(events: &[Event]) -> Series {
    let mut series = Series::new();
    let mut few: [Vec<String>; 2] = [Vec::new(), Vec::new()];
    for Event { group, zone, id, name } in events {
        let (shard, id_text) = (("shard", SHARDS[*group]), id.text());
        let zone = Zone::VALUES[*zone].value;
        let (mut pair, mut alone) = ((&*id_text, &**name), &*id_text);
        if !has_series(pair.0) || !has_series(pair.1) {
            pair = ("__other__", "__other__");
        }
        if !has_series(alone) {
            alone = "__other__";
        }
        let labels = [shard, ("zone", zone), ("id", pair.0), ("name", pair.1)];
        *series.entry(key("events_total", &labels)).or_default() += 1.0;
        *series.entry(key("level", &[shard, ("id", alone)])).or_default() += 1.0;
        let few = &mut few[*group];
        if alone != "__other__" && !few.iter().any(|known| known == alone) && few.len() < 3 {
            few.push(alone.to_owned());
        }
        let alone = if few.iter().any(|known| known == alone) { alone } else { "__other__" };
        *series.entry(key("few_total", &[shard, ("id", alone)])).or_default() += 1.0;
        if let Id::Signed(value) = id {
            let value = value.to_string();
            *series.entry(key("small_total", &[shard, ("id", &value)])).or_default() += 1.0;
        }
    }
    series
}

fn record(group: &Hostile, event: &Event) {
    let Event { zone, id, name, .. } = event;
    group.events_total(ZONES[*zone], id, name).inc();
    group.level(id).inc();
    group.few_total(id).inc();
    if let Id::Signed(value) = id {
        group.small_total(*value).inc();
    }
}

/// Records the events on a new page.
fn page(events: &[Event]) -> Exposition {
    let groups = [Arc::new(Hostile::new()), Arc::new(Hostile::new())];
    let mut page = Exposition::new();
    for (group, shard) in groups.iter().zip(SHARDS) {
        let group = LabeledGroup::from(Arc::clone(group)).label("shard", shard);
        page.add(group).expect("the groups have different labels");
    }
    for event in events {
        record(&groups[event.group], event);
    }
    page
}

/// Reads a page by the rules of the format. Fails if two lines have the same name and labels.
fn read(page: &str) -> Series {
    let mut series = Series::new();
    for line in page.split('\n').filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (labels, value) = line.rsplit_once(' ').expect(line);
        let (name, labels) = labels.split_once('{').unwrap_or((labels, "}"));
        let labels = read_labels(labels.strip_suffix('}').expect(line));
        let names: Vec<_> =
            labels.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let before = series.insert(key(name, &names), value.parse().expect(line));
        assert_eq!(before, None, "twice: {line}");
    }
    series
}

fn read_labels(mut text: &str) -> Vec<(String, String)> {
    let mut labels = Vec::new();
    while let Some((name, rest)) = text.split_once("=\"") {
        let (mut value, mut chars) = (String::new(), rest.chars());
        loop {
            match chars.next().expect("the value ends") {
                '"' => break,
                '\\' => value.push(match chars.next().expect("an escape") {
                    'n' => '\n',
                    other => other,
                }),
                other => value.push(other),
            }
        }
        labels.push((name.to_owned(), value));
        text = chars.as_str().trim_start_matches(',');
    }
    labels
}

/// The series with values, without the self metrics. Series of fixed labels alone do not exist here.
fn own(series: Series) -> Series {
    series.into_iter().filter(|((name, _), _)| !name.starts_with("tallymark_")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn page_has_each_label_set_once_with_its_value(events in events()) {
        let page = page(&events);
        prop_assert_eq!(own(read(&page.text())), expected(&events));
    }
}

/// Events with every hostile text that the page can have.
fn hostile_events() -> Vec<Event> {
    let texts = [
        "",
        "__other__",
        "7",
        "07",
        "-0",
        "a,b",
        "{}",
        "\"",
        "\\",
        "\\n",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\t",
        "\u{1}",
        "\u{7f}",
        "\u{feff}",
        "é",
        "💥",
        "a\"} 1\nb{c=\"",
        "\\\"",
        "# HELP x",
        "le",
        "NaN",
    ];
    let texts = texts.map(str::to_owned).into_iter();
    let texts = texts.chain([MAX_VALUE_LEN, MAX_VALUE_LEN + 1].map(|len| "x".repeat(len)));
    let event = |group, (zone, text): (usize, String)| Event {
        group,
        zone: zone % 3,
        id: Id::Text(text.clone()),
        name: text,
    };
    let mut events: Vec<_> = texts.enumerate().map(|text| event(0, text)).collect();
    for id in [Id::Unsigned(7), Id::Signed(7), Id::Signed(i64::MIN), Id::Unsigned(u64::MAX)] {
        events.push(Event { group: 1, zone: 0, id, name: String::new() });
    }
    events
}

#[test]
fn prometheus_has_every_value_of_a_hostile_page() {
    let events = hostile_events();
    let text = page(&events).text();
    let address = serve(move || text.clone());
    let Some(server) = Server::prometheus(&[("hostile", &address)], None) else { return };
    wait_until("the first scrape", || !server.query("up").is_empty());
    assert_eq!(server.query("up"), [1.0], "the server refuses the page");
    // A server has no labels with empty values.
    let without_empty = |((name, mut labels), value): ((String, Vec<(String, String)>), f64)| {
        labels.retain(|(_, value)| !value.is_empty());
        ((name, labels), value)
    };
    let expected: Series = expected(&events).into_iter().map(without_empty).collect();
    let mut stored = Series::new();
    for name in ["events_total", "level", "few_total", "small_total"] {
        let data = server.api("query", &[("query", name)]);
        for result in data["result"].as_array().expect("series") {
            let labels = result["metric"].as_object().expect("labels");
            let labels: Vec<_> = labels
                .iter()
                .filter(|(name, _)| !["__name__", "job", "instance"].contains(&name.as_str()))
                .map(|(name, value)| (name.as_str(), value.as_str().expect("text")))
                .collect();
            let value = result["value"][1].as_str().expect("text").parse().expect("a number");
            assert_eq!(stored.insert(key(name, &labels), value), None);
        }
    }
    assert_eq!(stored, expected);
}

#[test]
fn page_of_one_group_reads_back() {
    let group = Arc::new(Hostile::new());
    group.level(&Id::Text("a\\n\n\"".to_owned())).set(3);
    let read = own(read(&page_of(group).text()));
    assert_eq!(read, Series::from([(key("level", &[("id", "a\\n\n\"")]), 3.0)]));
}
