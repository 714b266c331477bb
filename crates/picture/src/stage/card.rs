//! A pod's card, and the empty place where there is none.

use super::anatomy::Anatomy;
use super::object::{Env, Identity};
use crate::glyph::glyph;
use crate::look::{Look, left, pod_label, pod_word, revision_class_of};
use crate::node::{Attr, Key, Sketch};
use crate::shape::{PathData, end, group, line, middle, path, rect, span, spans, squeezed, text};
use crate::text::{self, Face, age, clock, fitted, fitted_name, join, short};
use ordinal_core::scene::{PodScene, PodState, SlotScene};

/// The radius of a card's corners.
const RADIUS: f64 = 10.0;

/// A pod's group with the contract's data and nothing drawn in it yet.
pub(crate) fn pod_group(pod: &PodScene, class: &str, env: &Env) -> Sketch {
    pod_object(pod, &[class, Look::of(pod).class(), revision_class_of(pod.revision.as_ref())], env)
}

/// The same with these classes alone: without colours, where others draw it.
pub(crate) fn pod_object(pod: &PodScene, classes: &[&str], env: &Env) -> Sketch {
    let identity = Identity { kind: "Pod", namespace: &pod.namespace, name: &pod.name };
    let node = group(Key::Named("pod", pod.uid.clone())).class(env.class(classes, &identity));
    let node = env.object(node, &identity, &pod.status, pod_label(pod));
    let node = node.set(Attr::Ready, if pod.ready { "true" } else { "false" });
    let node = node.set_some(Attr::NodeName, pod.node.as_ref());
    node.set_some(Attr::Revision, pod.revision.as_ref().map(|revision| &revision.hash))
}

/// A pod's whole card, of either size.
pub(crate) fn card(pod: &PodScene, anatomy: &Anatomy, env: &Env) -> Sketch {
    let (width, height) = (anatomy.width, anatomy.card());
    let node = pod_group(pod, "pod fade", env)
        .with(rect("card", (0.0, 0.0, width, height), RADIUS).class("card"))
        .with_all(stripe(pod, width))
        .with_some(hatch(pod, width, height));
    if anatomy.slim { slim(node, pod, width, env) } else { full(node, pod, width, env) }
}

fn full(node: Sketch, pod: &PodScene, width: f64, env: &Env) -> Sketch {
    let right = width - 12.0;
    let alive = join(&["age ", &age(env.at.since(pod.created))]);
    let room = right - 12.0 - text::width(&alive, Face::Mono(10.5)) - 6.0;
    let hash = pod.revision.as_ref().map(|revision| {
        let whole = text::width(&revision.hash, Face::Mono(10.5)) <= room;
        String::from(if whole { &revision.hash } else { short(&revision.hash) })
    });
    node.with_some(hash.map(|hash| text("hash", (12.0, 22.0), hash).class("mono m105 rev-text")))
        .with(end("age", (right, 22.0), alive).class("mono m105 ink3"))
        .with(group("sign").at(23.5, 50.0).with(sign(pod, 11.5, env)))
        .with(pod_name(pod, (42.0, 47.0), (15.5, "podname"), right - 42.0 + 4.0))
        .with(word(pod, (42.0, 63.0), width - 42.0 - 6.0, env))
        .with(line("hair", (12.0, 73.5), (right, 73.5)).class("hair"))
        .with_some(pod.node.as_ref().map(|_| server_icon(12.0, 81.6, 1.0)))
        .with(bound_to(pod, (28.0, 91.5), right - 28.0 - 30.0 - restarts_width(pod)))
        .with_some(restarts(pod, (right - 25.0, 91.5)))
        .with(ready(pod, (right, 91.5)))
}

fn slim(node: Sketch, pod: &PodScene, width: f64, env: &Env) -> Sketch {
    let right = width - 9.0;
    let hash = pod.revision.as_ref().map(|revision| String::from(short(&revision.hash)));
    let alive = age(env.at.since(pod.created));
    node.with(group("sign").at(19.0, 23.0).with(sign(pod, 9.0, env)))
        .with(pod_name(pod, (34.0, 27.8), (14.0, "podname s"), right - 34.0 - 24.0))
        .with(ready(pod, (right, 27.5)))
        .with(word(pod, (10.0, 45.5), width - 20.0, env))
        .with_some(hash.map(|hash| text("hash", (10.0, 60.0), hash).class("mono m10 rev-text")))
        .with_some(restarts(pod, (right - text::width(&alive, Face::Mono(10.0)) - 7.0, 60.0)))
        .with(end("age", (right, 60.0), alive).class("mono m10 ink3"))
}

/// The pod's name: of this size and class where there is room, or else in the smallest type, and shortened if need be.
pub(crate) fn pod_name(
    pod: &PodScene,
    at: (f64, f64),
    (size, class): (f64, &'static str),
    room: f64,
) -> Sketch {
    let fits = text::width(&pod.name, Face::Bold(size)) <= room;
    let (size, class) = if fits { (size, class) } else { (12.5, "podname xs") };
    text("name", at, fitted_name(&pod.name, Face::Bold(size), room)).class(class)
}

/// The pod's sign, with its countdown.
pub(crate) fn sign(pod: &PodScene, radius: f64, env: &Env) -> Sketch {
    glyph(Look::of(pod), pod.countdown.map(|countdown| left(countdown, env.at)), radius)
}

/// The word for the pod's state, and the seconds that are left of what is counted down.
pub(crate) fn word(pod: &PodScene, at: (f64, f64), room: f64, env: &Env) -> Sketch {
    let state = pod_word(pod);
    let node = spans("state", at).class("state");
    let rest = pod.countdown.filter(|countdown| countdown.to > env.at);
    let rest = rest.map(|countdown| join(&[" ", &age(countdown.to.since(env.at))]));
    let whole = join(&[state, rest.as_deref().unwrap_or("")]);
    let word = span("word", "state-text", String::from(state));
    if text::width(&whole, Face::Sans(12.0)) > room {
        return squeezed(node.with(word), state, Face::Sans(12.0), room);
    }
    node.with(word).with_some(rest.map(|rest| span("left", "ink3", rest)))
}

/// The node's name, or that there is none yet.
fn bound_to(pod: &PodScene, (x, y): (f64, f64), room: f64) -> Sketch {
    match &pod.node {
        Some(node) => text("node", (x, y), fitted(node, Face::Mono(10.5), room)).class("mono m105 ink2"),
        None => text("no-node", (12.0, y), "no node yet").class("tiny ink3"),
    }
}

/// How many containers are ready.
pub(crate) fn ready(pod: &PodScene, at: (f64, f64)) -> Sketch {
    let (ready, all) = (text::number(pod.ready_containers.into()), text::number(pod.containers.into()));
    end("ready", at, join(&[&ready, "/", &all])).class("mono m105 ink2")
}

/// How often containers were started again, if they were, ending at a place.
pub(crate) fn restarts(pod: &PodScene, (right, y): (f64, f64)) -> Option<Sketch> {
    let count = text::number(pod.restarts.into());
    let left = right - text::width(&count, Face::Mono(10.5)) - 7.0;
    (pod.restarts > 0).then(|| {
        group("restarts")
            .with(end("count", (right, y), count).class("mono m105 broken-text"))
            .with(path("again", again(left, y - 3.6)).class("broken-line"))
    })
}

/// How much room they take.
pub(crate) fn restarts_width(pod: &PodScene) -> f64 {
    let count = text::number(pod.restarts.into());
    if pod.restarts > 0 { text::width(&count, Face::Mono(10.5)) + 20.0 } else { 0.0 }
}

/// A small turning arrow, around a point.
fn again(x: f64, y: f64) -> PathData {
    let arc =
        PathData::default().add('M', &[x + 3.2, y - 0.6]).add('a', &[3.3, 3.3, 0.0, 1.0, 1.0, -1.2, -2.0]);
    arc.add('M', &[x + 3.6, y - 3.4]).add('v', &[2.8]).add('h', &[-2.8])
}

/// A node's icon: two drawers, `k` times as large as in small.
pub(crate) fn server_icon(x: f64, y: f64, k: f64) -> Sketch {
    let drawer = |key, y| rect(key, (x, y, 11.0 * k, 4.6 * k), 1.4 * k).class("icon");
    let lamp = x + 2.6 * k;
    let lamps = PathData::default().add('M', &[lamp, y + 2.3 * k]).add('h', &[0.01]);
    let lamps = lamps.add('M', &[lamp, y + 8.3 * k]).add('h', &[0.01]);
    group("server")
        .with(drawer("upper", y))
        .with(drawer("lower", y + 6.0 * k))
        .with(path("lamps", lamps).class("icon lamp"))
}

/// The revision's stripe at the card's upper edge: plain for odd revisions, slanted for even ones.
fn stripe(pod: &PodScene, width: f64) -> Vec<Sketch> {
    let Some(revision) = &pod.revision else { return Vec::new() };
    let inset = 1.34;
    let shape =
        PathData::default().add('M', &[inset, 5.0]).add('A', &[RADIUS, RADIUS, 0.0, 0.0, 1.0, RADIUS, 0.0]);
    let shape = shape.add('H', &[width - RADIUS]);
    let shape = shape.add('A', &[RADIUS, RADIUS, 0.0, 0.0, 1.0, width - inset, 5.0]).add('Z', &[]);
    let mut nodes = vec![path("stripe", shape).class("stripe")];
    if revision.number.is_multiple_of(2) {
        nodes.push(path("slants", slants(9.0, width - 5.0, 5.0)).class("slants"));
    }
    nodes
}

/// Slanting lines over a stripe of a height, from one x to another.
pub(crate) fn slants(from: f64, to: f64, height: f64) -> PathData {
    let count = ((to - from) / 6.0) as usize;
    (0..=count).fold(PathData::default(), |data, index| {
        data.add('M', &[from + index as f64 * 6.0, 0.0]).add('l', &[-height, height])
    })
}

/// Hatching over the card of a pod that nobody knows of.
fn hatch(pod: &PodScene, width: f64, height: f64) -> Option<Sketch> {
    pod.unknown.then(|| path("hatch", hatching((2.0, 6.0, width - 2.0, height - 2.0), 8.0)).class("hatch"))
}

/// Slanting lines that fill a rectangle, given by its left, top, right and lower edge.
pub(crate) fn hatching((left, top, right, bottom): (f64, f64, f64, f64), step: f64) -> PathData {
    let height = bottom - top;
    let count = ((right - left + height) / step) as usize;
    (1..=count).fold(PathData::default(), |data, index| {
        // The line from the upper edge, right, to the lower edge, left, cut where it leaves the rectangle.
        let x = left + index as f64 * step;
        let (x1, y1) = if x > right { (right, top + x - right) } else { (x, top) };
        let (x2, y2) = if x - height < left { (left, top + x - left) } else { (x - height, bottom) };
        data.add('M', &[x1, y1]).add('L', &[x2, y2])
    })
}

/// The empty place of a slot without a pod.
pub(crate) fn vacancy(slot: &SlotScene, anatomy: &Anatomy) -> Sketch {
    let (width, height) = (anatomy.width, anatomy.card());
    let class = if slot.wanted { "empty" } else { "empty ghost" };
    let (big, y) = if anatomy.slim { ("bignum s", 34.0) } else { ("bignum", 47.0) };
    let numeral = middle("numeral", (width / 2.0, y), slot.ordinal).class(big);
    let below = if anatomy.slim { 54.0 } else { 70.0 };
    let retention = slot.retention.as_ref().filter(|_| !anatomy.slim);
    group("vacancy")
        .class("fade")
        .with(rect("place", (0.5, 0.5, width - 1.0, height - 1.0), RADIUS).class(class))
        .with(numeral)
        .with(middle("since", (width / 2.0, below), vacant(slot)).class("small ink2"))
        .with_some(retention.map(|rule| {
            let rule = fitted(rule, Face::Mono(10.0), width - 12.0);
            middle("retention", (width / 2.0, 88.0), rule).class("mono m10 ink2 dotted")
        }))
}

/// Why there is no pod.
pub(crate) fn vacant(slot: &SlotScene) -> String {
    match (slot.vacant_since, slot.wanted) {
        (Some(since), _) => join(&["no pod since ", &clock(since)]),
        (None, true) => "not created yet".into(),
        (None, false) => "no pod".into(),
    }
}

/// Whether a pod still counts as there for its slot's looks.
pub(crate) fn is_leaving(pod: &PodScene) -> bool {
    pod.state == PodState::Terminating
}
