//! Labels: their values, their text on the page, and their series.

use crate::support::scrape::{Scrape, page_of};
use measures::{
    Bounded, BoundedValue, Counter, Gauge, LabelValue, Metrics, desc::LabelValues, label::Label,
    label::LabelKey,
};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = measures)]
enum Transport {
    /// Over HTTP.
    HTTPServer,
    #[label(rename = "a \"quoted\" \\ value\n")]
    Odd,
    r#Loop,
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Net {
    /// Messages.
    #[metric(labels(transport, ok))]
    messages_total: Counter<(Transport, bool)>,
    /// Connected peers.
    #[metric(labels(kind, peer, port))]
    peers: Gauge<(bool, Bounded<str, 3>, Bounded<u16, 2>)>,
    /// Pairs, by two texts.
    #[metric(labels(a, b), allow(swappable_labels, reason = "the test swaps them"))]
    pairs_total: Counter<(Bounded<str, 9>, Bounded<str, 9>)>,
}

fn page(net: &Arc<Net>) -> Scrape {
    Scrape::parse(&page_of(Arc::clone(net)).text())
}

#[test]
fn label_values_and_docs_are_constant() {
    let values: Vec<_> = Transport::VALUES.iter().map(|value| (value.value, value.doc)).collect();
    assert_eq!(
        values,
        [("http_server", "Over HTTP."), ("a \"quoted\" \\ value\n", ""), ("loop", "")]
    );
    assert_eq!(Transport::Loop.index(), 2);
    assert_eq!(<Bounded<str, 3> as Label>::DOMAIN, LabelValues::Bounded { max: 3 });
}

#[test]
fn fixed_label_series_exist_and_text_is_escaped() {
    let net = Arc::new(Net::new());
    net.messages_total(Transport::HTTPServer, false).inc();
    net.messages_total(Transport::Odd, true).add(7);
    let page = page(&net);
    assert_eq!(page.series_count("messages_total"), 6);
    let odd = r#"messages_total{ok="true",transport="a \"quoted\" \\ value\n"}"#;
    assert_eq!(page.value(odd), 7.0);
    assert_eq!(page.total("messages_total"), 8.0);
}

#[test]
fn bounded_label_bound_is_per_fixed_value() {
    let net = Arc::new(Net::new());
    for kind in [false, true] {
        for peer in ["a", "b", "c"] {
            for port in [1, 2] {
                net.peers(kind, peer, port).inc();
            }
        }
    }
    net.peers(true, "d", 1).set(5);
    let page = page(&net);
    assert_eq!(page.series_count("peers"), 2 * 3 * 2 + 1);
    assert_eq!(page.value("peers{kind=\"true\",peer=\"__other__\",port=\"__other__\"}"), 5.0);
}

/// The `prometheus` crate makes one series of these pairs, because it hashes the concatenated values.
#[test]
fn label_values_concatenated_alike_stay_distinct() {
    let net = Arc::new(Net::new());
    for (a, b) in [("ab", "c"), ("a", "bc"), ("", "abc")] {
        net.pairs_total(a, b).inc();
    }
    let page = page(&net);
    assert_eq!(page.value("pairs_total{a=\"ab\",b=\"c\"}"), 1.0);
    assert_eq!(page.value("pairs_total{a=\"a\",b=\"bc\"}"), 1.0);
    assert_eq!(page.value("pairs_total{a=\"\",b=\"abc\"}"), 1.0);
}

/// A hand-written label with an index that none of its values has.
#[derive(Clone, Copy, Debug)]
struct Wrong(usize);

impl LabelValue for Wrong {
    const VALUES: &'static [measures::desc::LabelValueDesc] = <bool as LabelValue>::VALUES;

    fn index(self) -> usize {
        self.0
    }
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Handmade {
    /// Events. With two labels, a wrong index could reach another series.
    #[metric(labels(a, b), allow(swappable_labels, reason = "both are wrong"))]
    events_total: Counter<(Wrong, Wrong)>,
}

#[test]
fn label_wrong_index_is_ignored_and_counted() {
    let handmade = Arc::new(Handmade::new());
    handmade.events_total(Wrong(0), Wrong(2)).inc();
    handmade.events_total(Wrong(usize::MAX), Wrong(usize::MAX)).inc();
    handmade.events_total(Wrong(1), Wrong(1)).inc();
    let page = Scrape::parse(&page_of(handmade).text());
    assert_eq!(page.total("events_total"), 1.0);
    assert_eq!(page.ignored("events_total"), 2.0);
}

/// A type of the user, which is not `Copy`.
#[derive(Debug)]
struct Guild(String);

impl BoundedValue for Guild {
    fn key(&self) -> LabelKey<'_> {
        LabelKey::Str(&self.0)
    }
}

/// Another type of the user, with an integer.
#[derive(Clone, Copy, Debug)]
struct Port(u16);

impl BoundedValue for Port {
    fn key(&self) -> LabelKey<'_> {
        LabelKey::Unsigned(self.0.into())
    }
}

#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Guilds {
    /// Members, by guild and port.
    #[metric(labels(guild, port))]
    members: Gauge<(Bounded<Guild, 9>, Bounded<Port, 9>)>,
}

#[test]
fn bounded_value_of_a_user_is_passed_by_reference() {
    let guilds = Arc::new(Guilds::new());
    guilds.members(&Guild("north".to_owned()), &Port(7)).set(12);
    let page = Scrape::parse(&page_of(guilds).text());
    assert_eq!(page.value("members{guild=\"north\",port=\"7\"}"), 12.0);
}
