//! Declarations in every form that Rust allows: numbers, docs, attributes, names.

use measures::desc::GroupDesc;
use measures::unit::Joules;
use measures::{Gauge, Histogram, LabelValue, Metrics, Seconds};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

/// Bounds in every form of a number.
#[derive(Debug, Metrics)]
#[metrics(crate = measures, max_series = 0x40_u16)]
struct Numbers {
    /// Integers in all bases.
    #[metric(buckets = [0x10, 0b10_0000, 0o100])]
    bases: Histogram,
    /// Numbers with a type.
    #[metric(buckets = [1f32, 2.5f64, 3u64, 4_usize, 5_i8])]
    typed_joules: Histogram<(), Joules>,
    /// Floats in all forms.
    #[metric(buckets = [1., 1_0.5, 2e3, 1E+4])]
    floats_joules: Histogram<(), Joules>,
}

#[test]
fn bounds_are_number_literals_of_every_form() {
    let bounds = Numbers::DESC.metrics.iter().map(|metric| metric.buckets);
    let expected: [&[f64]; 3] =
        [&[16.0, 32.0, 64.0], &[1.0, 2.5, 3.0, 4.0, 5.0], &[1.0, 10.5, 2000.0, 10_000.0]];
    assert_eq!(bounds.collect::<Vec<_>>(), expected);
    assert_eq!(Numbers::DESC.max_series, Some(64));
}

/// Calls.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Calls {
    /// Time of a call.
    #[metric(labels(peer), buckets = [0.1, 1])]
    call_seconds: Histogram<measures::Bounded<str, 4>, Seconds>,
}

static CALLS: Calls = Calls::new();

/// Runs a task on another thread, as an executor does.
fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> T {
    let thread =
        thread::spawn(move || match pin!(task).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("the task has nothing to wait for"),
        });
    thread.join().expect("the task ends")
}

#[test]
fn time_async_of_a_static_metric_is_a_task() {
    let peer = String::from("a");
    assert_eq!(spawn(CALLS.call_seconds(&peer).time_async(async { 7 })), 7);
    assert_eq!(CALLS.call_seconds(&peer).snapshot().count(), 1);
}

/// Returns the help of each metric.
fn helps(group: &GroupDesc) -> Vec<&'static str> {
    group.metrics.iter().map(|metric| metric.help).collect()
}

macro_rules! documented {
    ($(#[$doc:meta])* $name:ident, $literal:literal, $expr:expr) => {
        $(#[$doc])*
        #[derive(Debug, Metrics)]
        #[metrics(crate = measures)]
        struct $name {
            #[doc = $literal]
            literal: Gauge,
            #[doc = $expr]
            expr: Gauge,
            #[doc = concat!("Depth of the ", $literal)]
            both: Gauge,
        }
    };
}

documented!(
    /**
     * Docs of
     * a macro.
     */
    FromMacro,
    "queue of *literals*.",
    "Queue of expressions."
);

/// Docs in every form.
#[derive(Debug, Metrics)]
#[metrics(crate = measures, namespace = "docs")]
struct Docs {
    /**
     * Requests that wait.
     * They were accepted.
     *
     * Second paragraph.
     */
    block: Gauge,
    /** One line in a block. */
    one_line: Gauge,
    #[doc = include_str!("support/help.md")]
    included: Gauge,
    #[doc = concat!("Requests ", "that run.")]
    concatenated: Gauge,
    /// Requests that were
    #[doc = concat!("refused in ", "v2,")]
    /// **all** of them.
    #[metric(stability = experimental)]
    mixed: Gauge,
    #[cfg_attr(all(), doc = "Requests of a `cfg_attr`.")]
    conditional: Gauge,
    /// # Memory
    ///
    /// ```text
    /// code
    /// ```
    ///
    /// Memory in [`Docs::new`](Docs::new), see [the guide].
    ///
    /// [the guide]: https://example.org
    markdown: Gauge,
    /// Requests *of* [`Docs`].
    #[metric(renamed_from = "docs_old", until = "99.1")]
    renamed: Gauge,
}

#[test]
fn docs_of_every_form_are_help() {
    let expected = [
        "Requests that wait. They were accepted.",
        "One line in a block.",
        "Requests from a file, by `peer`.",
        "Requests that run.",
        "Requests that were refused in v2, all of them. Experimental: the metric may change or be removed.",
        "Requests of a `cfg_attr`.",
        "Memory in `Docs::new`, see the guide.",
        "Requests of `Docs`.",
        "Requests of `Docs`. Renamed to docs_renamed; this name is removed in 99.1.",
    ];
    assert_eq!(helps(Docs::DESC), expected);
    let expected =
        ["queue of literals.", "Queue of expressions.", "Depth of the queue of literals."];
    assert_eq!(helps(FromMacro::DESC), expected);
}

#[test]
fn docs_of_every_form_are_read_as_rustdoc_does() {
    let doc = |index: usize| Docs::DESC.metrics[index].doc;
    assert_eq!(doc(0), "Requests that wait.\nThey were accepted.\n\nSecond paragraph.");
    assert_eq!(doc(2), "# Requests\n\nRequests from a file,\nby `peer`.\n\n- one\n  - two");
    assert_eq!(doc(4), "Requests that were\nrefused in v2,\n**all** of them.");
    assert_eq!(FromMacro::DESC.doc, "Docs of\na macro.");
    assert_eq!(Included::DESC.doc, "Docs of a group.");
    assert_eq!(Direction::VALUES[0].doc, "Came in.");
}

#[doc = concat!("Docs of ", "a group.")]
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct Included {}

/// A direction.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = measures)]
#[expect(dead_code, reason = "only its docs are read")]
enum Direction {
    #[doc = concat!("Came ", "in.")]
    In,
}

/// The help of the same text, read by the derive from a literal and by the compiler from a macro call.
macro_rules! both_ways {
    ($($text:literal),*) => {{
        let mut help = Vec::new();
        $({
            #[derive(Debug, Metrics)]
            #[metrics(crate = measures)]
            struct Both {
                #[doc = $text]
                literal: Gauge,
                #[doc = concat!($text, "")]
                computed: Gauge,
            }
            help.push(helps(Both::DESC));
        })*
        help
    }};
}

#[test]
fn help_is_the_same_from_literals_and_macro_calls() {
    let both = both_ways!(
        "Requests.",
        "Requests\n  that \t wait.\r\n\r\nMore.",
        "Größe `a_b *c* [d](e)` of 5000, #1: (x) = 5 % > 2!",
        " Indented.\n\n     code",
        "*Markdown* of [a](b).",
        "# Heading\n\nText.",
        "10 ms or more."
    );
    for help in both {
        assert_eq!(help[0], help[1]);
        assert!(!help[0].is_empty());
    }
}
