//! Generated code compiles in every place where a struct may stand, with any names in scope.

mod shadowed {
    //! Names that the generated code would use if its paths were not absolute.
    #![allow(dead_code, reason = "the names only hide the usual ones")]

    struct Option;
    struct Result;
    struct Vec;
    struct String;
    struct Some;
    struct Default;
    trait Fn {}
    trait FnMut {}
    trait Sized {}
    mod core {}
    mod std {}
    mod tallymark {}
    #[allow(non_camel_case_types, reason = "the names only hide the usual ones")]
    struct usize;
    #[allow(non_camel_case_types, reason = "the names only hide the usual ones")]
    struct u32;
    #[allow(non_camel_case_types, reason = "the names only hide the usual ones")]
    struct str;

    #[derive(Clone, Copy, measures::LabelValue)]
    #[label(crate = measures)]
    pub(super) enum Way {
        In,
        Out,
    }

    #[derive(measures::Metrics)]
    #[metrics(crate = measures)]
    pub(super) struct Group {
        /// Help.
        #[metric(labels(visit, default))]
        pub(super) events_total: measures::Counter<(Way, bool)>,
        #[doc = concat!("Help of ", "a *size*.")]
        #[metric(buckets = [1, 2])]
        pub(super) size: measures::Histogram,
    }
}

mod no_prelude {
    #![no_implicit_prelude]

    #[derive(Clone, Copy, ::measures::LabelValue)]
    #[label(crate = ::measures)]
    pub(super) enum Way {
        In,
    }

    #[derive(::measures::Metrics)]
    #[metrics(crate = ::measures, namespace = "bare")]
    pub(super) struct Group {
        /// Help.
        #[metric(labels(way))]
        pub(super) events_total: ::measures::Counter<Way>,
    }
}

macro_rules! group {
    ($name:ident, $field:ident: $type:ty, $label:ident) => {
        #[derive(measures::Metrics)]
        #[metrics(crate = measures)]
        struct $name {
            /// Help.
            #[metric(labels($label))]
            $field: $type,
        }
    };
}

group!(FromMacro, seen_total: measures::Counter<bool>, ok);

#[test]
fn derive_ignores_names_in_scope() {
    let group = shadowed::Group::new();
    group.events_total(shadowed::Way::In, true).inc();
    group.events_total(shadowed::Way::Out, true).inc();
    group.size().observe(1);
    assert_eq!(group.events_total(shadowed::Way::Out, true).get(), 1);
    let group = no_prelude::Group::new();
    group.events_total(no_prelude::Way::In).inc();
    assert_eq!(no_prelude::Group::DESC.metrics[0].name, "bare_events_total");
}

#[test]
#[expect(clippy::items_after_statements, reason = "a struct may stand there")]
fn derive_works_in_macros_and_functions() {
    let group = FromMacro::new();
    group.seen_total(true).inc();
    assert_eq!(group.seen_total(true).get(), 1);

    #[derive(measures::Metrics)]
    #[metrics(crate = measures)]
    struct Local {
        /// Help.
        #[metric(labels(r#match))]
        r#type: measures::Gauge<bool>,
    }
    let local = Local::new();
    local.r#type(true).set(4);
    assert_eq!(Local::DESC.metrics[0].name, "type");
    assert_eq!(Local::DESC.metrics[0].labels[0].name, "match");
}

downstream::count!(CountedHere here_total);

#[test]
fn derive_works_in_a_macro_of_another_crate() {
    let group = CountedHere::new();
    group.here_total().inc();
    assert_eq!(group.here_total().get(), 1);
    assert_eq!(downstream::Counted::DESC.metrics[0].name, "counted_total");
}

#[test]
fn derive_works_with_renamed_crate() {
    use downstream::{AppMetrics, Direction, Peer, PeerMetrics};

    static PEERS: PeerMetrics = PeerMetrics::new("validator");
    PEERS.messages_total(Direction::OutBound, &Peer(7)).inc();
    PEERS.set_best_height(99);
    PEERS.used_gas_total().add(21_000);
    PEERS.message_size_bytes(Direction::Inbound).observe(250);
    let app = std::sync::Arc::new(AppMetrics::default());
    app.count_inner();
    let mut page = measures::Exposition::new();
    page.add(&PEERS).expect("no conflict");
    page.add(app).expect("no conflict");
    let page = crate::support::scrape::Scrape::parse(&page.text());
    assert_eq!(page.value("p2p_messages_total{direction=\"out-bound\",peer=\"7\"}"), 1.0);
    assert_eq!(page.value("p2p_best_height"), 99.0);
    assert_eq!(page.value("p2p_message_size_bytes_bucket{direction=\"inbound\",le=\"300\"}"), 1.0);
    assert_eq!(page.value("inner_loop_total{type=\"true\"}"), 1.0);
    assert_eq!(PeerMetrics::DESC.metrics[5].unit, "gas");
    assert_eq!(PEERS.role, "validator");
}
