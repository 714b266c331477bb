//! The strip of nodes with the pods that are bound to them.

use super::card::{hatching, server_icon};
use super::object::{Env, Identity};
use super::plate::warning;
use crate::glyph::{drain, glyph};
use crate::look::{Look, node_word};
use crate::node::Sketch;
use crate::shape::{PathData, circle, end, group, middle, path, rect, squeezed, text};
use crate::text::{Face, age, fitted, join, number};
use ordinal_core::scene::{NodePodScene, NodeReady, NodeScene, PodState};

/// How high a node is.
const HEIGHT: f64 = 50.0;
const GAP: f64 = 14.0;
/// How many nodes are shown; of more, only their number.
const MOST: usize = 60;
/// From one pod's dot to the next.
const DOT_PITCH: f64 = 33.0;

/// The strip and its height; none without nodes.
pub(crate) fn strip(nodes: &[NodeScene], env: &Env) -> Option<(Sketch, f64)> {
    let (columns, width) = columns(nodes.len(), env.width)?;
    let shown = nodes.iter().take(MOST).enumerate();
    let place =
        |index: usize| ((index % columns) as f64 * (width + GAP), (index / columns) as f64 * (HEIGHT + GAP));
    let strip = group("nodes").class("nodes").with_all(shown.map(|(index, scene)| {
        let (x, y) = place(index);
        node(scene, width, env).at(x, y)
    }));
    let rows = nodes.len().min(MOST).div_ceil(columns) as f64;
    let height = rows * (HEIGHT + GAP) - GAP;
    let Some(more) = nodes.len().checked_sub(MOST).filter(|more| *more > 0) else {
        return Some((strip, height));
    };
    let words = join(&["and ", &number(more as u64), " more nodes"]);
    Some((strip.with(text("more", (0.0, height + 20.0), words).class("small ink2")), height + 26.0))
}

/// How many nodes there are in a row and how wide each is.
fn columns(count: usize, room: f64) -> Option<(usize, f64)> {
    let least = match (room < 600.0, count > 4) {
        (true, true) => 156.0,
        (true, false) => 240.0,
        // Three beside each other in an element among text.
        (false, _) => 192.0,
    };
    let fit = ((room + GAP) / (least + GAP)) as usize;
    let columns = fit.max(1).min(count);
    (count > 0).then(|| (columns, ((room + GAP) / columns as f64 - GAP).floor().min(420.0)))
}

fn node(scene: &NodeScene, width: f64, env: &Env) -> Sketch {
    let identity = Identity { kind: "Node", namespace: "", name: &scene.name };
    let down = scene.ready == NodeReady::NotReady;
    let class = env.class(&[node_class(scene)], &identity);
    let node = group(("node", &scene.name)).class(class);
    let node = env.object(node, &identity, node_word(scene), label(scene));
    let node = node.with(rect("back", (0.5, 0.5, width - 1.0, HEIGHT - 1.0), 10.0).class("node-back"));
    let node = node.with_some(
        down.then(|| path("hatch", hatching((4.0, 1.0, width - 4.0, HEIGHT - 1.0), 8.0)).class("hatch")),
    );
    let words = words(scene, env);
    let name_room = width - 42.0 - DOT_PITCH - 14.0;
    let name = fitted(&scene.name, Face::Mono(12.0), name_room);
    let used = crate::text::width(&name, Face::Mono(12.0))
        .max(crate::text::width(&words, Face::Sans(11.5)) + 14.0)
        .min(name_room);
    node.with_some(
        down.then(|| rect("clear", (8.0, 6.0, used + 42.0, HEIGHT - 12.0), 6.0).class("node-clear")),
    )
    .with(server_icon(14.0, 16.0, 1.65))
    .with(text("name", (43.0, 22.0), name).class("mono m12"))
    .with(status_sign(scene))
    .with(squeezed(
        text("status", (57.0, 38.5), words.clone()).class(status_class(scene)),
        &words,
        Face::Sans(11.5),
        used - 14.0,
    ))
    .with_all(dots(scene, (43.0 + used + 8.0, width - 12.0)))
}

fn node_class(scene: &NodeScene) -> &'static str {
    match (scene.ready, scene.cordoned, scene.reachable) {
        (NodeReady::NotReady, _, _) => "node down fade",
        (NodeReady::Ready, _, false) => "node silent fade",
        (NodeReady::Ready, true, true) => "node cordoned fade",
        (NodeReady::Ready, false, true) => "node fade",
    }
}

/// What is written below the name.
fn words(scene: &NodeScene, env: &Env) -> String {
    let since = age(env.at.since(scene.since));
    match (scene.ready, scene.cordoned, scene.reachable) {
        (NodeReady::NotReady, _, _) => join(&["NotReady, ", &since]),
        (NodeReady::Ready, _, false) => "Ready, but silent".into(),
        (NodeReady::Ready, true, true) => "Ready, cordoned".into(),
        (NodeReady::Ready, false, true) => "Ready".into(),
    }
}

fn status_class(scene: &NodeScene) -> &'static str {
    if scene.ready == NodeReady::NotReady { "small broken-text" } else { "small ink2" }
}

/// The sign before the words: a tick, a bar for a cordoned node, a triangle for one that is lost.
fn status_sign(scene: &NodeScene) -> Sketch {
    match (scene.ready, scene.cordoned || !scene.reachable) {
        (NodeReady::NotReady, _) => warning(48.0, 34.5),
        (NodeReady::Ready, true) => path("bar", "M44 34.5h8").class("node-bar"),
        (NodeReady::Ready, false) => path("tick", "M44 34.6l2.9 2.9l4.6-5.4").class("node-tick"),
    }
}

fn label(scene: &NodeScene) -> String {
    let taints =
        if scene.taints.is_empty() { String::new() } else { join(&[", tainted ", &scene.taints.join(" ")]) };
    let pods = match scene.pod_count {
        1 => ", 1 pod".into(),
        count => join(&[", ", &number(count as u64), " pods"]),
    };
    join(&["Node ", &scene.name, ", ", node_word(scene), &taints, &pods])
}

/// The pods' dots from the right edge; of more than fit, their number.
fn dots(scene: &NodeScene, (left, right): (f64, f64)) -> Vec<Sketch> {
    let fit = (((right - left + 6.0) / DOT_PITCH) as usize).max(1);
    let all = scene.pod_count;
    let shown = if all > fit { (fit - 1).min(scene.pods.len()) } else { all };
    let x = |place: usize| right - 13.5 - place as f64 * DOT_PITCH;
    let down = scene.ready == NodeReady::NotReady;
    let dots = scene.pods.iter().take(shown).enumerate();
    let mut nodes: Vec<_> =
        dots.map(|(index, pod)| dot(pod, down).at(x(shown - 1 - index), HEIGHT / 2.0)).collect();
    if all > shown {
        let more = join(&["+", &number((all - shown) as u64)]);
        let at = if shown == 0 { right } else { x(shown) + 13.0 };
        nodes.push(end("more", (at, HEIGHT / 2.0 + 4.0), more).class("small b ink2"));
    }
    nodes
}

/// A pod as a dot with its ordinal; the ring around it tells its state as its sign does. Without an ordinal it is the
/// sign alone.
fn dot(pod: &NodePodScene, down: bool) -> Sketch {
    let look =
        if down && pod.state != PodState::Terminating { Look::Unknown } else { Look::Known(pod.state) };
    let key: ordinal_core::scene::Name = join(&[&pod.namespace, "/", &pod.name]).into();
    let node = group(("dot", &key)).class(join(&["dot fade ", look.class()]));
    if pod.label.is_empty() {
        return node.with(glyph(look, None, 13.0));
    }
    let (size, y) = match pod.label.len() {
        0..=2 => ("dot-text", 4.2),
        3 => ("dot-text s", 3.6),
        _ => ("dot-text xs", 2.9),
    };
    let label = fitted(&pod.label, Face::Bold(7.5), 26.0);
    node.with_all(rim(look)).with(middle("label", (0.0, y), label).class(size))
}

fn rim(look: Look) -> Vec<Sketch> {
    let clear = || circle("clear", 0.0, 0.0, 13.0).class("dot-clear");
    match look {
        Look::Known(PodState::Ready) => vec![circle("disc", 0.0, 0.0, 13.0).class("g-fill")],
        Look::Known(PodState::Running) => vec![clear(), circle("ring", 0.0, 0.0, 11.9).class("g-ring")],
        Look::Known(PodState::Completed) => {
            vec![clear(), circle("ring", 0.0, 0.0, 11.9).class("g-line thin")]
        }
        Look::Known(PodState::Pending) => {
            vec![clear(), circle("ring", 0.0, 0.0, 11.9).class("g-ring g-dashes")]
        }
        Look::Known(PodState::ContainerCreating) => {
            let arc =
                PathData::default().add('M', &[0.0, -11.9]).add('A', &[11.9, 11.9, 0.0, 0.0, 1.0, 11.9, 0.0]);
            let spin = group("arc").class("spin").with(circle("hub", 0.0, 0.0, 11.9).class("g-none"));
            vec![
                clear(),
                circle("track", 0.0, 0.0, 11.9).class("g-track"),
                spin.with(path("arc", arc).class("g-ring")),
            ]
        }
        Look::Known(PodState::Terminating) => {
            vec![clear(), circle("track", 0.0, 0.0, 11.9).class("g-track"), drain(75, 11.9)]
        }
        Look::Known(PodState::Failed | PodState::CrashLoopBackOff | PodState::ImagePullBackOff) => {
            vec![clear(), circle("ring", 0.0, 0.0, 11.9).class("g-ring g-broken")]
        }
        Look::Unknown => {
            vec![
                clear(),
                path("hatch", "M-9 3L3-9M-3 9L9-3").class("g-line faint"),
                circle("ring", 0.0, 0.0, 11.9).class("g-ring"),
            ]
        }
    }
}
